import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exifOrientation } from './exif-orientation.ts';

/** EXIF data with a resolution and an orientation in it, in either order of bytes. */
function exif(orientation: number, isLittle: boolean): Buffer {
  const bytes = Buffer.alloc(8 + 2 + 24);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  bytes.write(isLittle ? 'II' : 'MM');
  view.setUint16(2, 42, isLittle);
  view.setUint32(4, 8, isLittle);
  view.setUint16(8, 2, isLittle);
  view.setUint16(10, 0x0128, isLittle);
  view.setUint16(12, 3, isLittle);
  view.setUint16(22, 0x0112, isLittle);
  view.setUint16(24, 3, isLittle);
  view.setUint32(26, 1, isLittle);
  view.setUint16(30, orientation, isLittle);
  return bytes;
}

describe('exifOrientation', () => {
  it.each([true, false])('reads either order of bytes, marked or not (little: %s)', (isLittle) => {
    for (const value of [1, 2, 3, 4, 5, 6, 7, 8]) {
      expect(exifOrientation(exif(value, isLittle))).toBe(value);
      const marked = Buffer.concat([Buffer.from('Exif\0\0'), exif(value, isLittle)]);
      expect(exifOrientation(marked)).toBe(value);
    }
    expect([0, 9].map((value) => exifOrientation(exif(value, isLittle)))).toEqual([1, 1]);
  });

  it('takes damaged data for a picture that is not turned', () => {
    const whole = exif(6, true);
    for (let length = 0; length < 34; length++) {
      expect(exifOrientation(whole.subarray(0, length))).toBe(1);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(exifOrientation(bytes)).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
