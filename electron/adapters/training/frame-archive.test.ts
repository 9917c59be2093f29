import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { videoFixture } from '../../../test/support/temporary-studio.ts';
import { texturedPhoto } from '../../../test/support/textured-photos.ts';
import { shrink } from '../../ml/distill/data/shrink.ts';
import { TINY, modelConfig } from '../../ml/nn/model-config.ts';
import { toRgbFrame } from '../../ml/tracker/frame-pixels.ts';
import type { AnnotatedFrame, AnnotatedSource } from '../../services/ports/frame-archive.ts';
import { openMedia } from '../ffmpeg/open-media.ts';
import { ArchiveReader } from './archive-reader.ts';
import { frameArchives } from './frame-archive.ts';

const network = modelConfig(TINY, 256, { template: 2, search: 4 });
const video = videoFixture('bframes.mp4');

const frame = (
  frameIndex: number,
  box: readonly [number, number, number, number],
  more: Partial<AnnotatedFrame> = {},
): AnnotatedFrame => {
  const [x, y, w, h] = box;
  return { frameIndex, box: { x, y, w, h }, weight: 1, split: 'training', ...more };
};

let folder: string;
const textured = texturedPhoto(640, 480, 5);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-archive-'));
  await sharp(textured.data, { raw: { width: 640, height: 480, channels: 3 } })
    .png()
    .toFile(path.join(folder, 'photo.png'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const into = (): Promise<string> => mkdtemp(path.join(folder, 'run-'));
const photo = (): string => path.join(folder, 'photo.png');

describe('an archive of frames', () => {
  it('holds exactly the decoded pixels of a small object', async () => {
    const run = await into();
    const sources: AnnotatedSource[] = [
      {
        media: video,
        tracks: [
          {
            id: 'a',
            frames: [
              frame(31, [20, 20, 12, 10], { split: 'validation' }),
              frame(2, [0, 0, 8, 8], { weight: 3 }),
            ],
          },
          { id: 'b', frames: [frame(2, [40, 30, 9, 14])] },
        ],
      },
    ];
    const seen: number[] = [];
    const summary = await frameArchives.write(run, sources, {
      network,
      onProgress: ({ done, total }) => seen.push(done / total),
    });
    expect(summary).toMatchObject({
      pictures: { training: 2, validation: 1 },
      thinned: 0,
      skipped: [],
    });
    expect(seen).toEqual([0.5, 1]);
    const reader = ArchiveReader.open(summary.file);
    expect(reader.archive.contentHash).toBe(summary.contentHash);
    expect(reader.archive.pictures.map(({ track, frameIndex }) => [track, frameIndex])).toEqual([
      [0, 2],
      [0, 31],
      [1, 2],
    ]);
    const source = await openMedia(video);
    for (const picture of reader.archive.pictures) {
      const { region, width, height, frameIndex } = picture;
      const whole = toRgbFrame(await source.frame(frameIndex));
      expect(picture.frame).toEqual({ width: whole.width, height: whole.height });
      expect([width, height]).toEqual([region.w, region.h]);
      const { data } = reader.read(picture);
      for (let row = 0; row < height; row++) {
        const at = 3 * ((region.y + row) * whole.width + region.x);
        expect(data.subarray(3 * row * width, 3 * (row + 1) * width)).toEqual(
          whole.data.subarray(at, at + 3 * width),
        );
      }
    }
    await source.close();
    reader.close();
    expect((await readdir(run)).sort()).toEqual(['frames.bin', 'frames.json']);
  });

  it('shrinks what is larger than any crop shows, by averaging', async () => {
    const run = await into();
    const tracks = [{ id: 'a', frames: [frame(0, [160, 120, 256, 256])] }];
    const { file } = await frameArchives.write(run, [{ media: photo(), tracks }], { network });
    const reader = ArchiveReader.open(file);
    const [picture] = reader.archive.pictures;
    // 64 px of both crops show a root of the object's area.
    expect(picture).toMatchObject({
      region: { x: 0, y: 0, w: 640, h: 480 },
      ...{ width: 160, height: 120, box: { x: 40, y: 30, w: 64, h: 64 } },
    });
    const expected = shrink(textured, 3, { width: 160, height: 120 });
    expect(reader.read(picture!).data).toEqual(expected.data);
    reader.close();
  });

  it('is the same for the same frames, and another for another weight', async () => {
    const hash = async (weight: number): Promise<string> => {
      const tracks = [{ id: 'a', frames: [frame(0, [9, 9, 30, 30], { weight })] }];
      const { contentHash } = await frameArchives.write(
        await into(),
        [{ media: photo(), tracks }],
        { network },
      );
      return contentHash;
    };
    expect(await hash(1)).toBe(await hash(1));
    expect(await hash(1)).not.toBe(await hash(3));
  });

  it('leaves frames out evenly to keep its bound', async () => {
    const boxes = Array.from({ length: 40 }, (_, i) =>
      frame(i, [20, 20, 10, 10], { split: i < 32 ? 'training' : 'validation' }),
    );
    const source = { media: video, tracks: [{ id: 'a', frames: boxes }] };
    const all = await frameArchives.write(await into(), [source], { network });
    const maxBytes = all.bytes / 4;
    const some = await frameArchives.write(await into(), [source], { network, maxBytes });
    expect(some.bytes).toBeLessThanOrEqual(maxBytes);
    expect(some.pictures).toEqual({ training: 8, validation: 2 });
    expect(some.thinned).toBe(30);
    const reader = ArchiveReader.open(some.file);
    expect(reader.archive.thinned).toBe(30);
    const kept = reader.archive.pictures.map(({ frameIndex }) => frameIndex);
    const gaps = kept.slice(1).map((index, i) => index - kept[i]!);
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(2);
    reader.close();
  });

  it('skips, counts and names what cannot be used', async () => {
    const broken = path.join(folder, 'broken.png');
    await writeFile(broken, (await readFile(photo())).subarray(0, 3000));
    const tracks = [
      {
        id: 'a',
        frames: [
          frame(0, [10, 10, 40, 40]),
          frame(1, [10, 10, 40, 40]),
          frame(0, [-300, 10, 40, 40]),
          frame(0, [10, 10, NaN, 40]),
        ],
      },
    ];
    const { skipped, pictures, file } = await frameArchives.write(
      await into(),
      [
        { media: photo(), tracks },
        { media: broken, tracks: [{ id: 'b', frames: [frame(0, [10, 10, 40, 40])] }] },
        {
          media: path.join(folder, 'gone.png'),
          tracks: [{ id: 'c', frames: [frame(0, [1, 1, 9, 9])] }],
        },
      ],
      { network },
    );
    expect(pictures).toEqual({ training: 1, validation: 0 });
    expect(skipped.map(({ trackId, reason }) => `${trackId}: ${reason}`)).toEqual([
      'a: there is no such frame: the medium has 1',
      'a: the box -300,10,40,40 lies outside the picture of 640x480 pixels for the most part',
      'a: the box 10,10,NaN,40 is smaller than 3 pixels',
      expect.stringContaining('c: '),
      expect.stringContaining(`b: ${broken}`),
    ]);
    const reader = ArchiveReader.open(file);
    expect(reader.archive.skipped.count).toBe(5);
    expect(reader.archive.skipped.named[0]!.file).toBe(`${photo()}, frame 1 (a)`);
    reader.close();
  });

  it('gives up a video that is cut off, and keeps what decodes', async () => {
    const frames = Array.from({ length: 500 }, (_, i) => frame(i, [20, 20, 10, 10]));
    const source = { media: videoFixture('truncated.mp4'), tracks: [{ id: 'a', frames }] };
    const { pictures, skipped } = await frameArchives.write(await into(), [source], { network });
    expect(pictures.training).toBeGreaterThan(5);
    expect(pictures.training + skipped.length).toBe(500);
  });

  it('refuses data with nothing to learn from, and leaves no file', async () => {
    const run = await into();
    const frames = [frame(0, [10, 10, 40, 40], { split: 'validation' })];
    const source = { media: photo(), tracks: [{ id: 'a', frames }] };
    for (const sources of [[], [source]]) {
      await expect(frameArchives.write(run, sources, { network })).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringContaining('no annotated frame to learn from') as string,
      });
    }
    expect(await readdir(run)).toEqual([]);
  });

  it('stops when told to, and leaves the former archive as it was', async () => {
    const run = await into();
    const frames = Array.from({ length: 20 }, (_, i) => frame(i, [20, 20, 10, 10]));
    const source = { media: video, tracks: [{ id: 'a', frames }] };
    const { file } = await frameArchives.write(run, [source], { network });
    const before = await readFile(file);
    const stop = new AbortController();
    const writing = frameArchives.write(run, [{ ...source, tracks: [{ id: 'b', frames }] }], {
      ...{ network, signal: stop.signal },
      onProgress: ({ done }) => done === 3 && stop.abort(),
    });
    await expect(writing).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readFile(file)).toEqual(before);
    expect((await readdir(run)).sort()).toEqual(['frames.bin', 'frames.json']);
  });
});

