import type { Box } from '../boxes.ts';
import type { PictureSize } from '../doubt/frame-doubt.ts';

/** Part of a box that lies within its picture, 0..1; 0 for a box without an area. */
export function visibleShare({ x, y, w, h }: Box, { width, height }: PictureSize): number {
  const seenW = Math.max(0, Math.min(x + w, width) - Math.max(x, 0));
  const seenH = Math.max(0, Math.min(y + h, height) - Math.max(y, 0));
  return w > 0 && h > 0 ? (seenW * seenH) / (w * h) : 0;
}
