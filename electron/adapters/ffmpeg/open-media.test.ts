import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { livingChildren } from './child.ts';
import { describeMedia, openMedia } from './open-media.ts';

const fixtures = fileURLToPath(new URL('../../../test/fixtures/video/', import.meta.url));
const clip = (name: string): string => path.join(fixtures, name);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'media-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  expect(livingChildren()).toBe(0);
});

describe('openMedia', () => {
  it.each([
    ['a missing file', 'missing.mp4', 'not-found', /does not exist/],
    ['no name', '', 'bad-input', /give the path/],
    ['text called .mp4', clip('text.mp4'), 'bad-media', /text\.mp4.*not a video/],
    ['an empty file', clip('empty.mp4'), 'bad-media', /empty\.mp4 is empty/],
    ['a recording without its index', clip('no-index.mp4'), 'bad-media', /no-index\.mp4.*cut off/],
    ['sound', clip('audio-only.m4a'), 'bad-media', /no video stream/],
    ['sound with a cover picture', clip('cover.m4a'), 'bad-media', /no video stream/],
  ])('refuses %s', async (_, file, code, message) => {
    const opening = openMedia(file);
    await expect(opening).rejects.toMatchObject({ name: 'StudioError', code });
    await expect(opening).rejects.toThrow(message);
  });

  it('refuses playlists, plain text, single pictures, pipes and folders without pictures', async () => {
    const playlist = path.join(folder, 'list.m3u8');
    await writeFile(
      playlist,
      `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\n${clip('odd-start.m2t')}\n#EXT-X-ENDLIST\n`,
    );
    const concat = path.join(folder, 'concat.mp4');
    await writeFile(concat, `ffconcat version 1.0\nfile '${clip('bframes.mp4')}'\n`);
    const text = path.join(folder, 'notes.txt');
    await writeFile(text, 'Nothing to see.\n'.repeat(50));
    const picture = path.join(folder, 'one.png');
    await sharp({ create: { width: 8, height: 6, channels: 3, background: 'red' } }).toFile(
      picture,
    );
    for (const file of [playlist, concat, text, picture]) {
      await expect(openMedia(file)).rejects.toMatchObject({ code: 'bad-media' });
    }
    await expect(openMedia(picture)).rejects.toThrow('open its folder');
    const empty = path.join(folder, 'empty');
    await mkdir(empty);
    await expect(openMedia(empty)).rejects.toMatchObject({ code: 'bad-input' });
    if (process.platform === 'win32') return;
    const pipe = path.join(folder, 'pipe.mp4');
    execFileSync('mkfifo', [pipe]);
    await expect(openMedia(pipe)).rejects.toMatchObject({ code: 'bad-input' });
  });

  // Windows does not allow these names.
  it
    .runIf(process.platform !== 'win32')
    .each([
      ...[
        '-f null.mp4',
        'pipe:x.mp4',
        'pipe:0',
        'http:evil.mp4',
        'with spaces.mp4',
        `quo'te"s.mp4`,
        'frame-%03d.mp4',
      ],
      ...[
        'Übung–видео–動画 🐕.mp4',
        'a;b,c[d]=e\\f.mp4',
        'new\nline.mp4',
        '$(touch x)`y`.mp4',
        '*.mp4',
        '-i',
      ],
    ])('reads a file called %j', async (name) => {
    const file = path.join(folder, name);
    await copyFile(clip('vfr.mp4'), file);
    const source = await openMedia(file);
    expect(source.info.path).toBe(file);
    expect(source.table.pts.length).toBe(36);
    expect((await source.frame(20)).data.length).toBe(96 * 64 * 1.5);
    await source.close();
  });

  it('describes a video for a report', async () => {
    const source = await openMedia(clip('5994.mp4'));
    const description = describeMedia(source);
    expect(description).toMatchObject({
      frameCount: 60,
      timeBase: { num: 1, den: 60000 },
      keyFrames: [0, 10, 20, 30, 40, 50],
      info: {
        codec: 'h264',
        pixelFormat: 'yuv420p',
        matrix: 'bt601',
        width: 96,
        height: 64,
        warnings: [],
      },
    });
    expect(description.info.fps).toBeCloseTo(60000 / 1001, 9);
    expect(description.durationSec).toBeCloseTo(1.001, 9);
    expect(description.pts.slice(0, 4)).toEqual([0, 1001, 2002, 3003]);
    expect(JSON.parse(JSON.stringify(description))).toEqual(description);
    await source.close();
  });

  it('gives the same table when everything is decoded to make it', async () => {
    for (const name of ['bframes.mp4', 'vfr.mp4', 'odd-start.m2t', 'opengop-hevc.mp4']) {
      const [quick, exact] = await Promise.all([
        openMedia(clip(name)),
        openMedia(clip(name), { exact: true }),
      ]);
      expect(exact.table).toEqual(quick.table);
      await Promise.all([quick.close(), exact.close()]);
    }
  });

  it('opens a folder of pictures', async () => {
    const pictures = path.join(folder, 'pictures');
    await mkdir(pictures);
    for (const n of [7, 8, 9, 10, 11]) {
      const background = { r: n, g: 2 * n, b: 3 * n };
      await sharp({ create: { width: 5, height: 3, channels: 3, background } }).toFile(
        path.join(pictures, `${n}.png`),
      );
    }
    const source = await openMedia(pictures, { fps: 12 });
    expect(describeMedia(source)).toMatchObject({
      frameCount: 5,
      info: { kind: 'images', fps: 12 },
    });
    expect(describeMedia(source).durationSec).toBeCloseTo(5 / 12, 12);
    expect([...(await source.frame(3)).data.subarray(0, 3)]).toEqual([10, 20, 30]);
    await source.close();
  });
});
