import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeMicroModel } from '../../../test/support/networks.ts';
import { NetworkCache } from './network-cache.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-cache-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('loads a model once, again when its file was replaced, and closes the oldest that nobody uses', async () => {
  const model = await writeMicroModel(folder, 't64_s128', { searchFactor: 4 });
  const cache = new NetworkCache();
  const request = { model, device: 'cpu', threads: 1 } as const;
  const first = await cache.acquire(request);
  const second = await cache.acquire(request);
  expect(second.network).toBe(first.network);
  await utimes(model, 1, 1);
  const replaced = await cache.acquire(request);
  expect(replaced.network).not.toBe(first.network);

  // Three are kept; the first one is still in use, so the replaced one has to go.
  replaced.release();
  first.release();
  const others = [await cache.acquire({ ...request, threads: 2 })];
  others.push(await cache.acquire({ ...request, threads: 3 }));
  await utimes(model, 1, 2);
  others.push(await cache.acquire(request));
  await utimes(model, 1, 1);
  const again = await cache.acquire(request);
  expect(again.network).not.toBe(replaced.network);
  const crops = [new Float32Array(3 * 64 * 64), new Float32Array(3 * 128 * 128)] as const;
  expect((await first.network.run(...crops, 1)).score).toHaveLength(64);
  await cache.close();
});
