import { expect, it } from 'vitest';
import { meanAround, ramp } from './series.ts';

it('ramps from none to all, in either direction', () => {
  expect([0, 1, 2, 3, 4].map((value) => ramp(value, 1, 3))).toEqual([0, 0, 0.5, 1, 1]);
  expect([0, 1, 2, 3, 4].map((value) => ramp(value, 3, 1))).toEqual([1, 1, 0.5, 0, 0]);
});

it('averages what lies around each place, less at the ends', () => {
  expect(meanAround([1, 2, 6, 3], 1)).toEqual([1.5, 3, 11 / 3, 4.5]);
  expect(meanAround([], 4)).toEqual([]);
});
