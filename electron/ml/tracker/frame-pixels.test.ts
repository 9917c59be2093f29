import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColourMatrix, I420Frame } from '../../domain/frame.ts';
import { toRgbFrame } from './frame-pixels.ts';

/** R'G'B' in [0,1] by the definition of ITU-R BT.601 / BT.709 in real numbers. */
function exactRgb(
  [y, cb, cr]: readonly [number, number, number],
  matrix: ColourMatrix,
  fullRange: boolean,
): [number, number, number] {
  const [kr, kb] = matrix === 'bt601' ? [0.299, 0.114] : [0.2126, 0.0722];
  const luma = fullRange ? y / 255 : (y - 16) / 219;
  const pb = (cb - 128) / (fullRange ? 255 : 224);
  const pr = (cr - 128) / (fullRange ? 255 : 224);
  const r = luma + 2 * (1 - kr) * pr;
  const b = luma + 2 * (1 - kb) * pb;
  return [r, (luma - kr * r - kb * b) / (1 - kr - kb), b];
}

function onePixel(y: number, cb: number, cr: number, matrix: ColourMatrix, fullRange: boolean) {
  const data = Uint8Array.of(y, cb, cr);
  return toRgbFrame({ kind: 'i420', width: 1, height: 1, data, matrix, fullRange }).data;
}

const byte = fc.integer({ min: 0, max: 255 });
const matrices = fc.constantFrom<ColourMatrix>('bt601', 'bt709');

describe('toRgbFrame', () => {
  it('rounds the exact matrix product to the nearest byte', () => {
    fc.assert(
      fc.property(byte, byte, byte, matrices, fc.boolean(), (y, cb, cr, matrix, fullRange) => {
        const got = onePixel(y, cb, cr, matrix, fullRange);
        exactRgb([y, cb, cr], matrix, fullRange).forEach((value, channel) => {
          const exact = Math.min(255, Math.max(0, value * 255));
          // 16 fraction bits leave at most 0.003 beside the rounding half.
          expect(Math.abs(got[channel]! - exact)).toBeLessThanOrEqual(0.503);
        });
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    // Bars of 75 % in BT.601 and BT.709 video range, and the ends of both ranges.
    { yuv: [16, 128, 128], matrix: 'bt601', fullRange: false, rgb: [0, 0, 0] },
    { yuv: [235, 128, 128], matrix: 'bt709', fullRange: false, rgb: [255, 255, 255] },
    { yuv: [81, 90, 240], matrix: 'bt601', fullRange: false, rgb: [254, 0, 0] },
    { yuv: [63, 102, 240], matrix: 'bt709', fullRange: false, rgb: [255, 1, 0] },
    { yuv: [255, 128, 128], matrix: 'bt601', fullRange: true, rgb: [255, 255, 255] },
    { yuv: [76, 85, 255], matrix: 'bt601', fullRange: true, rgb: [254, 0, 0] },
  ] as const)('turns $yuv ($matrix, full range: $fullRange) into $rgb', (example) => {
    const [y, cb, cr] = example.yuv;
    expect([...onePixel(y, cb, cr, example.matrix, example.fullRange)]).toEqual(example.rgb);
  });

  it('gives each pixel the chroma sample that covers it, also in odd sizes', () => {
    const [width, height] = [3, 3];
    // Grey luma; chroma [2,2]: only the lower right sample is coloured.
    const data = Uint8Array.from([
      ...Array<number>(9).fill(128),
      128,
      128,
      128,
      90,
      128,
      128,
      128,
      240,
    ]);
    const frame: I420Frame = {
      kind: 'i420',
      width,
      height,
      data,
      matrix: 'bt601',
      fullRange: true,
    };
    const rgb = toRgbFrame(frame).data;
    const isGrey = Array.from({ length: 9 }, (_, i) => rgb[3 * i] === rgb[3 * i + 2]);
    expect(isGrey).toEqual([true, true, true, true, true, true, true, true, false]);
  });
});
