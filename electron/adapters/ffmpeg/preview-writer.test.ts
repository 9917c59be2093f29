import { mkdtemp, readdir, rm, writeFile, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { i420Bytes } from '../../domain/frame.ts';
import type { Frame, I420Frame, RgbFrame } from '../../domain/frame.ts';
import { timeSec } from '../../domain/frame-table.ts';
import type { PreviewFrame } from '../../services/ports/preview-writer.ts';
import { livingChildren } from './child.ts';
import { yCbCr } from './draw-box.ts';
import { writePreview } from './preview-writer.ts';
import { openVideo } from './video-source.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'preview-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  expect(livingChildren()).toBe(0);
});

const red = [255, 0, 0] as const;
const box = { x: 12, y: 8, w: 40, h: 30 };

function grey(kind: Frame['kind'], width: number, height: number): Frame {
  if (kind === 'rgb') {
    return {
      kind,
      width,
      height,
      data: new Uint8Array(width * height * 3).fill(128),
    } satisfies RgbFrame;
  }
  const data = new Uint8Array(i420Bytes(width, height)).fill(128);
  return { kind, width, height, data, matrix: 'bt601', fullRange: true } satisfies I420Frame;
}

function* pictures(
  count: number,
  kind: Frame['kind'],
  width = 97,
  height = 65,
): Generator<PreviewFrame> {
  for (let i = 0; i < count; i++) {
    yield { frame: grey(kind, width, height), overlays: [{ box, colour: red, thickness: 4 }] };
  }
}

describe('writePreview', () => {
  it.each(['rgb', 'i420'] as const)(
    'writes %s pictures of odd size with coloured boxes',
    async (kind) => {
      const target = path.join(folder, `boxes ${kind} %d 'ü'.mp4`);
      expect(await writePreview(target, pictures(12, kind), { fps: 25 })).toBe(12);
      const source = await openVideo(target);
      expect(source.info).toMatchObject({
        width: 98,
        height: 66,
        pixelFormat: 'yuv420p',
        fullRange: false,
      });
      expect(source.table.pts.length).toBe(12);
      expect(timeSec(source.table, 11) - timeSec(source.table, 0)).toBeCloseTo(11 / 25, 9);
      const { data } = await source.frame(7);
      const chroma = (plane: number, x: number, y: number): number =>
        data[98 * 66 + plane * 49 * 33 + (y >> 1) * 49 + (x >> 1)]!;
      const [luma, cb, cr] = yCbCr(red, 'bt601', false);
      for (const [x, y] of [
        [12, 20],
        [52, 20],
        [30, 8],
        [30, 38],
      ] as const) {
        expect([data[y * 98 + x]!, chroma(0, x, y), chroma(1, x, y)]).toBeAllclose([luma, cb, cr], {
          atol: 12,
        });
      }
      // 128 in full range is 126 in video range.
      expect([data[20 * 98 + 30]!, chroma(0, 30, 20), chroma(1, 30, 20)]).toBeAllclose(
        [126, 128, 128],
        { atol: 4 },
      );
      await source.close();
    },
  );

  it('keeps the times of a source with variable frame rate', async () => {
    const clip = fileURLToPath(new URL('../../../test/fixtures/video/vfr.mp4', import.meta.url));
    const source = await openVideo(clip);
    const target = path.join(folder, 'vfr.mp4');
    const times = Array.from(source.table.pts.keys(), (i) => timeSec(source.table, i));
    const frames = (async function* (): AsyncGenerator<PreviewFrame> {
      for await (const { index, frame } of source.frames({ from: 0, to: times.length - 1 })) {
        yield { frame, timeSec: times[index]! };
      }
    })();
    await writePreview(target, frames);
    const copy = await openVideo(target);
    const copied = Array.from(copy.table.pts.keys(), (i) => timeSec(copy.table, i));
    expect(copied).toBeAllclose(times, { atol: 1 / 60_000 });
    await Promise.all([source.close(), copy.close()]);
  });

  it('leaves the former file alone and no other behind when it is aborted or the source fails', async () => {
    const target = path.join(folder, 'kept.mp4');
    await writeFile(target, 'former');
    const before = await readdir(folder);
    const abort = new AbortController();
    const endless = (async function* (): AsyncGenerator<PreviewFrame> {
      for (let i = 0; ; i++) {
        if (i === 30) abort.abort();
        await Promise.resolve();
        yield { frame: grey('i420', 640, 360) };
      }
    })();
    const aborted = writePreview(target, endless, { signal: abort.signal });
    await expect(aborted).rejects.toMatchObject({ code: 'cancelled' });
    const failing = (function* (): Generator<PreviewFrame> {
      yield* pictures(3, 'rgb');
      throw new RangeError('from the source');
    })();
    await expect(writePreview(target, failing)).rejects.toThrow('from the source');
    expect(await readdir(folder)).toEqual(before);
    expect(await readFile(target, 'utf8')).toBe('former');
    expect(livingChildren()).toBe(0);
  });

  it('refuses unfit frames', async () => {
    const target = path.join(folder, 'unfit.mp4');
    const mixed = [...pictures(1, 'rgb'), ...pictures(1, 'rgb', 50, 40)];
    await expect(writePreview(target, mixed)).rejects.toMatchObject({ code: 'bad-input' });
    await expect(writePreview(target, [])).rejects.toMatchObject({ code: 'bad-input' });
    const backward = [...pictures(2, 'rgb')].map((frame, i) => ({ ...frame, timeSec: -i }));
    await expect(writePreview(target, backward)).rejects.toMatchObject({ code: 'bad-input' });
    expect((await readdir(folder)).filter((name) => name.includes('unfit'))).toEqual([]);
  });

  it('says so when the folder cannot be written', async () => {
    const nowhere = path.join(folder, 'missing', 'a.mp4');
    await expect(writePreview(nowhere, pictures(2, 'rgb'))).rejects.toMatchObject({
      code: 'write-failed',
    });
    await expect(writePreview(folder, pictures(2, 'rgb'))).rejects.toMatchObject({
      code: 'write-failed',
    });
  });
});
