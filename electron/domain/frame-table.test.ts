import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  constantRateTable,
  indexAtOrBefore,
  indexOfPts,
  keyFrameAtOrBefore,
  strictlyIncreasing,
  timeSec,
} from './frame-table.ts';
import type { FrameTable } from './frame-table.ts';

const table: FrameTable = {
  timeBase: { num: 1, den: 90000 },
  pts: Float64Array.of(-3000, 0, 3003, 90000, 90001),
  keyFrames: Uint8Array.of(0, 1, 0, 1, 0),
};

const tables = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 10_000 }), fc.boolean()), {
    minLength: 1,
    maxLength: 60,
  })
  .map((steps): FrameTable => {
    let at = -500;
    const pts = steps.map(([step]) => (at += step));
    return {
      timeBase: { num: 1001, den: 60000 },
      pts: Float64Array.from(pts),
      keyFrames: Uint8Array.from(steps, ([, key]) => (key ? 1 : 0)),
    };
  });

describe('frame table', () => {
  it('gives the stream its own times', () => {
    expect(timeSec(table, 0)).toBe(-3000 / 90000);
    expect(timeSec(table, 3)).toBe(1);
    expect(() => timeSec(table, 5)).toThrow(RangeError);
    expect(() => timeSec(table, -1)).toThrow(RangeError);
  });

  it('finds frames by pts and by key frame', () => {
    expect([-3001, -3000, -1, 0, 3002, 99999].map((pts) => indexAtOrBefore(table, pts))).toEqual([
      -1, 0, 0, 1, 1, 4,
    ]);
    expect(indexOfPts(table, 3003)).toBe(2);
    expect(indexOfPts(table, 3004)).toBe(-1);
    expect(indexOfPts(table, -9999)).toBe(-1);
    expect([0, 1, 2, 3, 4].map((i) => keyFrameAtOrBefore(table, i))).toEqual([0, 1, 1, 3, 3]);
  });

  it('returns every frame from its own pts, for any table', () => {
    fc.assert(
      fc.property(tables, (any) => {
        expect(strictlyIncreasing(any.pts)).toBe(true);
        for (let i = 0; i < any.pts.length; i++) {
          expect(indexOfPts(any, any.pts[i]!)).toBe(i);
          const key = keyFrameAtOrBefore(any, i);
          expect(key === 0 || any.keyFrames[key] === 1).toBe(true);
          expect(any.keyFrames.subarray(key + 1, i + 1).includes(1)).toBe(false);
        }
      }),
    );
  });

  it('knows what is not strictly increasing', () => {
    expect(strictlyIncreasing([])).toBe(true);
    expect(strictlyIncreasing([1, 1])).toBe(false);
    expect(strictlyIncreasing([2, 1])).toBe(false);
    expect(strictlyIncreasing([0, Number.NaN])).toBe(false);
    expect(strictlyIncreasing([0.5])).toBe(false);
  });

  it('builds constant-rate tables with exact NTSC time bases', () => {
    expect(constantRateTable(2, 30).timeBase).toEqual({ num: 1, den: 30 });
    expect(constantRateTable(2, 29.97).timeBase).toEqual({ num: 1001, den: 30000 });
    expect(constantRateTable(2, 12.5).timeBase).toEqual({ num: 1000, den: 12500 });
    expect([...constantRateTable(5, 25, 2).keyFrames]).toEqual([1, 0, 1, 0, 1]);
    expect(timeSec(constantRateTable(61, 59.94), 60)).toBeCloseTo(1.001, 12);
  });
});
