import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCrop, toPicture } from './crop-transform.ts';
import type { CropGeometry } from './training-pair.ts';

const straight: CropGeometry = { x: 50, y: 40, side: 20, rotation: 0, aspect: 1, flip: false };

describe('crop geometry', () => {
  it('puts the middle of a crop on its centre and its corners around it', () => {
    expect(toPicture(straight, [0.5, 0.5])).toEqual([50, 40]);
    expect(toPicture(straight, [0, 0])).toEqual([40, 30]);
    expect(toPicture(straight, [1, 0])).toEqual([60, 30]);
  });

  it('mirrors left and right', () => {
    expect(toPicture({ ...straight, flip: true }, [0, 0])).toEqual([60, 30]);
  });

  it('turns from x towards y', () => {
    const [x, y] = toPicture({ ...straight, rotation: Math.PI / 2 }, [1, 0.5]);
    expect([x, y]).toEqual([expect.closeTo(50), expect.closeTo(50)]);
  });

  it('sees a region of that aspect and of an unchanged area', () => {
    const wide = { ...straight, aspect: 4 };
    expect(toPicture(wide, [1, 1])).toEqual([70, 45]);
  });

  it('is undone by its inverse', () => {
    const anyGeometry = fc.record({
      x: fc.double({ min: -500, max: 500, noNaN: true }),
      y: fc.double({ min: -500, max: 500, noNaN: true }),
      side: fc.double({ min: 1, max: 2000, noNaN: true }),
      rotation: fc.double({ min: -3, max: 3, noNaN: true }),
      aspect: fc.double({ min: 0.3, max: 3, noNaN: true }),
      flip: fc.boolean(),
    });
    const share = fc.double({ min: -1, max: 2, noNaN: true });
    fc.assert(
      fc.property(anyGeometry, share, share, (geometry, u, v) => {
        const back = toCrop(geometry, toPicture(geometry, [u, v]));
        expect(back[0]).toBeCloseTo(u, 6);
        expect(back[1]).toBeCloseTo(v, 6);
      }),
    );
  });
});
