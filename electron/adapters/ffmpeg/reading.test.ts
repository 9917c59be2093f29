import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isStudioError } from '../../contract/errors.ts';
import type { FrameSource } from '../../domain/video.ts';
import { livingChildren } from './child.ts';
import { cutIntoFrames } from './read-frames.ts';
import { openVideo } from './video-source.ts';

const fixtures = fileURLToPath(new URL('../../../test/fixtures/video/', import.meta.url));
const clip = (name: string): string => path.join(fixtures, name);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reading-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => expect(livingChildren()).toBe(0));

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** Every frame that comes out, and the error that ends it. */
async function readAll(
  source: FrameSource,
  from: number,
  to: number,
): Promise<{ frames: Map<number, string>; error: unknown }> {
  const frames = new Map<number, string>();
  try {
    for await (const { index, frame } of source.frames({ from, to }))
      frames.set(index, md5(frame.data));
    return { frames, error: undefined };
  } catch (error) {
    return { frames, error };
  }
}

describe('a consumer that stops', () => {
  it('ends the child by returning early, by aborting, and by closing the source', async () => {
    const source = await openVideo(clip('5994.mp4'));
    for (const span of [
      { from: 0, to: 59 },
      { from: 59, to: 0 },
    ]) {
      for await (const { index } of source.frames(span)) if (index === 30) break;
      expect(livingChildren()).toBe(0);
      const abort = new AbortController();
      const seen: number[] = [];
      const reading = (async () => {
        for await (const { index } of source.frames(span, abort.signal)) {
          seen.push(index);
          if (seen.length === 3) abort.abort();
        }
      })();
      await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
      expect(seen.length).toBe(3);
      expect(livingChildren()).toBe(0);
    }
    const open = source.frames({ from: 0, to: 59 })[Symbol.asyncIterator]();
    await open.next();
    expect(livingChildren()).toBe(1);
    await source.close();
    expect(livingChildren()).toBe(0);
    await expect(open.next()).rejects.toMatchObject({ code: 'cancelled' });
    await expect(source.frame(3)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('may be cancelled before it starts, also while a file is being opened', async () => {
    const source = await openVideo(clip('bframes.mp4'));
    await expect(source.frame(3, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    const opening = openVideo(clip('bframes.mp4'), { signal: AbortSignal.abort() });
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
    await source.close();
  });
});

describe('a reader', () => {
  it('refuses frames that are not there', async () => {
    const source = await openVideo(clip('bframes.mp4'));
    for (const index of [-1, 40, 1.5, Number.NaN]) {
      await expect(source.frame(index)).rejects.toMatchObject({ code: 'bad-input' });
    }
    await expect(source.frames({ from: 0, to: 40 })[Symbol.asyncIterator]().next()).rejects.toThrow(
      '0 to 39',
    );
    await source.close();
  });

  it('writes pictures straight into the memory it is given, waiting for room', async () => {
    const slots = [0, 1].map(() => new Uint8Array(new SharedArrayBuffer(96 * 64 * 1.5)));
    let next = 0;
    const source = await openVideo(clip('bframes.mp4'), {
      allocate: async (bytes) => {
        expect(bytes).toBe(slots[0]!.length);
        await Promise.resolve();
        return slots[next % 2]!;
      },
    });
    const plain = await openVideo(clip('bframes.mp4'));
    for (const span of [
      { from: 3, to: 12 },
      { from: 12, to: 3 },
    ]) {
      for await (const { index, frame } of source.frames(span)) {
        expect(frame.data).toBe(slots[next % 2]);
        next++;
        expect(md5(frame.data)).toBe(md5((await plain.frame(index)).data));
      }
    }
    await Promise.all([source.close(), plain.close()]);
  });

  it('reads with one thread as with many', async () => {
    const [one, many] = await Promise.all([
      openVideo(clip('opengop.mp4'), { threads: 1 }),
      openVideo(clip('opengop.mp4'), { threads: 4 }),
    ]);
    expect((await readAll(one, 0, 39)).frames).toEqual((await readAll(many, 0, 39)).frames);
    await Promise.all([one.close(), many.close()]);
  });

  it('cuts chunks of any size into frames and drops an unfinished one', async () => {
    const bytes = Uint8Array.from({ length: 50 }, (_, i) => i);
    for (const size of [1, 3, 7, 8, 16, 50]) {
      const chunks = (async function* (): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < 50; at += size) {
          await Promise.resolve();
          yield bytes.subarray(at, at + size);
        }
      })();
      const frames: number[][] = [];
      for await (const frame of cutIntoFrames(chunks, 8, (length) => new Uint8Array(length))) {
        frames.push([...frame]);
      }
      expect(frames.flat()).toEqual([...bytes.subarray(0, 48)]);
      expect(frames.length).toBe(6);
    }
  });
});

describe('damaged files', () => {
  it.each([
    ['truncated.mp4', 10, 39],
    ['truncated.mkv', 10, 34],
    ['corrupt.mp4', 20, 40],
  ])(
    '%s has the frames that decode, says so, and reads them in any order',
    async (name, least, most) => {
      const source = await openVideo(clip(name));
      const count = source.table.pts.length;
      expect(count).toBeGreaterThanOrEqual(least);
      expect(count).toBeLessThanOrEqual(most);
      expect(source.info.warnings.join()).toMatch(/damaged/);
      const forward = await readAll(source, 0, count - 1);
      expect(forward.error).toBeUndefined();
      expect(forward.frames.size).toBe(count);
      expect((await readAll(source, count - 1, 0)).frames).toEqual(
        new Map([...forward.frames].toReversed()),
      );
      for (const k of [0, 7, 13, count - 1]) {
        expect(md5((await source.frame(k)).data)).toBe(forward.frames.get(k));
      }
      await source.close();
    },
  );

  it('keeps every picture of the undamaged part of a truncated file', async () => {
    const [whole, cut] = await Promise.all([
      openVideo(clip('faststart.mp4')),
      openVideo(clip('truncated.mp4')),
    ]);
    const expected = await readAll(whole, 0, 19);
    expect((await readAll(cut, 0, 19)).frames).toEqual(expected.frames);
    expect([...cut.table.pts]).toEqual([...whole.table.pts.subarray(0, cut.table.pts.length)]);
    await Promise.all([whole.close(), cut.close()]);
  });

  it('yields what decodes and then names the frame, when a file is cut after it was opened', async () => {
    const file = path.join(folder, 'shrinking.mp4');
    const bytes = await readFile(clip('faststart.mp4'));
    await writeFile(file, bytes);
    const source = await openVideo(file);
    const whole = await readAll(source, 0, 39);
    await writeFile(file, bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    const { frames, error } = await readAll(source, 0, 39);
    expect(frames.size).toBeGreaterThan(9);
    expect(frames.size).toBeLessThan(39);
    expect(isStudioError(error, 'bad-media')).toBe(true);
    expect((error as Error).message).toContain(file);
    expect((error as Error).message).toContain(`frame ${frames.size} of 40`);
    for (const [index, hash] of [...frames].slice(0, 10))
      expect(hash).toBe(whole.frames.get(index));
    const backward = await readAll(source, 39, 0);
    expect(isStudioError(backward.error, 'bad-media')).toBe(true);
    await expect(source.frame(39)).rejects.toMatchObject({ code: 'bad-media' });
    await source.close();
  });

  it('never hangs, shifts or crashes on files with flipped bytes', async () => {
    const bytes = await readFile(clip('faststart.mp4'));
    let state = 7;
    const random = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const file = path.join(folder, 'flipped.mp4');
    for (let run = 0; run < 12; run++) {
      const flipped = Buffer.from(bytes);
      // Half of the runs damage the index, the others the pictures.
      const [start, length] = run % 2 === 0 ? [0, 2200] : [2200, bytes.length - 2200];
      for (let i = 0; i < 6; i++) flipped[start + random(length)]! ^= 1 << random(8);
      await writeFile(file, flipped);
      try {
        const source = await openVideo(file);
        const { frames, error } = await readAll(source, 0, source.table.pts.length - 1);
        if (error === undefined) expect(frames.size).toBe(source.table.pts.length);
        else expect(isStudioError(error, 'bad-media')).toBe(true);
        await source.close();
      } catch (error) {
        if (!isStudioError(error, 'bad-media')) throw error;
      }
    }
  });
});
