import { FRAME_HEIGHT, FRAME_WIDTH } from './camera.ts';
import { latticeValue } from './value-noise.ts';
import { smoothstep } from './vector.ts';

const EXPOSURE_GAIN = 0.7;
const LUMA_NOISE = 1.5;
const CHROMA_NOISE = 0.8;

/** What a camera makes of linear light [H,W,3]: vignette, film-like tone curve, sRGB transfer, sensor noise; RGB bytes [H,W,3]. */
export function develop(light: Float32Array, frameIndex: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(light.length);
  for (let row = 0; row < FRAME_HEIGHT; row++) {
    for (let column = 0; column < FRAME_WIDTH; column++) {
      const i = (row * FRAME_WIDTH + column) * 3;
      const r = Math.hypot((column + 0.5) / FRAME_WIDTH - 0.5, (row + 0.5) / FRAME_HEIGHT - 0.5);
      const gain = EXPOSURE_GAIN * (1 - 0.34 * smoothstep(0.25, 0.75, r));
      const shared = LUMA_NOISE * gaussian(column, row, seed + frameIndex * 7919);
      for (let k = 0; k < 3; k++) {
        const own = CHROMA_NOISE * gaussian(column + 1009 * (k + 1), row, seed + frameIndex * 7919);
        const value = 255 * transfer(toneCurve(light[i + k]! * gain)) + shared + own;
        bytes[i + k] = Math.max(0, Math.min(255, Math.round(value)));
      }
    }
  }
  return bytes;
}

/** Filmic curve with a soft shoulder (Narkowicz 2015, fit of the ACES reference rendering). */
function toneCurve(x: number): number {
  return Math.min(1, (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14));
}

/** Opto-electronic transfer of sRGB (IEC 61966-2-1). */
function transfer(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}

/** Nearly normal number of mean 0 and variance 1: the sum of three uniform ones. */
function gaussian(x: number, y: number, seed: number): number {
  const sum =
    latticeValue(x, y, seed) + latticeValue(x, y, seed + 1) + latticeValue(x, y, seed + 2);
  return (sum - 1.5) * 2;
}
