import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertBox, formatBox, iou, parseBox } from './boxes.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const boxes = fc.record({ x: finite, y: finite, w: finite, h: finite });

describe('iou', () => {
  it('is the shared part of the union', () => {
    const a = { x: 0, y: 0, w: 4, h: 2 };
    expect(iou(a, a)).toBe(1);
    expect(iou(a, { x: 2, y: 0, w: 4, h: 2 })).toBeCloseTo(1 / 3, 12);
    expect(iou(a, { x: 4, y: 0, w: 4, h: 2 })).toBe(0);
    expect(iou(a, { x: 1, y: 1, w: 0, h: 0 })).toBe(0);
    expect(iou(a, { x: NaN, y: 1, w: 1, h: 1 })).toBe(0);
  });
});

describe('parseBox', () => {
  it('reads what formatBox writes', () => {
    fc.assert(
      fc.property(boxes, (box) => {
        expect(parseBox(formatBox(box))).toEqual(box);
      }),
    );
  });

  it('reads spaces, signs and fractions', () => {
    expect(parseBox(' 48, 42.5 ,+44,-3e1')).toEqual({ x: 48, y: 42.5, w: 44, h: -30 });
  });

  it.each([
    '',
    '1,2,3',
    '1,2,3,4,5',
    '1,2,,4',
    '1 2 3 4',
    '1,2,3,x',
    'NaN,1,1,1',
    '1,1,Infinity,1',
  ])('refuses "%s"', (text) => expect(() => parseBox(text)).toThrow(/is not a box: give x,y,w,h/));
});

describe('assertBox', () => {
  const frame = { width: 640, height: 360 };

  it.each([
    { x: 0, y: 0, w: 640, h: 360 },
    { x: -20, y: -10, w: 41, h: 21 },
    { x: 620, y: 350, w: 40, h: 20 },
    { x: -1000, y: -1000, w: 2600, h: 2300 },
    { x: 5.25, y: 5.5, w: 0.5, h: 0.5 },
  ])('accepts $x,$y,$w,$h', (box) => expect(() => assertBox(box, frame)).not.toThrow());

  it.each([
    [{ x: NaN, y: 0, w: 1, h: 1 }, /not a number/],
    [{ x: 0, y: 0, w: Infinity, h: 1 }, /not a number/],
    [{ x: 0, y: 0, w: 0, h: 1 }, /is empty/],
    [{ x: 10, y: 10, w: 5, h: -1 }, /is empty/],
    [{ x: -21, y: 0, w: 40, h: 20 }, /centre at -1,10, outside the frame of 640 x 360/],
    [{ x: 0, y: 351, w: 40, h: 20 }, /outside the frame/],
    [{ x: 900, y: 20, w: 30, h: 40 }, /outside the frame/],
  ])('refuses %o', (box, message) => expect(() => assertBox(box, frame)).toThrow(message));
});
