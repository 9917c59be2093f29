/** Geometry and preprocessing of a one-stream tracker; travels in the model file's metadata. */
export interface TrackerConfig {
  /** Side of the template crop in pixels; half of `searchSize`. */
  readonly templateSize: number;
  /** Side of the search-region crop in pixels; a multiple of 32. */
  readonly searchSize: number;
  /** Crop side as a multiple of sqrt(w*h) of the box, for the template and for the search region. */
  readonly templateFactor: number;
  readonly searchFactor: number;
  /** Pixels per cell of the score map (16). */
  readonly stride: number;
  /** Per-channel RGB statistics of values in [0,1]: input = (rgb / 255 - mean) / std. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /**
   * How far boxes keep the shape that was drawn: 0 as OSTrack's tracker (unless told), 1 so that the network's box in
   * the template's own frame would be the drawn one.
   */
  readonly shapeMemory?: number;
}

/** RGB statistics of ImageNet, used by OSTrack, LoReTrack and the tiny family. */
export const IMAGENET_STATISTICS: Pick<TrackerConfig, 'mean' | 'std'> = {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};
