import type { Frame } from '../../domain/frame.ts';
import { roundHalfEven, visibleSpan } from './crop-region.ts';
import type { CropRegion, PixelSpan } from './crop-region.ts';
import { readRgb } from './frame-pixels.ts';

/** Fixed-point 1 of the interpolation weights of OpenCV's 8-bit bilinear resize. */
const WEIGHT_ONE = 2048;

/**
 * Cuts square crops out of frames and resizes them to `outputSize`, bit for bit as OSTrack's
 * `sample_target` with `cv2.resize` (INTER_LINEAR, 8 bit) does on RGB pictures.
 *
 * Only source rows and columns that some output pixel reads are converted to RGB, so the work and the
 * memory depend on `outputSize` alone, however large the crop is. Scratch memory is reused between calls.
 */
export class TargetSampler {
  readonly outputSize: number;
  /** Image columns that are read, and how many; at most two per output column. */
  readonly #columns: Int32Array;
  #columnCount = 0;
  /** Those columns' pixels of one or two image rows, RGB. */
  readonly #pixels: Uint8Array;
  /** Per output column: byte offsets of its two source pixels in `#pixels`, and their weights. */
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  readonly #leftWeight: Int32Array;
  readonly #rightWeight: Int32Array;
  /** Two horizontally resampled rows: crop row r lies in slot r & 1. */
  readonly #rows: readonly [Int32Array, Int32Array];
  readonly #rowInSlot: [number, number] = [-1, -1];

  constructor(outputSize: number) {
    this.outputSize = outputSize;
    this.#columns = new Int32Array(2 * outputSize);
    this.#pixels = new Uint8Array(2 * 2 * outputSize * 3);
    this.#left = new Int32Array(outputSize);
    this.#right = new Int32Array(outputSize);
    this.#leftWeight = new Int32Array(outputSize);
    this.#rightWeight = new Int32Array(outputSize);
    this.#rows = [new Int32Array(outputSize * 3), new Int32Array(outputSize * 3)];
  }

  /**
   * Fills `out` [outputSize,outputSize,3] with the RGB pixels of `region`; black outside the image.
   * A region that misses the image altogether gives a black crop (the reference fails there).
   */
  sample(frame: Frame, region: CropRegion, out: Uint8Array): void {
    const xs = visibleSpan(region.x, region.sizePx, frame.width);
    const ys = visibleSpan(region.y, region.sizePx, frame.height);
    if (xs.to <= xs.from || ys.to <= ys.from) out.fill(0);
    else if (region.sizePx === this.outputSize) this.#copy(frame, region, xs, ys, out);
    else if (region.sizePx === 2 * this.outputSize) this.#halve(frame, region, xs, ys, out);
    else this.#resize(frame, region, xs, ys, out);
  }

  #copy(frame: Frame, region: CropRegion, xs: PixelSpan, ys: PixelSpan, out: Uint8Array): void {
    this.#readEveryColumn(xs);
    out.fill(0);
    for (let y = ys.from; y < ys.to; y++) {
      const offset = ((y - region.y) * this.outputSize + xs.from - region.x) * 3;
      readRgb(frame, y, this.#columns, this.#columnCount, out, offset);
    }
  }

  /** An exact halving is a rounded mean of 2x2 pixels in OpenCV. */
  #halve(frame: Frame, region: CropRegion, xs: PixelSpan, ys: PixelSpan, out: Uint8Array): void {
    this.#readEveryColumn(xs);
    const pixels = this.#pixels;
    const rowBytes = 2 * this.outputSize * 3;
    for (let row = 0, o = 0; row < this.outputSize; row++) {
      pixels.fill(0);
      for (let half = 0; half < 2; half++) {
        const y = region.y + 2 * row + half;
        if (y < ys.from || y >= ys.to) continue;
        const offset = half * rowBytes + (xs.from - region.x) * 3;
        readRgb(frame, y, this.#columns, this.#columnCount, pixels, offset);
      }
      for (let p = 0; p < rowBytes; p += 6) {
        for (let channel = p; channel < p + 3; channel++, o++) {
          const above = pixels[channel]! + pixels[channel + 3]!;
          const below = pixels[channel + rowBytes]! + pixels[channel + rowBytes + 3]!;
          out[o] = (above + below + 2) >> 2;
        }
      }
    }
  }

