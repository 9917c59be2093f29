import { mix } from './draw.ts';
import type { Photometric } from './training-pair.ts';

/** Per-channel RGB statistics of values in 0..1: input = (rgb / 255 - mean) / std. */
export interface Statistics {
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** Mean and standard deviation of the sum of four random bytes. */
const SUM_MEAN = 4 * 127.5;
const SUM_DEVIATION = Math.sqrt((4 * (256 * 256 - 1)) / 12);

/** Changes the colours of a crop in place and normalises it: planes [3,N] of bytes as floats become network input. */
export function finishColours(
  planes: Float32Array,
  { gain, shift, grey, noise, noiseSeed }: Photometric,
  { mean, std }: Statistics,
): void {
  const plane = planes.length / 3;
  for (let channel = 0; channel < 3; channel++) {
    const factor = gain[channel]!;
    const end = (channel + 1) * plane;
    if (factor === 1 && shift === 0) continue;
    for (let i = channel * plane; i < end; i++) planes[i] = planes[i]! * factor + shift;
  }
  if (grey) {
    for (let i = 0; i < plane; i++) {
      const value = (planes[i]! + planes[i + plane]! + planes[i + 2 * plane]!) / 3;
      planes[i] = planes[i + plane] = planes[i + 2 * plane] = value;
    }
  }
  if (noise > 0) addNoise(planes, noise, noiseSeed);
  for (let channel = 0; channel < 3; channel++) {
    const scale = 1 / (255 * std[channel]!);
    const offset = -mean[channel]! / std[channel]!;
    const end = (channel + 1) * plane;
    for (let i = channel * plane; i < end; i++) {
      const value = planes[i]!;
      planes[i] = (value < 0 ? 0 : value > 255 ? 255 : value) * scale + offset;
    }
  }
}

/** Sums of four bytes are as good as normal here, and cost one hash each. */
function addNoise(planes: Float32Array, deviation: number, seed: number): void {
  const scale = deviation / SUM_DEVIATION;
  for (let i = 0, counter = seed | 0; i < planes.length; i++) {
    counter = (counter + 0x9e3779b9) | 0;
    const bits = mix(counter);
    const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
    planes[i]! += (sum - SUM_MEAN) * scale;
  }
}
