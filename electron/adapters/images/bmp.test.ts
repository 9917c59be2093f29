import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStudioError } from '../../contract/errors.ts';
import { decodeBmp } from './bmp.ts';

/** A 3x2 bitmap: first row red, green, blue; second row white, black, grey. */
function bitmap(bits: 8 | 24 | 32, topDown: boolean): Uint8Array {
  const colours = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 255],
    [0, 0, 0],
    [128, 128, 128],
  ] as const;
  const paletteBytes = bits === 8 ? 24 : 0;
  const rowBytes = Math.ceil((3 * bits) / 32) * 4;
  const bytes = Buffer.alloc(54 + paletteBytes + 2 * rowBytes, 0xee);
  bytes.write('BM');
  bytes.writeUInt32LE(54 + paletteBytes, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(3, 18);
  bytes.writeInt32LE(topDown ? -2 : 2, 22);
  bytes.writeUInt16LE(bits, 28);
  bytes.writeUInt32LE(0, 30);
  bytes.writeUInt32LE(bits === 8 ? 6 : 0, 46);
  for (const [i, [red, green, blue]] of colours.entries()) {
    if (bits === 8) bytes.set([blue, green, red, 0], 54 + 4 * i);
    const row = topDown ? Math.floor(i / 3) : 1 - Math.floor(i / 3);
    const at = 54 + paletteBytes + row * rowBytes + (i % 3) * (bits / 8);
    bytes.set(bits === 8 ? [i] : [blue, green, red], at);
  }
  return bytes;
}

describe('decodeBmp', () => {
  it.each([8, 24, 32] as const)(
    'reads %i bits per pixel, from the bottom and from the top',
    (bits) => {
      for (const topDown of [false, true]) {
        const { width, height, data } = decodeBmp(bitmap(bits, topDown), 'a.bmp');
        expect([width, height]).toEqual([3, 2]);
        expect([...data]).toEqual([
          ...[255, 0, 0, 0, 255, 0, 0, 0, 255],
          ...[255, 255, 255, 0, 0, 0, 128, 128, 128],
        ]);
      }
    },
  );

  it('reads a picture or refuses it by name, whatever the bytes', () => {
    const damaged = fc
      .record({
        base: fc.constantFrom(bitmap(8, false), bitmap(24, true), bitmap(32, false)),
        flips: fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 6 }),
        length: fc.nat(100),
      })
      .map(({ base, flips, length }) => {
        const bytes = base.slice(0, length + 20);
        for (const [at, value] of flips) bytes[at] = value;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 90 })), (bytes) => {
        try {
          const { width, height, data } = decodeBmp(bytes, 'x.bmp');
          expect(data.length).toBe(width * height * 3);
        } catch (error) {
          expect(isStudioError(error, 'bad-media')).toBe(true);
          expect((error as Error).message).toContain('x.bmp');
        }
      }),
      { numRuns: 2000 },
    );
  });
});
