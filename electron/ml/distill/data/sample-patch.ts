import type { Patch } from './training-pair.ts';

/** Most samples per axis for one pixel of a shrunk patch. */
const MAX_TAPS = 4;

/**
 * What one pixel of a resized patch shows: the mean of pixels where it shrinks, bilinear where it does not.
 * @param x middle of the pixel in patch px, where 0 is the patch's edge
 * @param pixel size of the pixel in patch px
 * @param out red, green, blue (0..255, times the opacity) and opacity (0..1) [4]; transparent outside the patch
 */
export function samplePatch(
  patch: Patch,
  x: number,
  y: number,
  pixel: { readonly w: number; readonly h: number },
  out: Float32Array,
): void {
  out.fill(0);
  const columns = Math.min(MAX_TAPS, Math.round(pixel.w));
  const rows = Math.min(MAX_TAPS, Math.round(pixel.h));
  if (columns > 1 || rows > 1)
    mean(patch, x, y, pixel, Math.max(1, columns), Math.max(1, rows), out);
  else bilinear(patch, x - 0.5, y - 0.5, out);
}

function mean(
  { width, height, data }: Patch,
  x: number,
  y: number,
  pixel: { readonly w: number; readonly h: number },
  columns: number,
  rows: number,
  out: Float32Array,
): void {
  const xStep = pixel.w / columns;
  const yStep = pixel.h / rows;
  const left = x + (0.5 - columns / 2) * xStep;
  const top = y + (0.5 - rows / 2) * yStep;
  let red = 0;
  let green = 0;
  let blue = 0;
  let opacity = 0;
  for (let row = 0; row < rows; row++) {
    const py = Math.floor(top + row * yStep);
    if (py < 0 || py >= height) continue;
    for (let column = 0; column < columns; column++) {
      const px = Math.floor(left + column * xStep);
      if (px < 0 || px >= width) continue;
      const p = 4 * (py * width + px);
      const alpha = data[p + 3]!;
      red += alpha * data[p]!;
      green += alpha * data[p + 1]!;
      blue += alpha * data[p + 2]!;
      opacity += alpha;
    }
  }
  const share = 1 / (255 * columns * rows);
  out[0] = red * share;
  out[1] = green * share;
  out[2] = blue * share;
  out[3] = opacity * share;
}

function bilinear({ width, height, data }: Patch, x: number, y: number, out: Float32Array): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  for (let corner = 0; corner < 4; corner++) {
    const px = left + (corner & 1);
    const py = top + (corner >> 1);
    if (px < 0 || py < 0 || px >= width || py >= height) continue;
    const p = 4 * (py * width + px);
    const alpha = ((1 - Math.abs(x - px)) * (1 - Math.abs(y - py)) * data[p + 3]!) / 255;
    out[0]! += alpha * data[p]!;
    out[1]! += alpha * data[p + 1]!;
    out[2]! += alpha * data[p + 2]!;
    out[3]! += alpha;
  }
}
