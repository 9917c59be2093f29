import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boxToView,
  centreOn,
  fitView,
  followPoint,
  keepInSight,
  panBy,
  resizeView,
  snapView,
  toImage,
  toView,
  visibleBox,
  wheelZoomFactor,
  zoomAt,
} from './view-transform.ts';

const coordinate = fc.double({ min: -5000, max: 5000, noNaN: true });
const point = fc.record({ x: coordinate, y: coordinate });
const view = fc.record({
  scale: fc.double({ min: 1 / 64, max: 64, noNaN: true }),
  x: coordinate,
  y: coordinate,
});
const size = fc.record({
  width: fc.integer({ min: 1, max: 8000 }),
  height: fc.integer({ min: 1, max: 8000 }),
});

describe('view px and image px', () => {
  it('are each other’s inverse', () => {
    fc.assert(
      fc.property(view, point, (v, p) => {
        const back = toView(v, toImage(v, p));
        expect(back.x).toBeCloseTo(p.x, 6);
        expect(back.y).toBeCloseTo(p.y, 6);
      }),
    );
  });

  it('move and scale boxes as their corners', () => {
    expect(boxToView({ scale: 2, x: 10, y: -5 }, { x: 3, y: 4, w: 5, h: 6 })).toEqual({
      x: 16,
      y: 3,
      w: 10,
      h: 12,
    });
  });
});

describe('zoomAt', () => {
  it('keeps what lies under the pointer there', () => {
    fc.assert(
      fc.property(view, point, fc.double({ min: 0.01, max: 100, noNaN: true }), (v, p, factor) => {
        const before = toImage(v, p);
        const after = toView(zoomAt(v, factor, p), before);
        expect(after.x).toBeCloseTo(p.x, 4);
        expect(after.y).toBeCloseTo(p.y, 4);
      }),
    );
  });

  it('stays within its bounds, and undoes itself within them', () => {
    const start = { scale: 1, x: 7, y: 9 };
    expect(zoomAt(start, 1e9, { x: 0, y: 0 }).scale).toBe(64);
    expect(zoomAt(start, 1e-9, { x: 0, y: 0 }).scale).toBe(1 / 64);
    const back = zoomAt(zoomAt(start, 3, { x: 50, y: 60 }), 1 / 3, { x: 50, y: 60 });
    expect(back.x).toBeCloseTo(7, 9);
    expect(back.scale).toBeCloseTo(1, 12);
  });
});

describe('fitView', () => {
  it('shows the whole picture in the middle, touching two edges', () => {
    fc.assert(
      fc.property(size, size, (image, viewport) => {
        const v = fitView(image, viewport);
        const [w, h] = [image.width * v.scale, image.height * v.scale];
        expect(Math.max(w / viewport.width, h / viewport.height)).toBeCloseTo(1, 9);
        expect(v.x * 2 + w).toBeCloseTo(viewport.width, 6);
        expect(v.y * 2 + h).toBeCloseTo(viewport.height, 6);
      }),
    );
  });

  it('survives a stage without a size', () => {
    expect(fitView({ width: 640, height: 360 }, { width: 0, height: 0 }).scale).toBe(1);
  });
});

describe('keepInSight', () => {
  it('leaves some of the picture in the viewport wherever it was panned, and good views alone', () => {
    fc.assert(
      fc.property(view, size, size, (v, image, viewport) => {
        const kept = keepInSight(v, image, viewport);
        expect(visibleBox(kept, image, viewport)).not.toBeNull();
        expect(keepInSight(kept, image, viewport)).toEqual(kept);
      }),
    );
    const inside = { scale: 1, x: -20, y: 30 };
    const image = { width: 640, height: 360 };
    expect(keepInSight(inside, image, { width: 500, height: 400 })).toEqual(inside);
  });
});

describe('the rest of the camera', () => {
  const viewport = { width: 400, height: 200 };

  it('centres on a point, and follows calmly only once it leaves the middle half', () => {
    const v = centreOn({ scale: 2, x: 0, y: 0 }, viewport, { x: 30, y: 40 });
    expect(toView(v, { x: 30, y: 40 })).toEqual({ x: 200, y: 100 });
    expect(followPoint(v, viewport, { x: 70, y: 40 }, true)).toBe(v);
    expect(toView(followPoint(v, viewport, { x: 70, y: 40 }, false), { x: 70, y: 40 }).x).toBe(200);
    expect(toView(followPoint(v, viewport, { x: 81, y: 40 }, true), { x: 81, y: 40 }).x).toBe(200);
  });

  it('keeps the middle when the window changes', () => {
    const before = { scale: 1.5, x: -33, y: 12 };
    const middle = toImage(before, { x: 200, y: 100 });
    const after = resizeView(before, viewport, { width: 900, height: 700 });
    expect(toView(after, middle).x).toBeCloseTo(450, 9);
    expect(toView(after, middle).y).toBeCloseTo(350, 9);
  });

  it('snaps to device pixels and pans by view pixels', () => {
    expect(snapView({ scale: 1, x: 10.3, y: -0.2 }, 2)).toEqual({ scale: 1, x: 10.5, y: -0 });
    expect(panBy({ scale: 3, x: 1, y: 2 }, 4, -5)).toEqual({ scale: 3, x: 5, y: -3 });
  });

  it('shows what part of the picture is in view', () => {
    const image = { width: 100, height: 100 };
    expect(visibleBox({ scale: 4, x: -40, y: 20 }, image, viewport)).toEqual({
      x: 10,
      y: 0,
      w: 90,
      h: 45,
    });
    expect(visibleBox({ scale: 4, x: 500, y: 20 }, image, viewport)).toBeNull();
  });

  it('zooms in when the wheel turns up, the same for pixels and lines', () => {
    expect(wheelZoomFactor(-100, 0, false)).toBeCloseTo(1.2214, 4);
    expect(wheelZoomFactor(-3, 1, false)).toBeCloseTo(Math.exp(0.198), 9);
    expect(wheelZoomFactor(-100, 0, false) * wheelZoomFactor(100, 0, false)).toBeCloseTo(1, 12);
  });
});