describe('a damaged archive', () => {
  async function archive(): Promise<{ file: string; pixels: string }> {
    const tracks = [{ id: 'a', frames: [frame(0, [100, 100, 40, 40])] }];
    const { file } = await frameArchives.write(await into(), [{ media: photo(), tracks }], {
      network,
    });
    return { file, pixels: path.join(path.dirname(file), 'frames.bin') };
  }

  it('is refused when pixels are missing', async () => {
    const { file, pixels } = await archive();
    await truncate(pixels, 1000);
    expect(() => ArchiveReader.open(file)).toThrow(
      /frames\.bin is not a whole archive.*1000 bytes/,
    );
    await rm(pixels);
    expect(() => ArchiveReader.open(file)).toThrow(/frames\.bin cannot be read/);
  });

  it('is refused when its description is none', async () => {
    const { file } = await archive();
    const text = await readFile(file, 'utf8');
    for (const [changed, reason] of [
      [text.slice(0, 100), /it is not JSON/],
      [text.replace('"version":1', '"version":2'), /version/],
      [text.replace('"track":0', '"track":7'), /pictures\.0 lies outside/],
      [text.replace('"offset":0', '"offset":9'), /pictures\.0 lies outside/],
    ] as const) {
      await writeFile(file, changed);
      expect(() => ArchiveReader.open(file)).toThrow(reason);
    }
  });

  it('is noticed when a pixel is another', async () => {
    const { file, pixels } = await archive();
    const bytes = await readFile(pixels);
    bytes[500]! ^= 1;
    await writeFile(pixels, bytes);
    const reader = ArchiveReader.open(file);
    expect(() => reader.read(reader.archive.pictures[0]!)).toThrow(
      /the pixels of frame 0 of .*photo\.png are damaged/,
    );
    reader.close();
  });
});
