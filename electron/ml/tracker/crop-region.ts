import { StudioError } from '../../contract/errors.ts';
import type { Box } from '../../domain/boxes.ts';

/** Square of the image that becomes one network input; it may reach outside the image (black there). */
export interface CropRegion {
  /** Left and top edge in image pixels; integers, negative when the crop starts outside the image. */
  readonly x: number;
  readonly y: number;
  /** Side in image pixels, an integer of at least 1. */
  readonly sizePx: number;
  /** Side of the network input in pixels. */
  readonly outputSize: number;
  /** Network pixels per image pixel: outputSize / sizePx. */
  readonly resizeFactor: number;
}

/** Image pixels [from, to) along one axis that a crop shows; empty when `to <= from`. */
export interface PixelSpan {
  readonly from: number;
  readonly to: number;
}

/** Nearest integer, ties to the even one (Python's `round`). */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction !== 0.5) return fraction < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * Square crop of side ceil(sqrt(w*h) * factor) centred on `box`, as OSTrack's `sample_target` places it.
 * @throws StudioError bad-input when the box has no area or is not finite.
 */
export function cropRegion(box: Box, factor: number, outputSize: number): CropRegion {
  const sizePx = Math.ceil(Math.sqrt(box.w * box.h) * factor);
  const x = roundHalfEven(box.x + 0.5 * box.w - sizePx * 0.5);
  const y = roundHalfEven(box.y + 0.5 * box.h - sizePx * 0.5);
  // Two negative sides have a positive product, so the sides are looked at as well.
  const usable = box.w > 0 && box.h > 0 && sizePx >= 1;
  if (!usable || !Number.isSafeInteger(sizePx + Math.abs(x) + Math.abs(y))) {
    throw new StudioError(
      'bad-input',
      `no crop can be taken around the box ${box.x},${box.y},${box.w},${box.h}: give finite numbers and a width and height above 0`,
    );
  }
  return { x, y, sizePx, outputSize, resizeFactor: outputSize / sizePx };
}

/**
 * Part of an axis of `length` image pixels that a crop of `sizePx` from `start` shows.
 * OSTrack pads one pixel too many on the far side: a crop that reaches the last pixel never shows it.
 */
export function visibleSpan(start: number, sizePx: number, length: number): PixelSpan {
  const end = start + sizePx;
  return { from: Math.max(0, start), to: end >= length ? length - 1 : end };
}
