/** Which YCbCr matrix turns a video's samples into RGB (ITU-R BT.601 or BT.709). */
export type ColourMatrix = 'bt601' | 'bt709';

/** One decoded video picture as planar 4:2:0: Y [H,W], then Cb and Cr [ceil(H/2),ceil(W/2)], 8 bit, no row padding. */
export interface I420Frame {
  readonly kind: 'i420';
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  readonly matrix: ColourMatrix;
  /** True for samples 0..255 (JPEG range), false for 16..235/240 (video range). */
  readonly fullRange: boolean;
}

/** One picture as interleaved RGB [H,W,3], 8 bit, no row padding. */
export interface RgbFrame {
  readonly kind: 'rgb';
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A decoded picture: videos arrive as I420 (the decoder's own bytes), image folders as RGB. */
export type Frame = I420Frame | RgbFrame;

/** Number of bytes of an I420 picture of `width` x `height` pixels (odd sizes round chroma up). */
export function i420Bytes(width: number, height: number): number {
  return width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
}
