import fc from 'fast-check';
import { expect, it } from 'vitest';
import { trialView } from './trial-view.ts';

const picture = { width: 640, height: 360 };

it('shows both boxes of an object with what is around them', () => {
  const box = { x: 300, y: 150, w: 40, h: 30 };
  const view = trialView({ box, trackBox: { ...box, x: 310 } }, picture);
  expect(view.w / view.h).toBeCloseTo(16 / 9, 6);
  expect(view.x).toBeLessThan(300);
  expect(view.x + view.w).toBeGreaterThan(350);
  expect(view.w).toBeLessThan(picture.width);
});

it('never leaves the picture', () => {
  const side = fc.double({ min: 1, max: 2000, noNaN: true });
  const place = fc.double({ min: -500, max: 1500, noNaN: true });
  const box = fc.record({ x: place, y: place, w: side, h: side });
  fc.assert(
    fc.property(box, fc.option(box), (found, trackBox) => {
      const { x, y, w, h } = trialView({ box: found, trackBox }, picture);
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(-1e-9);
      expect(x + w).toBeLessThanOrEqual(picture.width + 1e-9);
      expect(y + h).toBeLessThanOrEqual(picture.height + 1e-9);
    }),
  );
});
