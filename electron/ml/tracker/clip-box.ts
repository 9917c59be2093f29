import type { Box } from '../../domain/boxes.ts';

/**
 * `box` limited to an image of `width` x `height` pixels as OSTrack's tracker limits its state: it keeps at least
 * `marginPx` of the image, and is never smaller than `marginPx` on a side.
 */
export function clipBox(box: Box, width: number, height: number, marginPx: number): Box {
  const left = Math.min(Math.max(0, box.x), width - marginPx);
  const right = Math.min(Math.max(marginPx, box.x + box.w), width);
  const top = Math.min(Math.max(0, box.y), height - marginPx);
  const bottom = Math.min(Math.max(marginPx, box.y + box.h), height);
  return {
    x: left,
    y: top,
    w: Math.max(marginPx, right - left),
    h: Math.max(marginPx, bottom - top),
  };
}
