import type { Frame } from '../../domain/frame.ts';

/** Makes small pictures of large ones. */
export interface Thumbnails {
  /** A JPEG of at most `width` pixels, in the picture's own proportions. */
  jpeg(frame: Frame, width: number): Promise<Uint8Array>;
}
