import type { Box } from '../../domain/boxes.ts';
import type { ColourMatrix, Frame, I420Frame, RgbFrame } from '../../domain/frame.ts';
import type { Rgb } from '../../services/ports/preview-writer.ts';

/** Whole pixels: columns left..right-1, rows top..bottom-1. */
interface PixelRect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Weights of red and blue in luma (ITU-R BT.601-7 section 2.5.1, BT.709-6 section 3.2). */
const lumaWeights: Readonly<Record<ColourMatrix, readonly [red: number, blue: number]>> = {
  bt601: [0.299, 0.114],
  bt709: [0.2126, 0.0722],
};

/** Y, Cb and Cr samples of a colour in 8 bit, in video range (16..235/240) or full range (0..255). */
export function yCbCr(
  [red, green, blue]: Rgb,
  matrix: ColourMatrix,
  fullRange: boolean,
): readonly [y: number, cb: number, cr: number] {
  const [kr, kb] = lumaWeights[matrix];
  const y = kr * red + (1 - kr - kb) * green + kb * blue;
  const cb = (blue - y) / (2 * (1 - kb));
  const cr = (red - y) / (2 * (1 - kr));
  const [lumaScale, lumaOffset, chromaScale] = fullRange ? [1, 0, 1] : [219 / 255, 16, 224 / 255];
  const sample = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));
  return [
    sample(lumaOffset + lumaScale * y),
    sample(128 + chromaScale * cb),
    sample(128 + chromaScale * cr),
  ];
}

/** The four sides of a box's outline of `thickness` pixels, centred on its edge and clipped to the picture. */
function sides(box: Box, thickness: number, width: number, height: number): PixelRect[] {
  const outward = Math.floor(thickness / 2);
  const left = Math.round(box.x) - outward;
  const top = Math.round(box.y) - outward;
  const right = Math.max(left + thickness, Math.round(box.x + box.w) - outward + thickness);
  const bottom = Math.max(top + thickness, Math.round(box.y + box.h) - outward + thickness);
  const all: PixelRect[] = [
    { left, top, right, bottom: top + thickness },
    { left, top: bottom - thickness, right, bottom },
    { left, top, right: left + thickness, bottom },
    { left: right - thickness, top, right, bottom },
  ];
  return all
    .map((rect) => ({
      left: Math.max(0, rect.left),
      top: Math.max(0, rect.top),
      right: Math.min(width, rect.right),
      bottom: Math.min(height, rect.bottom),
    }))
    .filter((rect) => rect.left < rect.right && rect.top < rect.bottom);
}

function fillI420(frame: I420Frame, rect: PixelRect, colour: Rgb): void {
  const { width, height, data } = frame;
  const [y, cb, cr] = yCbCr(colour, frame.matrix, frame.fullRange);
  for (let row = rect.top; row < rect.bottom; row++) {
    data.fill(y, row * width + rect.left, row * width + rect.right);
  }
  const chromaWidth = Math.ceil(width / 2);
  const chromaBytes = chromaWidth * Math.ceil(height / 2);
  const [left, right] = [rect.left >> 1, (rect.right + 1) >> 1];
  for (let row = rect.top >> 1; row < (rect.bottom + 1) >> 1; row++) {
    const at = width * height + row * chromaWidth;
    data.fill(cb, at + left, at + right);
    data.fill(cr, at + chromaBytes + left, at + chromaBytes + right);
  }
}

function fillRgb({ width, data }: RgbFrame, rect: PixelRect, colour: Rgb): void {
  for (let row = rect.top; row < rect.bottom; row++) {
    for (let column = rect.left; column < rect.right; column++) {
      data.set(colour, 3 * (row * width + column));
    }
  }
}

/** Draws a box's outline, `thickness` whole pixels wide, into the picture's own bytes; parts outside are left out. */
export function drawBox(frame: Frame, box: Box, colour: Rgb, thickness = 2): void {
  if (![box.x, box.y, box.w, box.h].every(Number.isFinite)) return;
  for (const rect of sides(box, Math.max(1, Math.round(thickness)), frame.width, frame.height)) {
    if (frame.kind === 'i420') fillI420(frame, rect, colour);
    else fillRgb(frame, rect, colour);
  }
}
