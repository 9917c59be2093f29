import { expect, it } from 'vitest';
import type { Frame } from '../../electron/domain/frame.ts';
import { FrameCache } from './frame-cache.ts';

function frame(bytes: number): Frame {
  return { kind: 'rgb', width: 1, height: 1, data: new Uint8Array(bytes) };
}

it('gives up the picture used longest ago, counted in bytes', () => {
  const cache = new FrameCache(30);
  for (const index of [1, 2, 3]) cache.set(index, frame(10));
  cache.get(1);
  cache.set(4, frame(10));
  expect([1, 2, 3, 4].filter((index) => cache.has(index))).toEqual([1, 3, 4]);
  cache.set(5, frame(20));
  expect([1, 3, 4, 5].filter((index) => cache.has(index))).toEqual([4, 5]);
  expect(cache.bytes).toBe(30);
});

it('counts a replaced picture once and keeps one that is larger than the bound', () => {
  const cache = new FrameCache(30);
  cache.set(1, frame(10));
  cache.set(1, frame(12));
  expect(cache.bytes).toBe(12);
  cache.set(2, frame(50));
  expect([cache.size, cache.bytes, cache.get(2)?.data.length]).toEqual([1, 50, 50]);
  cache.clear();
  expect([cache.size, cache.bytes, cache.get(2)]).toEqual([0, 0, null]);
});
