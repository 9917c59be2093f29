import type { Box } from '../../../electron/domain/boxes.ts';

/** How many times its larger side the surroundings of an object are shown in a close-up. */
const AROUND = 3;
/** Least side of a close-up, image pixels: smaller ones show squares and no object. */
const LEAST_PX = 48;

/** Size in pixels of whatever unit. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/**
 * The part of a picture to show, image pixels: all of it, or the surroundings of boxes in the host's shape, as large as
 * fits the picture.
 */
export function viewOf(boxes: readonly Box[], image: Extent, host: Extent, isClose: boolean): Box {
  const whole = { x: 0, y: 0, w: image.width, h: image.height };
  if (!isClose || boxes.length === 0) return whole;
  const left = Math.min(...boxes.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y));
  const right = Math.max(...boxes.map(({ x, w }) => x + w));
  const bottom = Math.max(...boxes.map(({ y, h }) => y + h));
  const sides = boxes.flatMap(({ w, h }) => [w, h]);
  const side = Math.max(LEAST_PX, AROUND * Math.max(...sides), right - left, bottom - top);
  const ratio = host.width / Math.max(1, host.height);
  const w = Math.min(image.width, ratio > 1 ? side * ratio : side);
  const h = Math.min(image.height, ratio > 1 ? side : side / ratio);
  const within = (middle: number, length: number, most: number): number =>
    Math.max(0, Math.min(most - length, middle - length / 2));
  return {
    x: within((left + right) / 2, w, image.width),
    y: within((top + bottom) / 2, h, image.height),
    ...{ w, h },
  };
}

/** Where a part of a picture lies in a host that it is fitted into: its scale, and its corner in the host's pixels. */
export function fitInto(view: Box, host: Extent): { scale: number; x: number; y: number } {
  const scale = Math.min(host.width / view.w, host.height / view.h);
  return {
    scale,
    x: (host.width - view.w * scale) / 2,
    y: (host.height - view.h * scale) / 2,
  };
}
