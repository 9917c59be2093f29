import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Frame } from '../../domain/frame.ts';
import { timeSec } from '../../domain/frame-table.ts';
import type { FrameSource } from '../../domain/video.ts';
import { mediaBinaries } from './binaries.ts';
import { livingChildren, runToEnd } from './child.ts';
import { openVideo } from './video-source.ts';

const folder = fileURLToPath(new URL('../../../test/fixtures/video/', import.meta.url));
const clip = (name: string): string => path.join(folder, name);

function md5(frame: Frame): string {
  return createHash('md5').update(frame.data).digest('hex');
}

/** What ffmpeg itself decodes from the beginning, without any code of ours: time in seconds and MD5 of the pixels. */
async function decodedByFfmpeg(
  name: string,
  conversion: readonly string[],
): Promise<{ timeSec: number; md5: string }[]> {
  const { ffmpeg, capabilities } = await mediaBinaries();
  const { stdout } = await runToEnd(ffmpeg, [
    ...['-v', 'error', '-nostdin', '-copyts', '-i', clip(name), '-map', '0:v:0', ...conversion],
    ...[
      ...capabilities.passthrough,
      '-enc_time_base',
      '-1',
      '-c:v',
      'rawvideo',
      '-f',
      'framemd5',
      '-',
    ],
  ]);
  const [, num, den] = /^#tb 0: (\d+)\/(\d+)/m.exec(stdout)!;
  return stdout
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(',').map((field) => field.trim()))
    .map((fields) => ({
      timeSec: (Number(fields[2]) * Number(num)) / Number(den),
      md5: fields[5]!,
    }));
}

interface Clip {
  readonly name: string;
  readonly frames: number;
  readonly size: readonly [width: number, height: number];
  readonly conversion?: readonly string[];
  readonly fullRange?: boolean;
  readonly rotation?: number;
}

const usual = [96, 64] as const;
const clips: readonly Clip[] = [
  { name: 'bframes.mp4', frames: 40, size: usual },
  { name: 'faststart.mp4', frames: 40, size: usual },
  { name: 'opengop.mp4', frames: 40, size: usual },
  { name: 'opengop.m2t', frames: 40, size: usual },
  { name: 'opengop-hevc.mp4', frames: 40, size: usual },
  { name: 'intra-refresh.m2t', frames: 48, size: usual },
  { name: 'vfr.mp4', frames: 36, size: usual },
  { name: '5994.mp4', frames: 60, size: usual },
  { name: 'odd-start.mp4', frames: 30, size: usual },
  { name: 'odd-start.m2t', frames: 30, size: usual },
  { name: 'audio.mkv', frames: 35, size: usual },
  { name: 'edit-list.mp4', frames: 27, size: usual },
  { name: 'edit-middle.mp4', frames: 20, size: usual },
  { name: 'rotated-90.mp4', frames: 12, size: [64, 96], rotation: 90 },
  { name: 'rotated-180.mp4', frames: 12, size: usual, rotation: 180 },
  { name: 'rotated-270.mp4', frames: 12, size: [64, 96], rotation: 270 },
  { name: 'odd-size.mp4', frames: 20, size: [81, 61], conversion: ['-pix_fmt', 'yuv420p'] },
  { name: 'odd-size.webm', frames: 30, size: [81, 61] },
  { name: 'hidden-frames.webm', frames: 50, size: usual },
  { name: 'full-range.mp4', frames: 20, size: usual, fullRange: true },
  { name: 'ten-bit.mkv', frames: 20, size: usual, conversion: ['-pix_fmt', 'yuv420p'] },
  {
    name: 'rgb.mkv',
    frames: 12,
    size: usual,
    conversion: ['-vf', 'scale=out_color_matrix=bt601:out_range=limited,format=yuv420p'],
  },
  {
    name: 'grey.avi',
    frames: 10,
    size: usual,
    conversion: ['-pix_fmt', 'yuvj420p'],
    fullRange: true,
  },
  { name: 'interlaced.m2t', frames: 30, size: usual },
  { name: 'mjpeg.avi', frames: 20, size: [81, 61], fullRange: true },
  { name: 'no-pts.avi', frames: 40, size: usual },
  { name: 'no-pts-h264.avi', frames: 40, size: usual },
  { name: 'elementary.h264', frames: 40, size: usual },
];

/** Repeatable numbers in [0, 1) (mulberry32), so that a failure can be met again. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function hashes(source: FrameSource, from: number, to: number): Promise<string[]> {
  const found: string[] = [];
  let expected = from;
  for await (const { index, frame } of source.frames({ from, to })) {
    expect(index).toBe(expected);
    expected += to >= from ? 1 : -1;
    found.push(md5(frame));
  }
  return found;
}

afterAll(() => expect(livingChildren()).toBe(0));

it.each(clips)(
  '$name is indexed and read exactly as ffmpeg decodes it, forward, backward and at random',
  async ({ name, frames, size, conversion = [], fullRange = false, rotation = 0 }) => {
    const truth = await decodedByFfmpeg(name, conversion);
    expect(truth.length).toBe(frames);
    const source = await openVideo(clip(name), { backwardBytes: 96 * 64 * 2 * 7 });
    const { info, table } = source;
    expect(info).toMatchObject({
      kind: 'video',
      width: size[0],
      height: size[1],
      fullRange,
      rotation,
    });
    expect(info.warnings.some((warning) => /damaged|cut off/.test(warning))).toBe(false);
    expect(table.pts.length).toBe(frames);
    if (info.warnings.length === 0) {
      const times = truth.map((_, i) => timeSec(table, i));
      expect(times).toBeAllclose(
        truth.map((frame) => frame.timeSec),
        { atol: 1e-9 },
      );
    }
    const expected = truth.map((frame) => frame.md5);
    // Two pictures that looked the same could hide a wrong index.
    expect(new Set(expected).size).toBe(frames);
    expect(await hashes(source, 0, frames - 1)).toEqual(expected);
    expect(await hashes(source, frames - 1, 0)).toEqual(expected.toReversed());
    const random = randomNumbers(frames);
    for (let i = 0; i < 8; i++) {
      const k = Math.floor(random() * frames);
      expect(`${k} ${md5(await source.frame(k))}`).toBe(`${k} ${expected[k]!}`);
    }
    const from = Math.floor(frames / 3);
    expect(await hashes(source, from, from + 5)).toEqual(expected.slice(from, from + 6));
    await source.close();
  },
);

it('turns pictures clockwise as info.rotation says', async () => {
  const upright = await openVideo(clip('bframes.mp4'));
  const { data: before } = await upright.frame(5);
  for (const degrees of [90, 180, 270]) {
    const source = await openVideo(clip(`rotated-${degrees}.mp4`));
    expect(source.info.rotation).toBe(degrees);
    const { width, data } = await source.frame(5);
    for (const [x, y] of [
      [0, 0],
      [95, 63],
      [31, 17],
      [80, 40],
    ] as const) {
      const [u, v] = { 90: [63 - y, x], 180: [95 - x, 63 - y], 270: [y, 95 - x] }[degrees]!;
      expect(data[v! * width + u!]).toBe(before[y * 96 + x]);
    }
    await source.close();
  }
  await upright.close();
});
