import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testPicture } from '../../../test/support/pictures-by-sharp.ts';
import { decodePictureFile, readPictureSize } from './picture-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'picture-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function put(content: Uint8Array | string): Promise<string> {
  const file = path.join(folder, 'picture.jpg');
  await writeFile(file, content);
  return file;
}

describe('readPictureSize', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('gives the size as shown: %s', async (format) => {
    for (const orientation of [1, 3, 6]) {
      const picture = testPicture(130, 90).withMetadata({ orientation });
      const file = await put(await picture.toFormat(format).toBuffer());
      const shown = orientation === 6 ? [90, 130] : [130, 90];
      const { width, height } = await readPictureSize(file);
      expect([width, height]).toEqual(shown);
      const decoded = (await decodePictureFile(file, 3))!;
      expect([decoded.width, decoded.height]).toEqual(shown);
    }
  });

  it('finds it behind long notes, and in files that are longer than a header', async () => {
    const jpeg = await testPicture(20, 10).jpeg().toBuffer();
    const note = Buffer.alloc(2 + 65_535, 0x20);
    note.set([0xff, 0xfe, 0xff, 0xff]);
    const noted = Buffer.concat([jpeg.subarray(0, 2), note, note, jpeg.subarray(2)]);
    expect(await readPictureSize(await put(noted))).toEqual({ width: 20, height: 10 });
    for (const format of ['png', 'webp'] as const) {
      const large = testPicture(400, 300).toFormat(format, { lossless: true });
      const file = await put(await large.toBuffer());
      expect(await readPictureSize(file)).toEqual({ width: 400, height: 300 });
    }
  });

  it('refuses by name what is no picture, has no size or too many pixels', async () => {
    const png = await testPicture(4, 3).png().toBuffer();
    const jpeg = await testPicture(4, 3).jpeg().toBuffer();
    const frame = jpeg.indexOf(Buffer.of(0xff, 0xc0));
    const giant = Buffer.from(jpeg);
    giant.fill(0xff, frame + 5, frame + 9);
    for (const content of ['', 'hello', png.subarray(0, 20), jpeg.subarray(0, 30), giant]) {
      const file = await put(content);
      for (const read of [readPictureSize, (name: string) => decodePictureFile(name, 3)]) {
        const failure: unknown = await read(file).catch((error: unknown) => error);
        expect(failure).toMatchObject({ code: 'bad-media' });
        expect((failure as Error).message).toContain('picture.jpg');
      }
    }
    await expect(readPictureSize(await put(giant))).rejects.toThrow('too many');
  });
});
