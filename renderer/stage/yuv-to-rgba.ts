import type { ColourMatrix, Frame, I420Frame, RgbFrame } from '../../electron/domain/frame.ts';

/** Luma weights (Kr, Kb) of ITU-R BT.601 and BT.709. */
const LUMA_WEIGHTS: Record<ColourMatrix, readonly [kr: number, kb: number]> = {
  bt601: [0.299, 0.114],
  bt709: [0.2126, 0.0722],
};

/** A picture as opaque RGBA [H,W,4], 8 bit: what canvases take where WebCodecs is missing. */
export function toRgba(frame: Frame): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(frame.width * frame.height * 4);
  if (frame.kind === 'rgb') rgbToRgba(frame, out);
  else i420ToRgba(frame, out);
  return out;
}

function rgbToRgba({ data }: RgbFrame, out: Uint8ClampedArray): void {
  for (let i = 0, o = 0; i < data.length; i += 3, o += 4) {
    out[o] = data[i]!;
    out[o + 1] = data[i + 1]!;
    out[o + 2] = data[i + 2]!;
    out[o + 3] = 255;
  }
}

/** Chroma is the one sample that covers the pixel; the array clamps and rounds to nearest. */
function i420ToRgba(frame: I420Frame, out: Uint8ClampedArray): void {
  const { width, height, data, fullRange } = frame;
  const [kr, kb] = LUMA_WEIGHTS[frame.matrix];
  const kg = 1 - kr - kb;
  const lumaGain = fullRange ? 1 : 255 / 219;
  const lumaOffset = fullRange ? 0 : 16;
  const chromaGain = fullRange ? 1 : 255 / 224;
  const redFromCr = 2 * (1 - kr) * chromaGain;
  const blueFromCb = 2 * (1 - kb) * chromaGain;
  const greenFromCr = (-redFromCr * kr) / kg;
  const greenFromCb = (-blueFromCb * kb) / kg;
  const chromaWidth = (width + 1) >> 1;
  const crPlane = chromaWidth * ((height + 1) >> 1);
  let o = 0;
  for (let y = 0; y < height; y++) {
    const lumaRow = y * width;
    const cbRow = width * height + (y >> 1) * chromaWidth;
    for (let x = 0; x < width; x++, o += 4) {
      const luma = (data[lumaRow + x]! - lumaOffset) * lumaGain;
      const cb = data[cbRow + (x >> 1)]! - 128;
      const cr = data[cbRow + crPlane + (x >> 1)]! - 128;
      out[o] = luma + redFromCr * cr;
      out[o + 1] = luma + greenFromCb * cb + greenFromCr * cr;
      out[o + 2] = luma + blueFromCb * cb;
      out[o + 3] = 255;
    }
  }
}
