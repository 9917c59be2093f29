import type { Box } from '../../../domain/boxes.ts';
import type { RgbFrame } from '../../../domain/frame.ts';

/** Samples per axis. */
const GRID = 8;

/** Mean and standard deviation of the brightness (0..255) within a box that lies inside the picture, from 64 pixels. */
export function brightness(
  { width, height, data }: RgbFrame,
  box: Box,
): { readonly mean: number; readonly deviation: number } {
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < GRID; row++) {
    const y = Math.min(height - 1, Math.floor(box.y + ((row + 0.5) / GRID) * box.h));
    for (let column = 0; column < GRID; column++) {
      const x = Math.min(width - 1, Math.floor(box.x + ((column + 0.5) / GRID) * box.w));
      const p = 3 * (y * width + x);
      const value = (data[p]! + data[p + 1]! + data[p + 2]!) / 3;
      sum += value;
      squares += value * value;
    }
  }
  const mean = sum / GRID ** 2;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / GRID ** 2 - mean * mean)) };
}
