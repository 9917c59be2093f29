import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box } from '../boxes.ts';
import { centreErrorPx, isMeasurable, pixelInclusiveIou } from './frame-errors.ts';
import { evaluateOnePass, summariseOnePass } from './one-pass.ts';

const box = (x: number, y: number, w = 40, h = 30): Box => ({ x, y, w, h });
const absent = box(NaN, NaN, NaN, NaN);

describe('frame errors', () => {
  it('measures only true boxes with an area', () => {
    expect([box(0, 0), box(-5, 3, 0.5, 1)].map(isMeasurable)).toEqual([true, true]);
    const bad = [absent, box(0, 0, 0, 4), box(0, 0, 4, -1), box(0, 0, Infinity, 1), box(NaN, 0)];
    expect(bad.map(isMeasurable)).toEqual([false, false, false, false, false]);
  });

  it('gives the reference overlap and centre error', () => {
    // Frames 2 of two reference tracks.
    const [a, b] = [box(282, 141, 48, 47), box(278, 144, 49, 49)];
    expect(pixelInclusiveIou(a, b)).toBeCloseTo(0.7396339185655585, 14);
    expect(centreErrorPx(a, b)).toBeCloseTo(5.315072906367325, 12);
    const [c, d] = [box(281, 139, 43, 40), box(275, 133, 49, 51)];
    expect(pixelInclusiveIou(c, d)).toBeCloseTo(0.6882753101240496, 14);
    expect(centreErrorPx(c, d)).toBeCloseTo(3.0413812651491097, 12);
  });

  it('lets rounding lift an exact match above 1, as the reference does', () => {
    const match = box(270.8366389993838, 140.30254254768744, 51.911270599204876, 48.80004293959993);
    expect(pixelInclusiveIou(match, match)).toBe(1.000000000000001);
  });
});

describe('evaluateOnePass', () => {
  it('scores a small sequence as by hand', () => {
    const truth = [box(0, 0), box(0, 0), box(0, 0), absent, box(0, 0, 0, 0), box(100, 100)];
    // Half shifted in x: IoU 1/3, centre 20 px off; then IoU 0 at 20.5 px; then anything; the last is exact.
    const found = [box(7, 7), box(20, 0), box(0, 50), box(1, 1), box(2, 2), box(100, 100)];
    const result = evaluateOnePass(found, truth);
    expect([result.frames, result.measuredFrames]).toEqual([6, 3]);
    expect(result.meanIou).toBeCloseTo((1 / 3 + 0 + 1) / 3, 12);
    // Frames 1 and 6 exceed the thresholds 0 to 0.95, frame 2 those to 0.3, no other any.
    const expected = Array.from({ length: 21 }, (_, i) => (i < 7 ? 3 : i < 20 ? 2 : 0) / 6);
    expect(result.successCurve).toBeAllclose(expected, { atol: 1e-12 });
    expect(result.successAuc).toBeCloseTo((7 * 3 + 13 * 2) / 6 / 21, 12);
    expect(result.precisionAt20Px).toBeCloseTo(3 / 6, 12);
  });

  it('counts a centre 20 px away as precise and one beyond as not', () => {
    const precision = (dx: number): number =>
      evaluateOnePass([box(0, 0), box(dx, 0)], [box(0, 0), box(0, 0)]).precisionAt20Px;
    expect([precision(20), precision(20.01)]).toEqual([1, 0.5]);
  });

  it('gives a perfect track the highest scores', () => {
    const truth = [box(3, 4), box(5, 6), box(7, 8)];
    const result = evaluateOnePass(truth, truth);
    expect(result).toMatchObject({ meanIou: 1, precisionAt20Px: 1 });
    expect(result.successAuc).toBeCloseTo(20 / 21, 12);
  });

  it('replaces an empty prediction by the one before, except where the true box is NaN', () => {
    const truth = [box(0, 0), box(0, 0), box(0, 0), absent, box(0, 0)];
    const found = [box(9, 9), box(0, 0), box(5, 5, 0, 3), box(5, 5, 0, 3), box(1, 1, 0, 0)];
    // Frame 3 takes frame 2's box; frame 4 stays empty, and frame 5 takes that.
    expect(evaluateOnePass(found, truth).meanIou).toBeCloseTo(2 / 3, 12);
  });

  it('pads a short result with misses and cuts a long one', () => {
    const truth = [box(0, 0), box(0, 0), box(0, 0), box(0, 0)];
    expect(evaluateOnePass(truth.slice(0, 2), truth)).toMatchObject({
      meanIou: 1 / 3,
      precisionAt20Px: 0.5,
    });
    const long = [...truth, box(500, 500)];
    expect(evaluateOnePass(long, truth)).toEqual(evaluateOnePass(truth, truth));
  });

  it('has no mean IoU where nothing can be measured', () => {
    expect(evaluateOnePass([box(0, 0)], [box(0, 0)]).meanIou).toBeNull();
    const result = evaluateOnePass([box(0, 0), box(0, 0)], [box(0, 0), absent]);
    expect(result).toMatchObject({ meanIou: null, measuredFrames: 0, precisionAt20Px: 0.5 });
  });

  it('refuses what cannot be scored', () => {
    expect(() => evaluateOnePass([box(0, 0)], [])).toThrow(/no true boxes/);
    const truth = [box(0, 0), box(0, 0)];
    expect(() => evaluateOnePass([box(0, 0), absent], truth)).toThrow(/predicted box 2 is NaN/);
    expect(() => evaluateOnePass([box(0, 0, 1, -1)], truth)).toThrow(/negative size/);
  });

  it('stays within its bounds', () => {
    const coordinate = fc.double({ min: -500, max: 500, noNaN: true });
    const side = fc.double({ min: 0, max: 500, noNaN: true });
    const boxes = fc.array(fc.record({ x: coordinate, y: coordinate, w: side, h: side }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(boxes, boxes, (found, truth) => {
        const result = evaluateOnePass(found, truth);
        for (const share of [...result.successCurve, result.precisionAt20Px]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
        const sorted = [...result.successCurve].sort((a, b) => b - a);
        expect(result.successCurve).toEqual(sorted);
        if (result.meanIou !== null)
          expect(Math.abs(result.meanIou - 0.5)).toBeLessThan(0.5 + 1e-12);
      }),
    );
  });
});

describe('summariseOnePass', () => {
  it('weighs every sequence the same', () => {
    const long = evaluateOnePass(Array<Box>(9).fill(box(0, 0)), Array<Box>(9).fill(box(0, 0)));
    const short = evaluateOnePass([box(0, 0), box(99, 99)], [box(0, 0), box(0, 0)]);
    const unmeasured = evaluateOnePass([box(0, 0)], [box(0, 0)]);
    const summary = summariseOnePass([long, short, unmeasured]);
    expect([summary.sequences, summary.meanIou]).toEqual([3, 0.5]);
    expect(summary.successAuc).toBeCloseTo((1 + 0.5 + 1) * (20 / 63), 12);
    expect(summary.precisionAt20Px).toBeCloseTo(2.5 / 3, 12);
    expect(summariseOnePass([unmeasured]).meanIou).toBeNull();
    expect(() => summariseOnePass([])).toThrow(/no sequences/);
  });
});
