import type { Box } from '../../../domain/boxes.ts';
import type { RgbFrame } from '../../../domain/frame.ts';
import { samplePatch } from './sample-patch.ts';
import type { Patch } from './training-pair.ts';

/** A picture that may be drawn on. */
export function copyPicture(picture: RgbFrame): RgbFrame {
  return { ...picture, data: picture.data.slice() };
}

/**
 * Draws a whole patch into `box` (px, parts may lie outside) of a picture, in place.
 * @param tint factor per channel of the patch's colours
 */
export function paste(
  picture: RgbFrame,
  patch: Patch,
  box: Box,
  tint: readonly [number, number, number] = [1, 1, 1],
): void {
  const { width, height, data } = picture;
  const pixel = { w: patch.width / box.w, h: patch.height / box.h };
  const rgba = new Float32Array(4);
  // A pixel beyond the edge still shows a part of the edge's pixels.
  const lastRow = Math.min(height - 1, Math.ceil(box.y + box.h));
  const lastColumn = Math.min(width - 1, Math.ceil(box.x + box.w));
  for (let row = Math.max(0, Math.floor(box.y) - 1); row <= lastRow; row++) {
    const y = (row + 0.5 - box.y) * pixel.h;
    for (let column = Math.max(0, Math.floor(box.x) - 1); column <= lastColumn; column++) {
      samplePatch(patch, (column + 0.5 - box.x) * pixel.w, y, pixel, rgba);
      const opacity = rgba[3]!;
      if (opacity === 0) continue;
      const p = 3 * (row * width + column);
      for (let channel = 0; channel < 3; channel++) {
        const colour = Math.min(255 * opacity, rgba[channel]! * tint[channel]!);
        data[p + channel] = Math.round(colour + data[p + channel]! * (1 - opacity));
      }
    }
  }
}
