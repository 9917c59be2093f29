import type { ColourMatrix, Frame, I420Frame, RgbFrame } from '../../domain/frame.ts';

/** Integer coefficients (1 = 65536) that turn one Y'CbCr sample into RGB. */
interface YuvCoefficients {
  readonly lumaOffset: number;
  readonly luma: number;
  readonly redFromCr: number;
  readonly greenFromCb: number;
  readonly greenFromCr: number;
  readonly blueFromCb: number;
}

/** Luma weights (Kr, Kb) of ITU-R BT.601 and BT.709. */
const LUMA_WEIGHTS: Record<ColourMatrix, readonly [kr: number, kb: number]> = {
  bt601: [0.299, 0.114],
  bt709: [0.2126, 0.0722],
};

function coefficients(matrix: ColourMatrix, fullRange: boolean): YuvCoefficients {
  const [kr, kb] = LUMA_WEIGHTS[matrix];
  const kg = 1 - kr - kb;
  const chroma = 65536 * (fullRange ? 1 : 255 / 224);
  return {
    lumaOffset: fullRange ? 0 : 16,
    luma: Math.round(65536 * (fullRange ? 1 : 255 / 219)),
    redFromCr: Math.round(chroma * 2 * (1 - kr)),
    greenFromCb: -Math.round((chroma * 2 * (1 - kb) * kb) / kg),
    greenFromCr: -Math.round((chroma * 2 * (1 - kr) * kr) / kg),
    blueFromCb: Math.round(chroma * 2 * (1 - kb)),
  };
}

const COEFFICIENTS = {
  bt601: { full: coefficients('bt601', true), video: coefficients('bt601', false) },
  bt709: { full: coefficients('bt709', true), video: coefficients('bt709', false) },
} as const;

/** Adds the rounding half, drops the 16 fraction bits, and limits to 0..255. */
function toByte(fixed: number): number {
  const value = (fixed + 0x8000) >> 16;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/**
 * RGB of the first `count` of the pixels `columns` of image row `y`: [count,3] bytes from `out[offset]` on.
 *
 * Chroma is taken from the one sample that covers the pixel (nearest), as swscale's plain 4:2:0 -> RGB
 * conversion and OpenCV's do: published trackers saw such pixels, and a crop needs no neighbours of its own.
 * Each channel is the matrix product rounded to nearest; swscale's accurate arithmetic gives the same but for
 * one level in a few values per thousand, its fast arithmetic is up to three levels darker.
 */
export function readRgb(
  frame: Frame,
  y: number,
  columns: Int32Array,
  count: number,
  out: Uint8Array,
  offset: number,
): void {
  if (frame.kind === 'rgb') readRgbRow(frame, y, columns, count, out, offset);
  else readI420Row(frame, y, columns, count, out, offset);
}

function readRgbRow(
  frame: RgbFrame,
  y: number,
  columns: Int32Array,
  count: number,
  out: Uint8Array,
  offset: number,
): void {
  const { data } = frame;
  const row = y * frame.width * 3;
  for (let i = 0, o = offset; i < count; i++, o += 3) {
    const p = row + columns[i]! * 3;
    out[o] = data[p]!;
    out[o + 1] = data[p + 1]!;
    out[o + 2] = data[p + 2]!;
  }
}

function readI420Row(
  frame: I420Frame,
  y: number,
  columns: Int32Array,
  count: number,
  out: Uint8Array,
  offset: number,
): void {
  const { data, width, height } = frame;
  const { lumaOffset, luma, redFromCr, greenFromCb, greenFromCr, blueFromCb } =
    COEFFICIENTS[frame.matrix][frame.fullRange ? 'full' : 'video'];
  const chromaWidth = (width + 1) >> 1;
  const lumaRow = y * width;
  const cbRow = width * height + (y >> 1) * chromaWidth;
  const crRow = cbRow + chromaWidth * ((height + 1) >> 1);
  for (let i = 0, o = offset; i < count; i++, o += 3) {
    const x = columns[i]!;
    const l = (data[lumaRow + x]! - lumaOffset) * luma;
    const cb = data[cbRow + (x >> 1)]! - 128;
    const cr = data[crRow + (x >> 1)]! - 128;
    out[o] = toByte(l + cr * redFromCr);
    out[o + 1] = toByte(l + cb * greenFromCb + cr * greenFromCr);
    out[o + 2] = toByte(l + cb * blueFromCb);
  }
}

/** The whole picture as RGB, by the same conversion as {@link readRgb}. */
export function toRgbFrame(frame: Frame): RgbFrame {
  if (frame.kind === 'rgb') return frame;
  const { width, height } = frame;
  const data = new Uint8Array(width * height * 3);
  const columns = Int32Array.from({ length: width }, (_, x) => x);
  for (let y = 0; y < height; y++) {
    readRgb(frame, y, columns, width, data, y * width * 3);
  }
  return { kind: 'rgb', width, height, data };
}
