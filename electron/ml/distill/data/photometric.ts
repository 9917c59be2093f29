import { Draw } from './draw.ts';
import type { Photometric } from './training-pair.ts';

/** Per-channel RGB statistics of values in 0..1: input = (rgb / 255 - mean) / std. */
export interface Statistics {
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** Normal numbers to start from anywhere. */
const NORMALS = normals(1 << 16);
/** Numbers that are taken in a row before another start is drawn. */
const RUN = 128;

/** Changes the colours of a crop in place and normalises it: planes [3,N] of bytes as floats become network input. */
export function finishColours(
  planes: Float32Array,
  { gain, shift, grey, noise, noiseSeed }: Photometric,
  { mean, std }: Statistics,
): void {
  const plane = planes.length / 3;
  // Grey and noise come between the gain and the clamp; without them one pass does it all.
  const apart = grey || noise > 0;
  if (apart) {
    for (let channel = 0; channel < 3; channel++) {
      const end = (channel + 1) * plane;
      for (let i = channel * plane; i < end; i++) planes[i] = planes[i]! * gain[channel]! + shift;
    }
  }
  if (grey) {
    for (let i = 0; i < plane; i++) {
      const value = (planes[i]! + planes[i + plane]! + planes[i + 2 * plane]!) / 3;
      planes[i] = planes[i + plane] = planes[i + 2 * plane] = value;
    }
  }
  if (noise > 0) addNoise(planes, noise, noiseSeed);
  for (let channel = 0; channel < 3; channel++) {
    const factor = apart ? 1 : gain[channel]!;
    const summand = apart ? 0 : shift;
    const scale = 1 / (255 * std[channel]!);
    const offset = -mean[channel]! / std[channel]!;
    const end = (channel + 1) * plane;
    for (let i = channel * plane; i < end; i++) {
      const value = planes[i]! * factor + summand;
      planes[i] = (value < 0 ? 0 : value > 255 ? 255 : value) * scale + offset;
    }
  }
}

/** Adds noise of runs out of a table: drawing each number anew would take longer than all the rest. */
function addNoise(planes: Float32Array, deviation: number, seed: number): void {
  const draw = Draw.of(seed, 0);
  for (let start = 0; start < planes.length; start += RUN) {
    const end = Math.min(planes.length, start + RUN);
    let place = draw.integer(0, NORMALS.length - RUN);
    for (let i = start; i < end; i++) planes[i]! += deviation * NORMALS[place++]!;
  }
}

function normals(count: number): Float32Array {
  const draw = Draw.of(0, 0);
  return Float32Array.from({ length: count }, () => draw.normal(1));
}
