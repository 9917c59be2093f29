import { cropTransform } from './crop-transform.ts';
import type { CropView } from './training-pair.ts';

/** Most samples per output pixel and axis when a shrinking crop is averaged. */
const MAX_TAPS = 4;

/** Looks at a view's picture: bytes as floats, planes [3,size,size], without occluder, blur or changes of colour. */
export function samplePicture(view: CropView, size: number): Float32Array {
  const planes = new Float32Array(3 * size * size);
  const shrink = view.side / size;
  const taps = view.averaged && shrink > 2 ? Math.min(MAX_TAPS, Math.floor(shrink)) : 1;
  for (let row = 0; row < taps; row++) {
    for (let column = 0; column < taps; column++) {
      const dx = (column + 0.5) / taps;
      addSamples(view, size, dx, (row + 0.5) / taps, 1 / (taps * taps), planes);
    }
  }
  return planes;
}

/** Adds `weight` times one bilinear sample per output pixel, taken at (dx, dy) within it. */
function addSamples(
  view: CropView,
  size: number,
  dx: number,
  dy: number,
  weight: number,
  planes: Float32Array,
): void {
  const { width, height, data } = view.picture;
  const [padRed, padGreen, padBlue] = view.padding;
  const plane = size * size;
  const t = cropTransform(view);
  const xStep = t.xFromX / size;
  const yStep = t.yFromX / size;
  const u = dx / size - 0.5;
  const stride = 3 * width;
  for (let row = 0, o = 0; row < size; row++) {
    const v = (row + dy) / size - 0.5;
    // A sample at the middle of pixel i sees pixel i alone.
    const xStart = view.x + t.xFromX * u + t.xFromY * v - 0.5;
    const yStart = view.y + t.yFromX * u + t.yFromY * v - 0.5;
    for (let column = 0; column < size; column++, o++) {
      const x = xStart + xStep * column;
      const y = yStart + yStep * column;
      if (x >= 0 && y >= 0 && x < width - 1 && y < height - 1) {
        const left = x | 0;
        const top = y | 0;
        const right = x - left;
        const lower = (y - top) * weight;
        const upper = weight - lower;
        const w11 = lower * right;
        const w10 = lower - w11;
        const w01 = upper * right;
        const w00 = upper - w01;
        const p = top * stride + left * 3;
        const q = p + stride;
        planes[o]! += w00 * data[p]! + w01 * data[p + 3]! + w10 * data[q]! + w11 * data[q + 3]!;
        planes[o + plane]! +=
          w00 * data[p + 1]! + w01 * data[p + 4]! + w10 * data[q + 1]! + w11 * data[q + 4]!;
        planes[o + 2 * plane]! +=
          w00 * data[p + 2]! + w01 * data[p + 5]! + w10 * data[q + 2]! + w11 * data[q + 5]!;
        continue;
      }
      let inside = 0;
      if (x > -1 && y > -1 && x < width && y < height) {
        const left = Math.floor(x);
        const top = Math.floor(y);
        for (let corner = 0; corner < 4; corner++) {
          const px = left + (corner & 1);
          const py = top + (corner >> 1);
          if (px < 0 || py < 0 || px >= width || py >= height) continue;
          const part = weight * (1 - Math.abs(x - px)) * (1 - Math.abs(y - py));
          const p = py * stride + px * 3;
          planes[o]! += part * data[p]!;
          planes[o + plane]! += part * data[p + 1]!;
          planes[o + 2 * plane]! += part * data[p + 2]!;
          inside += part;
        }
      }
      const outside = weight - inside;
      planes[o]! += outside * padRed;
      planes[o + plane]! += outside * padGreen;
      planes[o + 2 * plane]! += outside * padBlue;
    }
  }
}
