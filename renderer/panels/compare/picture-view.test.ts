import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitInto, viewOf } from './picture-view.ts';

const image = { width: 640, height: 360 };
const host = { width: 800, height: 400 };

describe('viewOf', () => {
  it('is the whole picture, unless a close-up is wanted and something is there', () => {
    const whole = { x: 0, y: 0, w: 640, h: 360 };
    expect(viewOf([{ x: 1, y: 2, w: 3, h: 4 }], image, host, false)).toEqual(whole);
    expect(viewOf([], image, host, true)).toEqual(whole);
  });

  it('shows every box that lies in the picture, within the picture', () => {
    const box = fc.record({
      x: fc.integer({ min: 0, max: 600 }),
      y: fc.integer({ min: 0, max: 320 }),
      w: fc.integer({ min: 4, max: 40 }),
      h: fc.integer({ min: 4, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(box, { minLength: 1, maxLength: 3 }), (boxes) => {
        const view = viewOf(boxes, image, host, true);
        for (const { x, y, w, h } of [...boxes, view]) {
          const around = boxes.includes({ x, y, w, h }) ? view : { x: 0, y: 0, w: 640, h: 360 };
          expect(x).toBeGreaterThanOrEqual(around.x - 1e-9);
          expect(x + w).toBeLessThanOrEqual(around.x + around.w + 1e-9);
          expect(y).toBeGreaterThanOrEqual(around.y - 1e-9);
          expect(y + h).toBeLessThanOrEqual(around.y + around.h + 1e-9);
        }
        for (const one of boxes) {
          expect(view.x).toBeLessThanOrEqual(one.x);
          expect(view.x + view.w).toBeGreaterThanOrEqual(one.x + one.w);
        }
      }),
    );
  });
});

describe('fitInto', () => {
  it('fits the larger side and centres the other', () => {
    expect(fitInto({ x: 0, y: 0, w: 640, h: 360 }, { width: 640, height: 400 })).toEqual({
      ...{ scale: 1, x: 0, y: 20 },
    });
    expect(fitInto({ x: 50, y: 9, w: 100, h: 100 }, { width: 400, height: 200 })).toEqual({
      ...{ scale: 2, x: 100, y: 0 },
    });
  });
});
