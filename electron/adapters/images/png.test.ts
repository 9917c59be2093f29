import { crc32, deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import type { Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { readBySharp, testPicture } from '../../../test/support/pictures-by-sharp.ts';
import { decodePng } from './png.ts';

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), data.length + 8);
  return bytes;
}

interface Parts {
  readonly size: readonly [width: number, height: number];
  readonly depth: number;
  readonly colour: number;
  readonly isInterlaced?: boolean;
  /** Filtered rows, before they are compressed. */
  readonly rows: Uint8Array;
  readonly more?: readonly Uint8Array[];
}

/** A PNG file out of its parts, as sharp cannot write it. */
function png({ size, depth, colour, isInterlaced = false, rows, more = [] }: Parts): Uint8Array {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size[0], 0);
  head.writeUInt32BE(size[1], 4);
  head.set([depth, colour, 0, 0, isInterlaced ? 1 : 0], 8);
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', head),
    ...more,
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

async function expectSame(bytes: Uint8Array, channels: 3 | 4 = 3): Promise<void> {
  const own = decodePng(bytes, channels)!;
  const other = await readBySharp(bytes, channels);
  expect([own.width, own.height]).toEqual([other.width, other.height]);
  expect(Buffer.compare(own.data, other.data)).toBe(0);
}

const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Any small PNG file of any kind, with any filters. */
const anyPng = fc
  .record({
    width: fc.integer({ min: 1, max: 19 }),
    height: fc.integer({ min: 1, max: 19 }),
    kind: fc.constantFrom(
      ...([1, 2, 4, 8, 16] as const).map((depth) => ({ colour: 0, depth })),
      ...([8, 16] as const).flatMap((depth) => [2, 4, 6].map((colour) => ({ colour, depth }))),
      ...([1, 2, 4, 8] as const).map((depth) => ({ colour: 3, depth })),
    ),
    isInterlaced: fc.boolean(),
    isTransparent: fc.boolean(),
    bytes: fc.infiniteStream(fc.nat(255)),
  })
  .map(({ width, height, kind: { colour, depth }, isInterlaced, isTransparent, bytes }) => {
    const next = (): number => bytes.next().value as number;
    const passes = isInterlaced
      ? [
          ...[
            [0, 0, 8, 8],
            [4, 0, 8, 8],
            [0, 4, 4, 8],
            [2, 0, 4, 4],
          ],
          ...[
            [0, 2, 2, 4],
            [1, 0, 2, 2],
            [0, 1, 1, 2],
          ],
        ]
      : [[0, 0, 1, 1]];
    const rows = passes.flatMap(([left, top, right, down]) => {
      const columns = Math.ceil((width - left!) / right!);
      const count = columns > 0 ? Math.ceil((height - top!) / down!) : 0;
      const rowBytes = Math.ceil((columns * samplesOf[colour]! * depth) / 8);
      return Array.from({ length: Math.max(0, count) }, () => [
        next() % 5,
        ...Array.from({ length: rowBytes }, next),
      ]).flat();
    });
    const key = Array.from({ length: 2 * samplesOf[colour]! }, (_, i) =>
      depth < 16 && i % 2 === 0 ? 0 : next() % 2 ** Math.min(8, depth),
    );
    const more = [
      ...(colour === 3 ? [chunk('PLTE', Uint8Array.from({ length: 3 * 2 ** depth }, next))] : []),
      ...(isTransparent && colour === 3 ? [chunk('tRNS', Uint8Array.of(next(), next()))] : []),
      ...(isTransparent && (colour === 0 || colour === 2)
        ? [chunk('tRNS', Uint8Array.from(key))]
        : []),
    ];
    const hasAlpha = colour === 4 || colour === 6 || (isTransparent && more.length > 0);
    const file = png({
      ...{ size: [width, height], depth, colour, isInterlaced, more },
      rows: Uint8Array.from(rows),
    });
    return { file, hasAlpha, toString: () => `${width}x${height} ${colour}/${depth}` };
  });

