import type { Patch } from './training-pair.ts';

/** Most samples per axis for one pixel of a shrunk patch. */
const MAX_TAPS = 4;

/**
 * What one pixel of a resized patch shows.
 * @param x middle of the pixel in patch px, where 0 is the patch's edge
 * @param pixel size of the pixel in patch px: it is averaged
 * @param out red, green, blue (0..255, times the opacity) and opacity (0..1) [4]; transparent outside the patch
 */
export function samplePatch(
  patch: Patch,
  x: number,
  y: number,
  pixel: { readonly w: number; readonly h: number },
  out: Float32Array,
): void {
  const columns = Math.min(MAX_TAPS, Math.max(1, Math.round(pixel.w)));
  const rows = Math.min(MAX_TAPS, Math.max(1, Math.round(pixel.h)));
  const { width, height, data } = patch;
  const share = 1 / (255 * columns * rows);
  let red = 0;
  let green = 0;
  let blue = 0;
  let opacity = 0;
  for (let row = 0; row < rows; row++) {
    const sy = y + ((row + 0.5) / rows - 0.5) * pixel.h - 0.5;
    const top = Math.floor(sy);
    for (let column = 0; column < columns; column++) {
      const sx = x + ((column + 0.5) / columns - 0.5) * pixel.w - 0.5;
      const left = Math.floor(sx);
      for (let corner = 0; corner < 4; corner++) {
        const px = left + (corner & 1);
        const py = top + (corner >> 1);
        if (px < 0 || py < 0 || px >= width || py >= height) continue;
        const p = 4 * (py * width + px);
        const alpha = (1 - Math.abs(sx - px)) * (1 - Math.abs(sy - py)) * share * data[p + 3]!;
        if (alpha === 0) continue;
        red += alpha * data[p]!;
        green += alpha * data[p + 1]!;
        blue += alpha * data[p + 2]!;
        opacity += alpha;
      }
    }
  }
  out[0] = red;
  out[1] = green;
  out[2] = blue;
  out[3] = opacity;
}
