import { expect, it } from 'vitest';
import { constantRateTable, type FrameTable } from '../../electron/domain/frame-table.ts';
import { frameSecondsAway } from './seconds.ts';

it('goes by the time of frames, not by their number', () => {
  const table: FrameTable = {
    timeBase: { num: 1, den: 1000 },
    pts: Float64Array.of(500, 540, 580, 1400, 1490, 1550, 2600),
    keyFrames: new Uint8Array(7),
  };
  expect(frameSecondsAway(table, 0, 1)).toBe(4);
  expect(frameSecondsAway(table, 4, -1)).toBe(0);
  expect(frameSecondsAway(table, 3, 1)).toBe(6);
});

it('comes back to where it was at every constant rate', () => {
  for (const fps of [10, 23.976, 25, 29.97, 30, 59.94]) {
    const table = constantRateTable(400, fps);
    const there = frameSecondsAway(table, 100, 1);
    expect(there - 100).toBe(Math.round(fps));
    expect(frameSecondsAway(table, there, -1)).toBe(100);
  }
});

it('moves by one frame at least, and by one at the ends', () => {
  const slow = constantRateTable(5, 0.25);
  expect([frameSecondsAway(slow, 2, 1), frameSecondsAway(slow, 2, -1)]).toEqual([3, 1]);
  expect([frameSecondsAway(slow, 4, 1), frameSecondsAway(slow, 0, -1)]).toEqual([5, -1]);
});
