import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors.ts';
import type { FrameSource } from '../../domain/video.ts';
import { SourceCache } from './source-cache.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-sources-'));
});
afterAll(() => rm(folder, { recursive: true }));

const never = new AbortController().signal;

async function clip(name: string, content = name): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

/** An end that a job can be put to, and when the job, having looked at the file, waits for its opening. */
function patience() {
  const stop = new AbortController();
  const { signal } = stop;
  const { promise: waits, resolve } = Promise.withResolvers<undefined>();
  const listen = signal.addEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof listen>): void => {
    listen(...args);
    resolve(undefined);
  };
  return { stop, signal, waits };
}

interface Opening {
  readonly media: string;
  readonly signal: AbortSignal;
  readonly finish: () => FrameSource;
  readonly fail: () => void;
}

/** A cache whose openings are finished by hand, and what it closed. */
function cacheByHand() {
  const openings: Opening[] = [];
  const closed: FrameSource[] = [];
  const cache = new SourceCache((media, { signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<FrameSource>();
    signal.addEventListener('abort', () => reject(new StudioError('cancelled', 'cut off')));
    openings.push({
      media,
      signal,
      finish: () => {
        const source: Pick<FrameSource, 'close'> = {
          close: () => Promise.resolve(void closed.push(source as FrameSource)),
        };
        resolve(source as FrameSource);
        return source as FrameSource;
      },
      fail: () => reject(new StudioError('bad-media', 'damaged')),
    });
    return promise;
  });
  /** Waits for the opening number `index`, which follows a look at the file. */
  const opening = async (index: number): Promise<Opening> => {
    while (openings[index] === undefined) await setImmediate();
    return openings[index];
  };
  const open = async (media: string) => {
    const { length } = openings;
    const lease = cache.acquire(media, never);
    (await opening(length)).finish();
    return lease;
  };
  return { cache, openings, opening, open, closed };
}

it('opens media once for jobs at the same time and afterwards', async () => {
  const { cache, openings, opening, closed } = cacheByHand();
  const media = await clip('once.mp4');
  const leases = [cache.acquire(media, never), cache.acquire(media, never)];
  const source = (await opening(0)).finish();
  for (const lease of await Promise.all(leases)) {
    expect(lease.source).toBe(source);
    lease.release();
  }
  expect((await cache.acquire(media, never)).source).toBe(source);
  expect(openings).toHaveLength(1);
  expect(closed).toEqual([]);
});

it('opens a replaced file anew and closes the old source when its last job has ended', async () => {
  const { cache, open, closed } = cacheByHand();
  const media = await clip('replaced.mp4', 'one');
  const old = await open(media);
  const alsoOld = await cache.acquire(media, never);
  await clip('replaced.mp4', 'three');
  const fresh = await open(media);
  expect(fresh.source).not.toBe(old.source);
  expect((await cache.acquire(media, never)).source).toBe(fresh.source);
  old.release();
  old.release();
  expect(closed).toEqual([]);
  alsoOld.release();
  await setImmediate();
  expect(closed).toEqual([old.source]);

  const idle = await open(await clip('idle.mp4', 'one'));
  idle.release();
  await open(await clip('idle.mp4', 'three'));
  expect(closed).toEqual([old.source, idle.source]);
});

it('goes on opening for the others when one job is cancelled, and stops when all are', async () => {
  const { cache, openings, opening } = cacheByHand();
  const media = await clip('cancelled.mp4');
  const [one, two] = [patience(), patience()];
  const [first, second] = [one, two].map((job) => cache.acquire(media, job.signal));
  const { signal, finish } = await opening(0);
  await Promise.all([one.waits, two.waits]);
  one.stop.abort();
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  expect(signal.aborted).toBe(false);
  const source = finish();
  expect((await second!).source).toBe(source);

  const other = await clip('alone.mp4');
  const alone = new AbortController();
  const third = cache.acquire(other, alone.signal);
  const cutOff = await opening(1);
  alone.abort();
  await expect(third).rejects.toMatchObject({ code: 'cancelled' });
  expect(cutOff.signal.aborted).toBe(true);
  const again = cache.acquire(other, never);
  const fresh = (await opening(2)).finish();
  expect((await again).source).toBe(fresh);
  await expect(cache.acquire(media, AbortSignal.abort())).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(openings).toHaveLength(3);
});

it('tells every job that waits why media does not open, and tries again for the next', async () => {
  const { cache, opening } = cacheByHand();
  const media = await clip('damaged.mp4');
  const jobs = [patience(), patience()];
  const failed = Promise.allSettled(jobs.map(({ signal }) => cache.acquire(media, signal)));
  const first = await opening(0);
  await Promise.all(jobs.map(({ waits }) => waits));
  first.fail();
  expect(await failed).toMatchObject(Array(2).fill({ reason: { code: 'bad-media' } }));
  const again = cache.acquire(media, never);
  const source = (await opening(1)).finish();
  expect((await again).source).toBe(source);
});

it('closes what was not used for longest when more than eight are open, but nothing in use', async () => {
  const { cache, openings, open, closed } = cacheByHand();
  const media = await Promise.all(Array.from({ length: 10 }, (_, i) => clip(`${i}.mp4`)));
  const leases = [];
  for (const file of media.slice(0, 8)) leases.push(await open(file));
  for (const lease of leases.slice(1)) lease.release();
  (await cache.acquire(media[1]!, never)).release();
  await open(media[8]!);
  await open(media[9]!);
  expect(closed).toEqual([leases[2]!.source, leases[3]!.source]);
  for (const i of [0, 1, 4]) {
    expect((await cache.acquire(media[i]!, never)).source).toBe(leases[i]!.source);
  }
  expect(openings).toHaveLength(10);
});
