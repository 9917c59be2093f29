import type { Box } from '../../../domain/boxes.ts';
import type { RgbFrame } from '../../../domain/frame.ts';
import type { Patch } from './training-pair.ts';

/** An annotated object in a photo. */
export interface PhotoBox {
  /** Index of its photo in the library. */
  readonly photo: number;
  /** In px of that photo, inside it. */
  readonly box: Box;
}

/** Photos to pretrain from; plain data over shared memory, so that posting it to a worker copies no pixels. */
export interface PhotoLibrary {
  readonly photos: readonly RgbFrame[];
  readonly boxes: readonly PhotoBox[];
  /** Objects without their background. */
  readonly cutouts: readonly Patch[];
  /** What could not be used, and why. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

/** Shortest side in px of a photo that pairs can be made from. */
export const MIN_PHOTO_SIDE = 64;
/** Shortest side in px of a cut-out that can be pasted. */
export const MIN_CUTOUT_SIDE = 16;
