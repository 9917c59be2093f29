import { expect, it } from 'vitest';
import { formatBytes, formatCount, formatGain, formatOverlap, formatSpeed } from './measures.ts';

it('writes sizes with what they count', () => {
  expect([1_500, 45_000, 15_645_308, 370_000_000, 2_300_000_000].map(formatBytes)).toEqual([
    ...['1.5 kB', '45 kB', '15.6 MB', '370 MB', '2.3 GB'],
  ]);
});

it('writes a speed as time and as frames per second', () => {
  expect([8.31, 31.7, 250].map(formatSpeed)).toEqual([
    ...['8.3 ms, 120 fps', '32 ms, 32 fps', '250 ms, 4.0 fps'],
  ]);
});

it('writes overlaps, and differences with their signs', () => {
  expect([formatOverlap(0.5), formatOverlap(null)]).toEqual(['0.500', '–']);
  expect([0.0123, -0.2, 0].map(formatGain)).toEqual(['+0.012', '−0.200', '+0.000']);
});

it('writes numbers with their nouns', () => {
  expect([formatCount(1, 'frame'), formatCount(1204, 'frame')]).toEqual([
    ...['1 frame', '1,204 frames'],
  ]);
});
