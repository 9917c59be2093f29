import type { RgbFrame } from '../../../domain/frame.ts';

/** A cut-out: RGB and opacity [H,W,4], 8 bit; colours are not multiplied by the opacity. */
export interface Patch {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** x, y, width, height as fractions of a crop's side, from its top left corner; parts may lie outside 0..1. */
export type CropBox = readonly [x: number, y: number, w: number, h: number];

/** Where a square crop lies in its picture and how it is turned. */
export interface CropGeometry {
  /** Centre in picture px; pixel i covers i to i + 1. */
  readonly x: number;
  readonly y: number;
  /** Side in picture px, before `aspect`. */
  readonly side: number;
  /** Turn of the crop's axes in the picture, in radians from x towards y. */
  readonly rotation: number;
  /** Width over height of the region that becomes the square; 1 leaves shapes as they are. */
  readonly aspect: number;
  /** Whether left and right are exchanged. */
  readonly flip: boolean;
}

/** Changes of colours, applied to bytes 0..255 in this order: gain, shift, grey, noise, clamp. */
export interface Photometric {
  /** Factor per channel. */
  readonly gain: readonly [red: number, green: number, blue: number];
  readonly shift: number;
  /** Whether every channel becomes the mean of the three. */
  readonly grey: boolean;
  /** Standard deviation of the noise; 0 for none. */
  readonly noise: number;
  /** 32-bit seed of the noise, which is drawn per rendered pixel. */
  readonly noiseSeed: number;
}

/** Something in front of the object. */
export interface Occluder {
  readonly patch: Patch;
  /** Where the whole patch is drawn. */
  readonly box: CropBox;
}

/** Everything that says how a square crop looks at a picture; free of any output size, so teacher and student see the same. */
export interface CropView extends CropGeometry {
  readonly picture: RgbFrame;
  /** Colour outside the picture, bytes; a tracker's own crops have black there. */
  readonly padding: readonly [red: number, green: number, blue: number];
  /**
   * Whether pixels are averaged when the crop shrinks them to less than a half; otherwise each output pixel is one
   * bilinear sample, as when the tracker crops.
   */
  readonly averaged: boolean;
  readonly occluder: Occluder | null;
  /** Colours are averaged along each of these segments in turn; x and y as fractions of the crop's side. */
  readonly blur: readonly (readonly [x: number, y: number])[];
  readonly photometric: Photometric;
}

/** A template, a search region, and where the template's object is in it. */
export interface TrainingPair {
  readonly template: CropView;
  readonly search: CropView;
  /** The object's box in the search crop, whose centre lies inside the crop. */
  readonly box: CropBox;
  /** Pairs with equal keys show equal pixels. */
  readonly key: string;
}

/** An endless, repeatable supply of pairs. */
export interface PairSource {
  /**
   * Makes one pair out of the data, the source's seed and `index` (0 .. 2^32 - 1) alone: any worker can make any
   * pair, and a resumed run sees the same ones.
   */
  pair(index: number): Promise<TrainingPair>;
}

/** Colours as they are. */
export const PLAIN_COLOURS: Photometric = {
  gain: [1, 1, 1],
  shift: 0,
  grey: false,
  noise: 0,
  noiseSeed: 0,
};
