import type { TrackerConfig } from '../../domain/tracker-config.ts';

/** Output maps of the CENTER head; F = searchSize / stride cells per side. */
export interface NetworkOutput {
  /** Score map [N,1,F,F], in (0, 1). */
  readonly score: Float32Array;
  /** Box width and height as fractions of the search crop [N,2,F,F]. */
  readonly size: Float32Array;
  /** Centre offset (x, y) in cells [N,2,F,F]. */
  readonly offset: Float32Array;
}

/** A tracker network that can be run; implemented over ONNX Runtime. */
export interface TrackerNetwork {
  readonly config: TrackerConfig;
  /**
   * One joint forward pass of `batch` objects.
   * @param template normalised template crops [N,3,Z,Z]
   * @param search normalised search crops [N,3,X,X]
   */
  run(template: Float32Array, search: Float32Array, batch: number): Promise<NetworkOutput>;
}
