import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  extentOf,
  nearestPoint,
  niceTicks,
  roundExtent,
  shortNumber,
  thinPoints,
  type ChartPoint,
} from './chart-scale.ts';

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const stretch = fc
  .tuple(number, fc.double({ min: 1e-3, max: 1e6, noNaN: true }))
  .map(([min, length]) => ({ min, max: min + length }));

describe('axes', () => {
  it('find the stretch of finite values', () => {
    expect(extentOf([3, NaN, -1, Infinity, 2])).toEqual({ min: -1, max: 3 });
    expect(extentOf([NaN])).toBeNull();
  });

  it('have round ticks', () => {
    expect(niceTicks({ min: 0, max: 1 }, 4)).toEqual([0, 0.5, 1]);
    expect(niceTicks({ min: 0.6, max: 0.75 }, 4).map((tick) => tick.toFixed(2))).toEqual([
      ...['0.60', '0.65', '0.70', '0.75'],
    ]);
    expect(niceTicks({ min: 7, max: 7 }, 4)).toEqual([7]);
  });

  it('have few, ascending ticks inside any stretch', () => {
    fc.assert(
      fc.property(stretch, (extent) => {
        const ticks = niceTicks(extent, 4);
        const slack = 1e-6 * (extent.max - extent.min);
        expect(ticks.length).toBeLessThanOrEqual(6);
        for (const [i, tick] of ticks.entries()) {
          expect(tick).toBeGreaterThanOrEqual(extent.min - slack);
          expect(tick).toBeLessThanOrEqual(extent.max + slack);
          if (i > 0) expect(tick).toBeGreaterThan(ticks[i - 1]!);
        }
      }),
    );
  });

  it('are widened to round values, also where all values are one', () => {
    const { min, max } = roundExtent({ min: 0.61, max: 0.74 }, 4);
    expect([min.toFixed(2), max.toFixed(2)]).toEqual(['0.60', '0.75']);
    fc.assert(
      fc.property(number, (value) => {
        const wide = roundExtent({ min: value, max: value }, 4);
        expect(wide.max).toBeGreaterThan(wide.min);
      }),
    );
  });
});

describe('thinPoints', () => {
  const points = fc
    .array(number, { minLength: 1, maxLength: 300 })
    .map((ys) => ys.map((y, x): ChartPoint => [x, y]));

  it('keeps the ends, the lowest and the highest, in their order', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 40 }), (all, buckets) => {
        const thin = thinPoints(all, buckets);
        expect(thin.length).toBeLessThanOrEqual(2 * buckets + 2);
        expect([thin[0], thin.at(-1)]).toEqual([all[0], all.at(-1)]);
        const ys = (list: readonly ChartPoint[]): readonly number[] => list.map(([, y]) => y);
        expect(extentOf(ys(thin))).toEqual(extentOf(ys(all)));
        for (let i = 1; i < thin.length; i++) expect(thin[i]![0]).toBeGreaterThan(thin[i - 1]![0]);
      }),
    );
  });

  it('leaves few points alone', () => {
    const few: readonly ChartPoint[] = [
      [0, 1],
      [1, 5],
    ];
    expect(thinPoints(few, 1)).toBe(few);
  });
});

it('finds the point under the hand', () => {
  const points: readonly ChartPoint[] = [
    [0, 1],
    [10, 2],
    [30, 3],
  ];
  expect(nearestPoint(points, 21)).toEqual([30, 3]);
  expect(nearestPoint([], 1)).toBeNull();
});

it('writes numbers short', () => {
  expect([0.05, 0.1 + 0.2, 1234, 12_345, 2_500_000].map(shortNumber)).toEqual([
    ...['0.05', '0.3', '1230', '12.3k', '2.5M'],
  ]);
});
