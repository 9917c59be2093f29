import type { Box } from '../../domain/boxes.ts';
import type { Frame } from '../../domain/frame.ts';

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A box to be drawn over a picture. */
export interface Overlay {
  readonly box: Box;
  readonly colour: Rgb;
  /** Width of the outline in pixels; 2 unless told. */
  readonly thickness?: number;
}

/** One picture of a preview; the overlays are drawn into its own bytes. */
export interface PreviewFrame {
  readonly frame: Frame;
  /** When it is shown, seconds, later than the one before; omitted: at a constant rate. */
  readonly timeSec?: number;
  readonly overlays?: readonly Overlay[];
}

/** How to write a preview. */
export interface PreviewOptions {
  /** Frames per second where no times are given. */
  readonly fps: number;
  readonly signal?: AbortSignal;
}

/** Writes videos to look at. */
export interface PreviewWriter {
  /**
   * Writes pictures with their overlays as an MP4 that appears under its name only when it is complete.
   * @returns the number of frames written
   * @throws StudioError write-failed, bad-input for unfit frames, cancelled
   */
  write(
    path: string,
    frames: AsyncIterable<PreviewFrame>,
    options: PreviewOptions,
  ): Promise<number>;
}
