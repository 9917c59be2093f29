import { cropTransform } from './crop-transform.ts';
import type { CropView } from './training-pair.ts';

/** Most samples per output pixel and axis when a shrinking crop is averaged. */
const MAX_TAPS = 4;
/** Fraction bits of a position in the inner loop: pictures may be up to 32767 px wide and high. */
const FRACTION_BITS = 16;
const ONE = 1 << FRACTION_BITS;
/** Distance in px that rounded steps may lead astray over a row, with room to spare. */
const MARGIN = 0.1;

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
  const { width, height } = view.picture;
  const t = cropTransform(view);
  const u = dx / size - 0.5;
  const step = { x: t.xFromX / size, y: t.yFromX / size };
  for (let row = 0; row < size; row++) {
    const v = (row + dy) / size - 0.5;
    // A sample at the middle of pixel i sees pixel i alone.
    const start = {
      x: view.x + t.xFromX * u + t.xFromY * v - 0.5,
      y: view.y + t.yFromX * u + t.yFromY * v - 0.5,
    };
    const columns = columnsWithin(start.x, step.x, width - 1, 0, size);
    const { from, to } = columnsWithin(start.y, step.y, height - 1, columns.from, columns.to);
    const o = row * size;
    addInside(view, size, start, step, from, to, weight, planes, o);
    for (let i = 0; i < from; i++) {
      addAtEdge(view, size, start.x + step.x * i, start.y + step.y * i, weight, planes, o + i);
    }
    for (let i = to; i < size; i++) {
      addAtEdge(view, size, start.x + step.x * i, start.y + step.y * i, weight, planes, o + i);
    }
  }
}

/** Columns from..to (exclusive), out of those given, whose position stays clear of 0 and `limit`. */
function columnsWithin(
  start: number,
  step: number,
  limit: number,
  from: number,
  to: number,
): { readonly from: number; readonly to: number } {
  const low = MARGIN - start;
  const high = limit - MARGIN - start;
  if (step === 0) return low <= 0 && high >= 0 ? { from, to } : { from, to: from };
  const first = Math.ceil(Math.min(low / step, high / step));
  const last = Math.floor(Math.max(low / step, high / step));
  // Where even the middle is too narrow, both ends would cross.
  if (high < low || first > last) return { from, to: from };
  const clipped = Math.min(Math.max(first, from), to);
  return { from: clipped, to: Math.min(Math.max(last + 1, clipped), to) };
}

interface Position {
  readonly x: number;
  readonly y: number;
}

/**
 * The hot loop: samples whose four pixels all exist. In whole numbers throughout, because turning twelve bytes into
 * floats would take most of the time; positions are rounded to 1/256 px.
 */
function addInside(
  { picture: { width, data } }: CropView,
  size: number,
  start: Position,
  step: Position,
  from: number,
  to: number,
  weight: number,
  planes: Float32Array,
  offset: number,
): void {
  if (from >= to) return;
  const plane = size * size;
  const stride = 3 * width;
  const unit = weight / ONE;
  const xStep = Math.round(step.x * ONE);
  const yStep = Math.round(step.y * ONE);
  let x = Math.round((start.x + step.x * from) * ONE);
  let y = Math.round((start.y + step.y * from) * ONE);
  const end = offset + to;
  for (let o = offset + from; o < end; o++) {
    const right = (x >> 8) & 255;
    const lower = (y >> 8) & 255;
    const w11 = Math.imul(lower, right);
    const w10 = (lower << 8) - w11;
    const w01 = (right << 8) - w11;
    const w00 = ONE - w01 - w10 - w11;
    const p = Math.imul(y >> FRACTION_BITS, stride) + Math.imul(x >> FRACTION_BITS, 3);
    const q = p + stride;
    const red =
      Math.imul(w00, data[p]!) +
      Math.imul(w01, data[p + 3]!) +
      Math.imul(w10, data[q]!) +
      Math.imul(w11, data[q + 3]!);
    const green =
      Math.imul(w00, data[p + 1]!) +
      Math.imul(w01, data[p + 4]!) +
      Math.imul(w10, data[q + 1]!) +
      Math.imul(w11, data[q + 4]!);
    const blue =
      Math.imul(w00, data[p + 2]!) +
      Math.imul(w01, data[p + 5]!) +
      Math.imul(w10, data[q + 2]!) +
      Math.imul(w11, data[q + 5]!);
    planes[o]! += unit * (red | 0);
    planes[o + plane]! += unit * (green | 0);
    planes[o + 2 * plane]! += unit * (blue | 0);
    x = (x + xStep) | 0;
    y = (y + yStep) | 0;
  }
}

/** One sample, any of whose pixels may lie outside: padding stands in for those. */
function addAtEdge(
  { picture: { width, height, data }, padding }: CropView,
  size: number,
  x: number,
  y: number,
  weight: number,
  planes: Float32Array,
  o: number,
): void {
  const plane = size * size;
  let outside = weight;
  if (x > -1 && y > -1 && x < width && y < height) {
    const left = Math.floor(x);
    const top = Math.floor(y);
    for (let corner = 0; corner < 4; corner++) {
      const px = left + (corner & 1);
      const py = top + (corner >> 1);
      if (px < 0 || py < 0 || px >= width || py >= height) continue;
      const part = weight * (1 - Math.abs(x - px)) * (1 - Math.abs(y - py));
      const p = 3 * (py * width + px);
      planes[o]! += part * data[p]!;
      planes[o + plane]! += part * data[p + 1]!;
      planes[o + 2 * plane]! += part * data[p + 2]!;
      outside -= part;
    }
  }
  planes[o]! += outside * padding[0];
  planes[o + plane]! += outside * padding[1];
  planes[o + 2 * plane]! += outside * padding[2];
}
