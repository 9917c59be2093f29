import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cellularNoise,
  fractalNoise,
  latticeValue,
  randomStream,
  valueNoise,
} from './value-noise.ts';

const place = fc.double({ min: -1e4, max: 1e4, noNaN: true });
const seed = fc.integer({ min: 0, max: 1e6 });

describe('noise', () => {
  it('stays in [0, 1) and answers the same for the same place and seed', () => {
    fc.assert(
      fc.property(place, place, seed, (x, y, s) => {
        for (const noise of [
          valueNoise,
          (a: number, b: number, c: number) => fractalNoise(a, b, c, 5),
        ]) {
          const value = noise(x, y, s);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThan(1);
          expect(noise(x, y, s)).toBe(value);
        }
      }),
    );
  });

  it('passes through the lattice values and does not jump between them', () => {
    fc.assert(
      fc.property(fc.integer({ min: -999, max: 999 }), place, seed, (ix, y, s) => {
        expect(valueNoise(ix, 7, s)).toBe(latticeValue(ix, 7, s));
        expect(Math.abs(valueNoise(ix + 1e-6, y, s) - valueNoise(ix - 1e-6, y, s))).toBeLessThan(
          1e-9,
        );
      }),
    );
  });

  it('has the mean and the spread of uniform lattice values', () => {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < 40_000; i++) {
      const value = latticeValue(i % 200, Math.floor(i / 200), 11);
      sum += value;
      squares += value * value;
    }
    const mean = sum / 40_000;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.008);
    expect(Math.abs(squares / 40_000 - mean * mean - 1 / 12)).toBeLessThan(0.003);
  });

  it('gives other values for other seeds', () => {
    expect(valueNoise(3.3, 4.4, 1)).not.toBe(valueNoise(3.3, 4.4, 2));
    expect(randomStream(1)()).not.toBe(randomStream(2)());
  });

  it('measures cells by the distance to a point that is never farther than that of its own cell', () => {
    fc.assert(
      fc.property(place, place, seed, (x, y, s) => {
        const distance = cellularNoise(x, y, s);
        expect(distance).toBeGreaterThanOrEqual(0);
        expect(distance).toBeLessThanOrEqual(Math.SQRT2);
        const cellPoint = [
          Math.floor(x) + latticeValue(Math.floor(x), Math.floor(y), s),
          Math.floor(y) + latticeValue(Math.floor(x), Math.floor(y), s + 71),
        ] as const;
        expect(distance).toBeLessThanOrEqual(Math.hypot(cellPoint[0] - x, cellPoint[1] - y) + 1e-9);
      }),
    );
  });
});
