import { expect, it } from 'vitest';
import type { ColourMatrix } from '../../electron/domain/frame.ts';
import { toRgba } from './yuv-to-rgba.ts';

/** RGBA of a 1 x 1 picture. */
function pixel(
  [y, cb, cr]: readonly [number, number, number],
  matrix: ColourMatrix,
  fullRange: boolean,
): number[] {
  const data = Uint8Array.of(y, cb, cr);
  return [...toRgba({ kind: 'i420', width: 1, height: 1, data, matrix, fullRange })];
}

it('turns the standards’ primaries back into red, green and blue', () => {
  // Y'CbCr of pure colours by ITU-R BT.601-7 and BT.709-6, section 3, 8 bit.
  expect(pixel([235, 128, 128], 'bt601', false)).toEqual([255, 255, 255, 255]);
  expect(pixel([16, 128, 128], 'bt709', false)).toEqual([0, 0, 0, 255]);
  const near = (actual: number[], expected: number[]): void => {
    for (let i = 0; i < 3; i++) expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThanOrEqual(2);
  };
  near(pixel([81, 90, 240], 'bt601', false), [255, 0, 0]);
  near(pixel([145, 54, 34], 'bt601', false), [0, 255, 0]);
  near(pixel([41, 240, 110], 'bt601', false), [0, 0, 255]);
  near(pixel([63, 102, 240], 'bt709', false), [255, 0, 0]);
  near(pixel([173, 42, 26], 'bt709', false), [0, 255, 0]);
  near(pixel([32, 240, 118], 'bt709', false), [0, 0, 255]);
  near(pixel([76, 85, 255], 'bt601', true), [255, 0, 0]);
});

it('takes the chroma sample that covers the pixel, at odd sizes too', () => {
  const data = new Uint8Array(9 + 8).fill(128);
  data[9 + 4 + 3] = 255; // Cr of the last pixel alone
  const rgba = toRgba({
    kind: 'i420',
    width: 3,
    height: 3,
    data,
    matrix: 'bt601',
    fullRange: true,
  });
  const reds = Array.from({ length: 9 }, (_, i) => rgba[4 * i]);
  expect(reds).toEqual([128, 128, 128, 128, 128, 128, 128, 128, 255]);
});

it('passes RGB through', () => {
  const data = Uint8Array.of(1, 2, 3, 4, 5, 6);
  expect([...toRgba({ kind: 'rgb', width: 2, height: 1, data })]).toEqual([
    1, 2, 3, 255, 4, 5, 6, 255,
  ]);
});
