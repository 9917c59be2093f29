import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  axisCells,
  axisOfRange,
  axisWithFrame,
  boundAxis,
  fitAxis,
  frameToX,
  panAxis,
  xToFrame,
  zoomAxis,
} from './time-axis.ts';

const axis = fc
  .record({
    start: fc.double({ min: 0, max: 100_000, noNaN: true }),
    pxPerFrame: fc.double({ min: 0.001, max: 48, noNaN: true }),
    frameCount: fc.integer({ min: 1, max: 100_000 }),
    width: fc.integer({ min: 1, max: 3000 }),
  })
  .map(boundAxis);

describe('time axis', () => {
  it('finds each visible frame again where it lies', () => {
    fc.assert(
      fc.property(axis, fc.nat(99_999), (a, n) => {
        const frame = n % a.frameCount;
        expect(xToFrame(a, frameToX(a, frame + 0.5))).toBe(frame);
      }),
    );
  });

  it('keeps the frame under the pointer when zooming, except at the video’s ends', () => {
    const start = { start: 4000, pxPerFrame: 0.5, frameCount: 20_000, width: 1000 };
    for (const factor of [1.1, 3, 40, 0.9]) {
      const zoomed = zoomAxis(start, factor, 321);
      expect(zoomed.start + 321 / zoomed.pxPerFrame).toBeCloseTo(4000 + 321 / 0.5, 6);
    }
    expect(zoomAxis(start, 1e-9, 321)).toEqual(fitAxis(20_000, 1000));
    expect(zoomAxis(start, 1e9, 321).pxPerFrame).toBe(48);
  });

  it('shows no room beside the video', () => {
    fc.assert(
      fc.property(axis, fc.double({ min: -1e5, max: 1e5, noNaN: true }), (a, dx) => {
        const moved = panAxis(a, dx);
        expect(moved.start).toBeGreaterThanOrEqual(0);
        const visible = a.width / a.pxPerFrame;
        expect(moved.start + visible).toBeLessThanOrEqual(Math.max(a.frameCount, visible) + 1e-6);
      }),
    );
  });

  it('turns pages only when the frame is out of view', () => {
    const a = { start: 100, pxPerFrame: 2, frameCount: 5000, width: 400 };
    expect(axisWithFrame(a, 100)).toBe(a);
    expect(axisWithFrame(a, 299)).toBe(a);
    expect(axisWithFrame(a, 300).start).toBe(280);
    expect(axisWithFrame(a, 99).start).toBe(0);
    expect(axisWithFrame(a, 4999).start).toBe(4800);
  });

  it('shows a range with a little room', () => {
    const a = axisOfRange(fitAxis(20_000, 1000), { from: 1000, to: 1999 });
    expect(frameToX(a, 1000)).toBeCloseTo(45.45, 1);
    expect(frameToX(a, 2000)).toBeCloseTo(954.5, 1);
  });
});

describe('cells', () => {
  it('hold every visible frame exactly once, in order, inside the width', () => {
    fc.assert(
      fc.property(axis, (a) => {
        const { count, edges, xs } = axisCells(a);
        expect(edges[0]).toBe(Math.floor(a.start));
        const end = Math.min(a.frameCount, Math.ceil(a.start + a.width / a.pxPerFrame));
        expect(edges[count]).toBe(end);
        expect(edges.every((edge, i) => i === 0 || edge > edges[i - 1]!)).toBe(true);
        expect(xs.every((x, i) => i === 0 || x > xs[i - 1]!)).toBe(true);
        expect(count).toBeLessThanOrEqual(a.width + 2);
      }),
      { numRuns: 200 },
    );
  });

  it('are frames where frames are wide', () => {
    const cells = axisCells({ start: 10.5, pxPerFrame: 10, frameCount: 100, width: 40 });
    expect([...cells.edges]).toEqual([10, 11, 12, 13, 14, 15]);
    expect([...cells.xs]).toEqual([-5, 5, 15, 25, 35, 45]);
  });
});
