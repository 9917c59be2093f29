import { expect, it } from 'vitest';
import { prefetchWindow } from './prefetch-window.ts';

it('looks ahead in the direction of travel, a little back, and mostly forward when still', () => {
  const at = { frameIndex: 100, stride: 1 };
  expect(prefetchWindow({ ...at, direction: 1 }, 1000, 4)).toEqual([101, 102, 103, 104, 99]);
  expect(prefetchWindow({ ...at, direction: -1 }, 1000, 4)).toEqual([99, 98, 97, 96, 101]);
  expect(prefetchWindow({ ...at, direction: 0 }, 1000, 6)).toEqual([101, 102, 99]);
});

it('stays within the video', () => {
  expect(prefetchWindow({ frameIndex: 8, direction: 1, stride: 1 }, 10, 8)).toEqual([9, 7, 6]);
  expect(prefetchWindow({ frameIndex: 0, direction: -1, stride: 1 }, 10, 8)).toEqual([1, 2]);
});

it('keeps to one grid of frames at high speed, and to the last frame', () => {
  const fast = { direction: 1, stride: 4 } as const;
  expect(prefetchWindow({ ...fast, frameIndex: 8 }, 1000, 3)).toEqual([12, 16, 20]);
  expect(prefetchWindow({ ...fast, frameIndex: 10 }, 1000, 3)).toEqual([12, 16, 20]);
  expect(prefetchWindow({ ...fast, frameIndex: 10 }, 19, 5)).toEqual([12, 16, 18]);
  expect(prefetchWindow({ ...fast, frameIndex: 10 }, 17, 5)).toEqual([12, 16]);
  const back = { direction: -1, stride: 4 } as const;
  expect(prefetchWindow({ ...back, frameIndex: 10 }, 1000, 9)).toEqual([8, 4, 0]);
  expect(prefetchWindow({ ...back, frameIndex: 8 }, 1000, 9)).toEqual([4, 0]);
});
