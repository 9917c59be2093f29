import type { Occluder } from './training-pair.ts';
import { samplePatch } from './sample-patch.ts';

/** Draws an occluder over a rendered crop, planes [3,size,size] of bytes as floats. */
export function drawOccluder({ patch, box }: Occluder, size: number, planes: Float32Array): void {
  const [x, y, w, h] = box.map((fraction) => fraction * size) as [number, number, number, number];
  const plane = size * size;
  const rgba = new Float32Array(4);
  const lastRow = Math.min(size - 1, Math.ceil(y + h));
  const lastColumn = Math.min(size - 1, Math.ceil(x + w));
  const pixel = { w: patch.width / w, h: patch.height / h };
  for (let row = Math.max(0, Math.floor(y) - 1); row <= lastRow; row++) {
    const py = (row + 0.5 - y) * pixel.h;
    for (let column = Math.max(0, Math.floor(x) - 1); column <= lastColumn; column++) {
      const px = (column + 0.5 - x) * pixel.w;
      samplePatch(patch, px, py, pixel, rgba);
      const alpha = rgba[3]!;
      if (alpha === 0) continue;
      const o = row * size + column;
      for (let channel = 0; channel < 3; channel++) {
        const i = o + channel * plane;
        planes[i] = rgba[channel]! + planes[i]! * (1 - alpha);
      }
    }
  }
}