describe('decodePng', () => {
  it('gives the same pixels as libpng for files of every kind', () =>
    fc.assert(
      fc.asyncProperty(anyPng, async ({ file, hasAlpha }) => {
        await expectSame(file);
        if (hasAlpha) await expectSame(file, 4);
        else expect(decodePng(file, 4)).toBeNull();
      }),
      { numRuns: 400 },
    ));

  it.each<readonly [string, (picture: Sharp) => Sharp]>([
    ['plain', (picture) => picture.png()],
    ['filtered', (picture) => picture.png({ adaptiveFiltering: true })],
    ['interlaced', (picture) => picture.png({ progressive: true })],
    ['with a palette', (picture) => picture.png({ palette: true })],
    ['16 bits', (picture) => picture.toColourspace('rgb16').png()],
  ])('gives the same pixels as libvips: %s', async (_, write) => {
    await expectSame(await write(testPicture(161, 93)).toBuffer());
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('applies EXIF orientation %i', async (orientation) => {
    const stored = testPicture(13, 7, true).withMetadata({ orientation });
    const bytes = await stored.png().toBuffer();
    await expectSame(bytes);
    await expectSame(bytes, 4);
  });

  it('joins pixels that lie in many parts', async () => {
    const whole = await testPicture(40, 30).png().toBuffer();
    const at = whole.indexOf('IDAT');
    const compressed = whole.subarray(at + 4, at + 4 + whole.readUInt32BE(at - 4));
    const parts = Array.from({ length: Math.ceil(compressed.length / 100) }, (_, i) =>
      chunk('IDAT', compressed.subarray(100 * i, 100 * i + 100)),
    );
    const split = Buffer.concat([whole.subarray(0, at - 4), ...parts, chunk('IEND', Buffer.of())]);
    expect(decodePng(split, 3)).toEqual(decodePng(whole, 3));
    expect(inflateSync(compressed).length).toBe(30 * (40 * 3 + 1));
  });

  it('takes colours outside a palette for black', () => {
    const palette = chunk('PLTE', Uint8Array.of(1, 2, 3));
    const rows = Uint8Array.of(0, 0, 9);
    const { data } = decodePng(
      png({ size: [2, 1], depth: 8, colour: 3, rows, more: [palette] }),
      3,
    )!;
    expect([...data]).toEqual([1, 2, 3, 0, 0, 0]);
  });

  it('refuses a file cut short or changed anywhere that counts', async () => {
    const bytes = await testPicture(24, 20).png().toBuffer();
    const end = bytes.indexOf('IEND') - 4;
    for (let length = 0; length < end; length++) {
      expect(() => decodePng(bytes.subarray(0, length), 3)).toThrow();
    }
    expect(decodePng(bytes.subarray(0, end), 3)).toEqual(decodePng(bytes, 3));
    const pixels = bytes.indexOf('IDAT');
    for (let at = pixels + 4; at < end; at += 11) {
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= 1;
      expect(() => decodePng(damaged, 3)).toThrow(/damaged/);
    }
  });

  it('refuses pixels that are missing, more than there can be, or filtered in no known way', () => {
    const kind = { size: [4, 2], depth: 8, colour: 0 } as const;
    expect(() => decodePng(png({ ...kind, rows: new Uint8Array(9) }), 3)).toThrow('cut short');
    expect(() => decodePng(png({ ...kind, rows: new Uint8Array(3e6) }), 3)).toThrow();
    expect(() => decodePng(png({ ...kind, rows: new Uint8Array(10).fill(5) }), 3)).toThrow(
      'damaged',
    );
    expect(() => decodePng(png({ ...kind, colour: 5, rows: new Uint8Array(10) }), 3)).toThrow();
    expect(() => decodePng(png({ ...kind, colour: 3, rows: new Uint8Array(10) }), 3)).toThrow(
      'palette',
    );
  });
});
