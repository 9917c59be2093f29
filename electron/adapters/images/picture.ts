/** Width and height of a picture in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How many channels a decoded picture has: 3 for RGB, 4 for RGB with alpha. */
export type Channels = 3 | 4;

/** A decoded picture, interleaved 8-bit [H,W,channels] without row padding; alpha is not multiplied into the colours. */
export interface Picture extends Size {
  readonly data: Uint8Array;
}