  #readEveryColumn(xs: PixelSpan): void {
    this.#columnCount = xs.to - xs.from;
    for (let i = 0; i < this.#columnCount; i++) this.#columns[i] = xs.from + i;
  }

  #resize(frame: Frame, region: CropRegion, xs: PixelSpan, ys: PixelSpan, out: Uint8Array): void {
    this.#placeTaps(region, xs);
    if (this.#columnCount === 0) {
      out.fill(0);
      return;
    }
    this.#rowInSlot.fill(-1);
    const lastRow = region.sizePx - 1;
    const rowLength = this.outputSize * 3;
    const scale = 1 / (this.outputSize / region.sizePx);
    for (let y = 0, o = 0; y < this.outputSize; y++) {
      const source = Math.fround((y + 0.5) * scale - 0.5);
      const above = Math.floor(source);
      // Unlike along x, OpenCV clamps the rows that are read but not the weights.
      const fraction = Math.fround(source - above);
      const aboveWeight = roundHalfEven(Math.fround(1 - fraction) * WEIGHT_ONE);
      const belowWeight = roundHalfEven(fraction * WEIGHT_ONE);
      const upper = this.#row(frame, region, ys, Math.min(Math.max(above, 0), lastRow));
      const lower = this.#row(frame, region, ys, Math.min(Math.max(above + 1, 0), lastRow));
      for (let i = 0; i < rowLength; i++, o++) {
        const top = (aboveWeight * (upper[i]! >> 4)) >> 16;
        const bottom = (belowWeight * (lower[i]! >> 4)) >> 16;
        out[o] = (top + bottom + 2) >> 2;
      }
    }
  }

  /** Finds each output column's two source pixels; those outside the image get weight 0. */
  #placeTaps(region: CropRegion, xs: PixelSpan): void {
    const lastColumn = region.sizePx - 1;
    const scale = 1 / (this.outputSize / region.sizePx);
    this.#columnCount = 0;
    for (let x = 0; x < this.outputSize; x++) {
      const source = Math.fround((x + 0.5) * scale - 0.5);
      let column = Math.floor(source);
      let fraction = Math.fround(source - column);
      if (column < 0 || column >= lastColumn) {
        column = column < 0 ? 0 : lastColumn;
        fraction = 0;
      }
      const left = this.#columnSlot(region.x + column, xs);
      const right = this.#columnSlot(region.x + column + 1, xs);
      this.#left[x] = left < 0 ? 0 : left * 3;
      this.#right[x] = right < 0 ? 0 : right * 3;
      this.#leftWeight[x] = left < 0 ? 0 : roundHalfEven(Math.fround(1 - fraction) * WEIGHT_ONE);
      this.#rightWeight[x] = right < 0 ? 0 : roundHalfEven(fraction * WEIGHT_ONE);
    }
  }

  /** Place of image column `x` in `#columns`, or -1 outside the image; asked for in ascending pairs. */
  #columnSlot(x: number, xs: PixelSpan): number {
    if (x < xs.from || x >= xs.to) return -1;
    const last = this.#columnCount - 1;
    if (last >= 0 && this.#columns[last]! >= x) return last - (this.#columns[last]! - x);
    this.#columns[this.#columnCount] = x;
    return this.#columnCount++;
  }

  /** Crop row `row` resampled along x: [outputSize,3] in units of 1/2048; zeros outside the image. */
  #row(frame: Frame, region: CropRegion, ys: PixelSpan, row: number): Int32Array {
    const slot = (row & 1) as 0 | 1;
    const out = this.#rows[slot];
    if (this.#rowInSlot[slot] === row) return out;
    this.#rowInSlot[slot] = row;
    const y = region.y + row;
    if (y < ys.from || y >= ys.to) return out.fill(0);
    const pixels = this.#pixels;
    readRgb(frame, y, this.#columns, this.#columnCount, pixels, 0);
    for (let x = 0, o = 0; x < this.outputSize; x++, o += 3) {
      const left = this.#left[x]!;
      const right = this.#right[x]!;
      const leftWeight = this.#leftWeight[x]!;
      const rightWeight = this.#rightWeight[x]!;
      out[o] = pixels[left]! * leftWeight + pixels[right]! * rightWeight;
      out[o + 1] = pixels[left + 1]! * leftWeight + pixels[right + 1]! * rightWeight;
      out[o + 2] = pixels[left + 2]! * leftWeight + pixels[right + 2]! * rightWeight;
    }
    return out;
  }
}
