import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Draw, mix } from './draw.ts';

describe('draws', () => {
  it('of neighbouring indices and seeds are independent', () => {
    const firsts = (drawOf: (i: number) => Draw): number[] =>
      Array.from({ length: 4000 }, (_, i) => drawOf(i).uniform(0, 1));
    for (const values of [
      firsts((i) => Draw.of(5, i)),
      firsts((i) => Draw.of(i, 5)),
      firsts((i) => Draw.of(i, i)),
    ]) {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
      let product = 0;
      for (let i = 1; i < values.length; i++)
        product += (values[i]! - 0.5) * (values[i - 1]! - 0.5);
      // Twelve times the covariance is the correlation of uniform numbers; its deviation is 1 / 63.
      expect(Math.abs((12 * product) / values.length)).toBeLessThan(0.06);
    }
  });

  it('of all pairs of seed and index differ', () => {
    const firsts = Array.from({ length: 3600 }, (_, i) => Draw.of(i % 60, Math.floor(i / 60)));
    expect(new Set(firsts.map((draw) => draw.bits())).size).toBe(3600);
  });

  it('stay within their bounds, and reach all of them', () => {
    const draw = Draw.of(1, 2);
    const seen = new Set(Array.from({ length: 300 }, () => draw.integer(2, 5)));
    expect([...seen].sort()).toEqual([2, 3, 4, 5]);
    fc.assert(
      fc.property(fc.integer(), fc.nat(), (seed, index) => {
        const value = Draw.of(seed, index).factor(0.5, 2);
        expect(value).toBeGreaterThanOrEqual(0.5);
        expect(value).toBeLessThan(2.0001);
      }),
    );
  });

  it('are normal where they should be', () => {
    const draw = Draw.of(3, 3);
    const values = Array.from({ length: 10_000 }, () => draw.normal(2));
    const within = values.filter((value) => Math.abs(value) < 2).length / values.length;
    expect(within).toBeGreaterThan(0.66);
    expect(within).toBeLessThan(0.705);
  });

  it('need something to choose from', () => {
    expect(() => Draw.of(0, 0).choose([])).toThrow(RangeError);
  });
});

it('mixing maps different integers to different ones', () => {
  expect(new Set(Array.from({ length: 20_000 }, (_, i) => mix(i))).size).toBe(20_000);
});
