import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropRegion } from './crop-region.ts';
import type { NetworkBox } from './decode-box.ts';
import { mapBoxBack } from './map-box-back.ts';
import { shapeFactors } from './shape-memory.ts';

const seenAt = (box: Partial<NetworkBox>): NetworkBox => ({
  ...{ cx: 0.5, cy: 0.5, w: 0.25, h: 0.25, cell: 36, score: 0.9 },
  ...box,
});

describe('shapeFactors', () => {
  it('make the box that was seen the drawn one, or go a part of the way', () => {
    const side = fc.double({ min: 8, max: 300, noNaN: true });
    const share = fc.double({ min: 0.6, max: 1.6, noNaN: true });
    fc.assert(
      fc.property(side, side, share, share, (width, height, wide, high) => {
        const drawn = { x: 40, y: 30, w: width, h: height };
        const region = cropRegion(drawn, 4, 128);
        const inCrop = (px: number): number => (px * region.resizeFactor) / 128;
        const seen = seenAt({ w: wide * inCrop(drawn.w), h: high * inCrop(drawn.h) });
        const whole = shapeFactors(drawn, seen, region, 1);
        const back = mapBoxBack(
          { ...seen, w: seen.w * whole.w, h: seen.h * whole.h },
          drawn,
          region,
        );
        expect(back.w / drawn.w).toBeCloseTo(1, 5);
        expect(back.h / drawn.h).toBeCloseTo(1, 5);
        const part = shapeFactors(drawn, seen, region, 0.75);
        expect(Math.log(part.w)).toBeCloseTo(0.75 * Math.log(whole.w), 9);
        expect(Math.log(part.h)).toBeCloseTo(0.75 * Math.log(whole.h), 9);
        expect(shapeFactors(drawn, seen, region, 0)).toEqual({ w: 1, h: 1 });
      }),
    );
  });

  it('are at most two, and at least a half', () => {
    const drawn = { x: 0, y: 0, w: 40, h: 40 };
    const region = cropRegion(drawn, 4, 128);
    expect(shapeFactors(drawn, seenAt({ w: 0.01, h: 0.99 }), region, 1)).toEqual({ w: 2, h: 0.5 });
    expect(shapeFactors(drawn, seenAt({ w: 0, h: 1 }), region, 1)).toEqual({ w: 2, h: 0.5 });
  });

  it('leave sizes alone where something else was seen, or nothing', () => {
    const drawn = { x: 0, y: 0, w: 20, h: 80 };
    const region = cropRegion(drawn, 4, 128);
    // The drawn box is 1/8 wide and 1/2 high in its crop.
    expect(shapeFactors(drawn, seenAt({ cx: 0.57 }), region, 1)).toEqual({ w: 1, h: 1 });
    expect(shapeFactors(drawn, seenAt({ cy: 0.24 }), region, 1)).toEqual({ w: 1, h: 1 });
    expect(shapeFactors(drawn, seenAt({ cx: 0.55, cy: 0.3 }), region, 1).w).toBeLessThan(1);
    expect(shapeFactors(drawn, null, region, 1)).toEqual({ w: 1, h: 1 });
  });
});
