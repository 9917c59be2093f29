import { afterEach, describe, expect, it } from 'vitest';
import { isStudioError, StudioError } from '../../contract/errors.ts';
import type { Frame } from '../../domain/frame.ts';
import { constantRateTable } from '../../domain/frame-table.ts';
import type { FrameSource, FrameSpan, VideoInfo } from '../../domain/video.ts';
import { FrameCache } from './frame-cache.ts';
import { FrameReader } from './frame-reader.ts';

const info: VideoInfo = {
  path: '/clip.mp4',
  ...{ kind: 'video', width: 16, height: 16, rotation: 0, fps: 25, codec: 'h264' },
  ...{ pixelFormat: 'yuv420p', matrix: 'bt601', fullRange: false, warnings: [] },
};
const frameBytes = 16 * 16 * 1.5;
const count = 400;

const pictureOf = (index: number): Frame => ({
  ...{ kind: 'i420', width: 16, height: 16, matrix: 'bt601', fullRange: false },
  data: new Uint8Array(frameBytes).fill(index & 255),
});

/** A source that notes its decoders: how many run, what they read, and where it is broken. */
function countingSource(broken = -1) {
  const log = {
    spans: [] as FrameSpan[],
    decoded: [] as number[],
    running: 0,
    mostRunning: 0,
    alone: [] as number[],
  };
  const stopped = (): StudioError => new StudioError('cancelled', 'stopped');
  const source: FrameSource = {
    info,
    table: constantRateTable(count, 25, 50),
    frame: (index) => {
      log.alone.push(index);
      return Promise.resolve(pictureOf(index));
    },
    async *frames(span, signal) {
      log.spans.push(span);
      log.mostRunning = Math.max(log.mostRunning, ++log.running);
      const gone = (): void => {
        log.running--;
      };
      // A killed process is gone at once, whatever its reader does.
      signal?.addEventListener('abort', gone, { once: true });
      try {
        // A decoder needs a moment before its first picture.
        await new Promise((resolve) => setTimeout(resolve, 5));
        for (let index = span.from; index <= span.to; index++) {
          if (signal?.aborted === true) throw stopped();
          if (index === broken) throw new StudioError('bad-media', 'damaged');
          await new Promise((resolve) => setImmediate(resolve));
          log.decoded.push(index);
          yield { index, frame: pictureOf(index) };
        }
      } finally {
        signal?.removeEventListener('abort', gone);
        if (signal?.aborted !== true) gone();
      }
    },
    close: () => Promise.resolve(),
  };
  return { source, log };
}

const readers: FrameReader[] = [];
function open(cacheFrames = 120, broken = -1) {
  const { source, log } = countingSource(broken);
  const cache = new FrameCache(cacheFrames * frameBytes);
  const reader = new FrameReader(source, cache, 'clip');
  readers.push(reader);
  return { reader, log, cache };
}
afterEach(() => Promise.all(readers.splice(0).map((reader) => reader.close())));

const valueOf = (frame: Frame): number => frame.data[0]!;
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 40));

describe('FrameReader', () => {
  it('plays forward out of one decoder, each frame decoded once', async () => {
    const { reader, log } = open();
    for (let index = 0; index < 200; index++) expect(valueOf(await reader.read(index))).toBe(index);
    await settle();
    expect(log.spans).toHaveLength(1);
    expect(new Set(log.decoded).size).toBe(log.decoded.length);
    // Reads ahead, but does not run away.
    expect(log.decoded.at(-1)).toBeGreaterThanOrEqual(199 + 20);
    expect(log.decoded.at(-1)).toBeLessThanOrEqual(199 + 33);
  });

  it('steps backward in chunks that do not reach beyond the key frame they need', async () => {
    const { reader, log } = open();
    for (let index = 180; index >= 60; index--) {
      expect(valueOf(await reader.read(index))).toBe(index);
    }
    await settle();
    // One jump, then about one chunk for every 32 frames or key frame.
    expect(log.spans.length).toBeLessThanOrEqual(9);
    const seen = log.decoded.filter((index) => index <= 180);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('shares one decode among those who want the same frame at once', async () => {
    const { reader, log } = open();
    const frames = await Promise.all(Array.from({ length: 20 }, () => reader.read(77)));
    expect(new Set(frames).size).toBe(1);
    expect(log.spans).toHaveLength(1);
    expect(log.decoded.filter((index) => index === 77)).toHaveLength(1);
  });

  it('serves a burst of neighbours in any order', async () => {
    const { reader } = open();
    const wanted = [104, 100, 103, 99, 101, 102, 98, 110];
    const frames = await Promise.all(wanted.map((index) => reader.read(index)));
    expect(frames.map(valueOf)).toEqual(wanted);
  });

  it('stops decoders of jumps that were cancelled, and serves the latest', async () => {
    const { reader, log } = open();
    const jumps = [300, 20, 150, 390, 5].map((index) => {
      const scrub = new AbortController();
      const frame = reader.read(index, scrub.signal);
      scrub.abort();
      return frame;
    });
    const outcomes = await Promise.allSettled(jumps);
    for (const outcome of outcomes) {
      expect(outcome.status === 'rejected' && isStudioError(outcome.reason, 'cancelled')).toBe(
        true,
      );
    }
    expect(valueOf(await reader.read(200))).toBe(200);
    await settle();
    expect(log.decoded.every((index) => index >= 200 && index <= 204)).toBe(true);
    expect(log.running).toBe(1);
  });

  it('never runs more than two decoders, whatever is asked at once', async () => {
    const { reader, log } = open();
    const wanted = [10, 250, 180, 70, 220, 130];
    const frames = await Promise.all(wanted.map((index) => reader.read(index)));
    expect(frames.map(valueOf)).toEqual(wanted);
    expect(log.mostRunning).toBe(2);
  });

  it('keeps within its memory, and gives what no longer is there', async () => {
    const { reader, cache } = open(6);
    for (const index of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 3, 2, 1, 0, 200, 0]) {
      expect(valueOf(await reader.read(index))).toBe(index);
      expect(cache.bytes).toBeLessThanOrEqual(6 * frameBytes);
    }
  });

  it('gives frames behind a damaged one', async () => {
    const { reader } = open(120, 60);
    expect(valueOf(await reader.read(55))).toBe(55);
    expect(valueOf(await reader.read(61))).toBe(61);
  });

  it('makes thumbnails one at a time without moving the playhead', async () => {
    const { reader, log } = open();
    await reader.read(10);
    await Promise.all([200, 300, 10].map((index) => reader.readAside(index)));
    expect(log.alone).toEqual([200, 300]);
    await reader.read(11);
    expect(log.spans).toHaveLength(1);
  });

  it.each([-1, count, 1.5, NaN])('refuses frame %d', async (index) => {
    const { reader } = open();
    await expect(reader.read(index)).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('ends everything on close', async () => {
    const { reader, log } = open();
    const waiting = reader.read(100);
    const outcome = waiting.catch((error: unknown) => error);
    await reader.close();
    expect(await outcome).toMatchObject({ code: 'cancelled' });
    await settle();
    expect(log.running).toBe(0);
    await expect(reader.read(1)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
