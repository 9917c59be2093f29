import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boxBetween,
  isOnImage,
  keepOnImage,
  moveBox,
  resizeBox,
  type DragKeys,
  type Handle,
} from './box-edit.ts';

const NO_KEYS: DragKeys = { keepRatio: false, keepCentre: false };
const RATIO: DragKeys = { keepRatio: true, keepCentre: false };
const CENTRE: DragKeys = { keepRatio: false, keepCentre: true };
const BOX = { x: 10, y: 20, w: 30, h: 40 };

const handle = fc.constantFrom<Handle>('nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w', 'centre');
const delta = fc.double({ min: -200, max: 200, noNaN: true });
const box = fc.record({
  x: fc.double({ min: -50, max: 500, noNaN: true }),
  y: fc.double({ min: -50, max: 500, noNaN: true }),
  w: fc.double({ min: 1, max: 300, noNaN: true }),
  h: fc.double({ min: 1, max: 300, noNaN: true }),
});

describe('moveBox', () => {
  it('keeps fractions of a pixel and the exact size', () => {
    const moved = moveBox({ x: 10, y: 20, w: 1 / 3, h: 5.123456 }, 0.25, -7.125);
    expect(moved).toEqual({ x: 10.25, y: 12.88, w: 1 / 3, h: 5.123456 });
  });
});

describe('boxBetween', () => {
  it('is the same whichever corner was first', () => {
    const expected = { x: 2.5, y: 3, w: 7.5, h: 4.25 };
    expect(boxBetween({ x: 2.5, y: 3 }, { x: 10, y: 7.25 }, NO_KEYS)).toEqual(expected);
    expect(boxBetween({ x: 10, y: 7.25 }, { x: 2.5, y: 3 }, NO_KEYS)).toEqual(expected);
  });

  it('is a square with Shift and lies around its start with Alt', () => {
    expect(boxBetween({ x: 10, y: 10 }, { x: 4, y: 13 }, RATIO)).toEqual({
      x: 4,
      y: 10,
      w: 6,
      h: 6,
    });
    expect(boxBetween({ x: 10, y: 10 }, { x: 13, y: 8 }, CENTRE)).toEqual({
      x: 7,
      y: 8,
      w: 6,
      h: 4,
    });
  });
});

describe('resizeBox', () => {
  it.each<[Handle, object]>([
    ['nw', { x: 15, y: 17, w: 25, h: 43 }],
    ['n', { x: 10, y: 17, w: 30, h: 43 }],
    ['ne', { x: 10, y: 17, w: 35, h: 43 }],
    ['e', { x: 10, y: 20, w: 35, h: 40 }],
    ['se', { x: 10, y: 20, w: 35, h: 37 }],
    ['s', { x: 10, y: 20, w: 30, h: 37 }],
    ['sw', { x: 15, y: 20, w: 25, h: 37 }],
    ['w', { x: 15, y: 20, w: 25, h: 40 }],
    ['centre', { x: 15, y: 17, w: 30, h: 40 }],
  ])('moves the edges of %s only', (which, expected) => {
    expect(resizeBox(BOX, which, 5, -3, NO_KEYS)).toEqual(expected);
  });

  it('turns over beyond the opposite edge', () => {
    expect(resizeBox(BOX, 'e', -50, 0, NO_KEYS)).toEqual({ x: -10, y: 20, w: 20, h: 40 });
    expect(resizeBox(BOX, 'n', 0, 55, NO_KEYS)).toEqual({ x: 10, y: 60, w: 30, h: 15 });
  });

  it('keeps the ratio with Shift and the centre with Alt', () => {
    expect(resizeBox(BOX, 'se', 30, 0, RATIO)).toEqual({ x: 10, y: 20, w: 60, h: 80 });
    expect(resizeBox(BOX, 'nw', 15, 20, RATIO)).toEqual({ x: 25, y: 40, w: 15, h: 20 });
    expect(resizeBox(BOX, 'e', 30, 0, RATIO)).toEqual({ x: 10, y: 0, w: 60, h: 80 });
    expect(resizeBox(BOX, 'e', 5, 0, CENTRE)).toEqual({ x: 5, y: 20, w: 40, h: 40 });
  });

  it('never makes a box thinner than a pixel, and leaves edges that no handle holds', () => {
    fc.assert(
      fc.property(box, handle, delta, delta, fc.boolean(), fc.boolean(), (b, h, dx, dy, r, c) => {
        const after = resizeBox(b, h, dx, dy, { keepRatio: r, keepCentre: c });
        expect(after.w).toBeGreaterThanOrEqual(1 - 1e-6);
        expect(after.h).toBeGreaterThanOrEqual(1 - 1e-6);
        if (!r && !c && h === 'e' && b.w + dx > 1) {
          expect(after.x).toBe(b.x);
          expect(after.y).toBe(b.y);
          expect(after.h).toBe(b.h);
          expect(Math.abs(after.w - b.w - dx)).toBeLessThan(0.006);
        }
        if (!r && !c && h === 'nw' && b.w - dx > 1.01) {
          expect(after.x + after.w).toBeCloseTo(b.x + b.w, 5);
        }
      }),
    );
  });
});

describe('keepOnImage', () => {
  it('lets a box leave in part, never wholly', () => {
    const image = { width: 100, height: 50 };
    expect(keepOnImage({ x: -20, y: 45, w: 30, h: 30 }, image)).toEqual({
      x: -20,
      y: 45,
      w: 30,
      h: 30,
    });
    expect(keepOnImage({ x: -90, y: 80, w: 30, h: 30 }, image)).toEqual({
      x: -29,
      y: 49,
      w: 30,
      h: 30,
    });
    fc.assert(fc.property(box, (b) => isOnImage(keepOnImage(b, image), image)));
    expect(isOnImage({ x: 99.5, y: 0, w: 5, h: 5 }, image)).toBe(false);
  });
});
