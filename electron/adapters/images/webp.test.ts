import sharp from 'sharp';
import type { WebpOptions } from 'sharp';
import { describe, expect, it } from 'vitest';
import { readBySharp, testPicture } from '../../../test/support/pictures-by-sharp.ts';
import { decodeWebp } from './webp.ts';

async function expectSame(bytes: Uint8Array, channels: 3 | 4 = 3): Promise<void> {
  const own = (await decodeWebp(bytes, channels))!;
  const other = await readBySharp(bytes, channels);
  expect([own.width, own.height]).toEqual([other.width, other.height]);
  expect(Buffer.compare(own.data, other.data)).toBe(0);
}

describe('decodeWebp', () => {
  it.each<WebpOptions>([
    { quality: 60 },
    { lossless: true },
    { nearLossless: true },
    { lossless: true, exact: true },
  ])('gives the same pixels as libvips: %j', async (options) => {
    for (const [width, height] of [
      [1, 1],
      [61, 43],
    ] as const) {
      const opaque = await testPicture(width, height).webp(options).toBuffer();
      await expectSame(opaque);
      expect(await decodeWebp(opaque, 4)).toBeNull();
      const clear = await testPicture(width, height, true).webp(options).toBuffer();
      await expectSame(clear);
      await expectSame(clear, 4);
    }
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('applies EXIF orientation %i', async (orientation) => {
    await expectSame(await testPicture(13, 7).withMetadata({ orientation }).webp().toBuffer());
  });

  it('takes the first picture of an animation', async () => {
    const [width, height] = [24, 20];
    const pages = Buffer.concat([
      await testPicture(width, height).raw().toBuffer(),
      Buffer.alloc(width * height * 3, 200),
    ]);
    const raw = { width, height: 2 * height, channels: 3, pageHeight: height } as const;
    const bytes = await sharp(pages, { raw }).webp({ lossless: true, loop: 0 }).toBuffer();
    expect(bytes.includes('ANMF')).toBe(true);
    await expectSame(bytes);
  });

  it('refuses a file cut short', async () => {
    for (const lossless of [false, true]) {
      const bytes = await testPicture(24, 20).webp({ lossless }).toBuffer();
      for (let length = 12; length < bytes.length - 1; length += 5) {
        await expect(decodeWebp(bytes.subarray(0, length), 3)).rejects.toThrow();
      }
      await expectSame(bytes);
    }
  });
});
