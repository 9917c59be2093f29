import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ellipsePatch, texturedPhoto } from '../../../test/support/textured-photos.ts';
import { SyntheticPairs } from '../../ml/distill/data/synthetic-pairs.ts';
import { readPhotoLibrary } from './photo-library.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'photos-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function writePhoto(name: string, width: number, height: number): Promise<void> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  const { data } = texturedPhoto(width, height, width);
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(file);
}

async function writeCutout(name: string, width: number, height: number): Promise<void> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  const { data } = ellipsePatch(width, height, [200, 100, 50]);
  await sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toFile(file);
}

async function writeBoxes(boxes: unknown): Promise<void> {
  await writeFile(path.join(folder, 'boxes.json'), JSON.stringify(boxes));
}

describe('a photo library', () => {
  it('is photos, boxes and cut-outs', async () => {
    await writePhoto('photos/b.png', 200, 100);
    await writePhoto('photos/a.png', 120, 90);
    await writeCutout('cutouts/c.png', 40, 30);
    await writeBoxes({ a: { size: [120, 90], boxes: [[10, 20, 30, 40]] }, b: { boxes: [] } });
    const library = await readPhotoLibrary(folder);
    expect(library.skipped).toEqual([]);
    expect(library.photos.map(({ width, height }) => [width, height])).toEqual([
      [120, 90],
      [200, 100],
    ]);
    expect(library.boxes).toEqual([{ photo: 0, box: { x: 10, y: 20, w: 30, h: 40 } }]);
    expect(Buffer.from(library.photos[0]!.data)).toEqual(
      Buffer.from(texturedPhoto(120, 90, 120).data),
    );
    const [cutout] = library.cutouts;
    expect([cutout!.width, cutout!.height]).toEqual([40, 30]);
    expect(Buffer.from(cutout!.data)).toEqual(
      Buffer.from(ellipsePatch(40, 30, [200, 100, 50]).data),
    );
  });

  it('shares its pixels with whoever it is posted to', async () => {
    await writePhoto('a.png', 120, 90);
    await writeCutout('cutouts/c.png', 40, 30);
    const library = await readPhotoLibrary(folder);
    const posted = structuredClone(library);
    for (const [mine, theirs] of [
      [library.photos[0]!, posted.photos[0]!],
      [library.cutouts[0]!, posted.cutouts[0]!],
    ] as const) {
      expect(mine.data.buffer).toBeInstanceOf(SharedArrayBuffer);
      mine.data[7] = 99;
      expect(theirs.data[7]).toBe(99);
    }
  });

  it('may be a plain folder of pictures, which is enough for pairs', async () => {
    await writePhoto('a.jpg', 160, 120);
    await writePhoto('b.png', 120, 160);
    const library = await readPhotoLibrary(folder);
    expect(library.photos.length).toBe(2);
    expect([library.boxes, library.cutouts, library.skipped]).toEqual([[], [], []]);
    const { box } = await new SyntheticPairs(library, { seed: 1 }).pair(0);
    expect(box.every(Number.isFinite)).toBe(true);
  });

  it('shrinks large photos together with their boxes', async () => {
    await writePhoto('photos/large.png', 2048, 512);
    await writeBoxes({ large: { boxes: [[100, 50, 400, 200]] } });
    const { photos, boxes } = await readPhotoLibrary(folder);
    expect([photos[0]!.width, photos[0]!.height]).toEqual([1024, 256]);
    expect(boxes).toEqual([{ photo: 0, box: { x: 50, y: 25, w: 200, h: 100 } }]);
    const whole = texturedPhoto(2048, 512, 2048).data;
    const block = [0, 3, 2048 * 3, 2049 * 3].map((offset) => whole[3 * 2 * 200 + offset]!);
    expect(photos[0]!.data[3 * 200]).toBe(Math.round(block.reduce((a, b) => a + b) / 4));
  });

  it('names what it skips', async () => {
    await writePhoto('photos/good.png', 120, 90);
    await writePhoto('photos/tiny.png', 30, 20);
    await writeFile(path.join(folder, 'photos/broken.jpg'), 'no picture');
    await writePhoto('cutouts/opaque.jpg', 50, 50);
    const skipped = [
      [path.join(folder, 'photos/broken.jpg'), /does not decode/],
      [path.join(folder, 'photos/tiny.png'), /30x20 px, too small/],
      [path.join(folder, 'cutouts/opaque.jpg'), /not transparent/],
    ] as const;
    const library = await readPhotoLibrary(folder);
    expect(library.photos.length).toBe(1);
    expect(library.cutouts).toEqual([]);
    expect(library.skipped.map(({ file }) => file)).toEqual(skipped.map(([file]) => file));
    library.skipped.forEach(({ reason }, i) => expect(reason).toMatch(skipped[i]![1]));
  });

  it('cuts boxes to their photos, and skips those outside', async () => {
    await writePhoto('photos/a.png', 100, 80);
    await writeBoxes({
      'a.png': {
        boxes: [
          [-10, 70, 30, 40],
          [100, 0, 20, 20],
          [5, 5, 10, 10],
        ],
      },
      gone: { boxes: [[1, 2, 3, 4]] },
      empty: { boxes: [] },
    });
    const { boxes, skipped } = await readPhotoLibrary(folder);
    expect(boxes.map(({ box }) => box)).toEqual([
      { x: 0, y: 70, w: 20, h: 10 },
      { x: 5, y: 5, w: 10, h: 10 },
    ]);
    expect(skipped.map(({ reason }) => reason)).toEqual([
      'the box 100,0,20,20 lies outside its photo a.png',
      'gone has boxes but no readable photo',
    ]);
  });
});

describe('what is no photo library', () => {
  it('is a folder that is not there', async () => {
    await expect(readPhotoLibrary(path.join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/nowhere.*photos/) as string,
    });
  });

  it('is a folder without a usable photo', async () => {
    await expect(readPhotoLibrary(folder)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/no usable photo.*none was found/) as string,
    });
    await writePhoto('small.png', 20, 20);
    await expect(readPhotoLibrary(folder)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/1 could not be used.*small\.png.*too small/) as string,
    });
  });

  it.each<[unknown, RegExp]>([
    [[], /must hold/],
    [{ a: [[1, 2, 3, 4]] }, /a has no list of boxes/],
    [{ a: { boxes: [[1, 2, 3]] } }, /a has the box \[1,2,3\]/],
    [{ a: { boxes: [[1, 2, 0, 4]] } }, /a has the box \[1,2,0,4\]/],
    [{ a: { boxes: [[1, 2, '3', 4]] } }, /a has the box/],
  ])('is one with the boxes %j', async (boxes, message) => {
    await writePhoto('photos/a.png', 120, 90);
    await writeBoxes(boxes);
    await expect(readPhotoLibrary(folder)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(message) as string,
    });
  });

  it('is one whose boxes.json is cut short', async () => {
    await writePhoto('photos/a.png', 120, 90);
    await writeFile(path.join(folder, 'boxes.json'), '{"a": ');
    await expect(readPhotoLibrary(folder)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/boxes\.json is not JSON/) as string,
    });
  });

  it('is one that is no longer wanted', async () => {
    await writePhoto('photos/a.png', 120, 90);
    const signal = AbortSignal.abort();
    await expect(readPhotoLibrary(folder, { signal })).rejects.toMatchObject({ code: 'cancelled' });
  });
});
