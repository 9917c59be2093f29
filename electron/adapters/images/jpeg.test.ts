import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type { JpegOptions } from 'sharp';
import { describe, expect, it } from 'vitest';
import { readBySharp, testPicture } from '../../../test/support/pictures-by-sharp.ts';
import { decodeJpeg } from './jpeg.ts';

const fixtures = fileURLToPath(new URL('../../../test/fixtures/pictures/', import.meta.url));
const fixture = (name: string): Uint8Array => readFileSync(path.join(fixtures, name));

async function expectSame(bytes: Uint8Array): Promise<void> {
  const { width, height, data } = decodeJpeg(bytes);
  const other = await readBySharp(bytes);
  expect([width, height]).toEqual([other.width, other.height]);
  expect(Buffer.compare(data, other.data)).toBe(0);
}

describe('decodeJpeg', () => {
  it.each<readonly [string, JpegOptions]>([
    ['baseline', {}],
    ['full chroma', { chromaSubsampling: '4:4:4' }],
    ['progressive', { progressive: true }],
    ['mozjpeg’s own scans and tables', { mozjpeg: true }],
    ['coarse', { quality: 5 }],
    ['fine', { quality: 100, chromaSubsampling: '4:4:4' }],
  ])('gives the same pixels as libvips: %s', async (_, options) => {
    for (const [width, height] of [
      [1, 1],
      [2, 3],
      [17, 9],
      [64, 48],
      [61, 43],
    ] as const) {
      await expectSame(await testPicture(width, height).jpeg(options).toBuffer());
      const grey = testPicture(width, height).greyscale();
      await expectSame(await grey.jpeg(options).toBuffer());
    }
  });

  it.each(globSync('*x*.jpg', { cwd: fixtures }))('gives the same pixels: %s', (name) =>
    expectSame(fixture(name)),
  );

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('applies EXIF orientation %i', async (orientation) => {
    const stored = testPicture(13, 7).withMetadata({ orientation });
    await expectSame(await stored.jpeg().toBuffer());
  });

  it('makes RGB of ink without a profile', () => {
    const { width, height, data } = decodeJpeg(fixture('ink.jpg'));
    const rgb = decodeJpeg(fixture('sampling-2x1.jpg'));
    expect([width, height]).toEqual([rgb.width, rgb.height]);
    const differences = data.map((value, i) => Math.abs(value - rgb.data[i]!));
    const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
    expect(mean).toBeLessThan(12);
  });

  it.each([{}, { progressive: true }])('refuses a file cut short anywhere: %j', async (options) => {
    const bytes = await testPicture(24, 20).jpeg(options).toBuffer();
    for (let cut = 1; cut < bytes.length; cut++) {
      expect(() => decodeJpeg(bytes.subarray(0, bytes.length - cut))).toThrow();
    }
  });

  it('passes over what follows the picture, and faults within it', async () => {
    const bytes = await testPicture(64, 48).jpeg().toBuffer();
    await expectSame(Buffer.concat([bytes, Buffer.from('more than a picture')]));
    const damaged = Buffer.from(bytes);
    damaged[Math.floor(bytes.length * 0.8)]! ^= 0x10;
    expect(decodeJpeg(damaged).data).toHaveLength(64 * 48 * 3);
  });

  it('reads a picture or refuses it, whatever the bytes, and the next one as before', async () => {
    const whole = await testPicture(24, 20).jpeg().toBuffer();
    const progressive = await testPicture(24, 20).jpeg({ progressive: true }).toBuffer();
    const { data: expected } = decodeJpeg(whole);
    const flips = fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(whole, progressive), flips, (base, changes) => {
        const bytes = Buffer.from(base);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        // Sizes are left alone: a picture of 65535 pixels a side is a test of memory.
        const frame = bytes.indexOf(Buffer.of(0xff, base === whole ? 0xc0 : 0xc2));
        if (frame >= 0) base.copy(bytes, frame, frame, frame + 10);
        try {
          const { width, height, data } = decodeJpeg(bytes);
          expect(data).toHaveLength(width * height * 3);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
        expect(Buffer.compare(decodeJpeg(whole).data, expected)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
