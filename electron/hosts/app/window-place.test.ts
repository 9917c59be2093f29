import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEAST_SIZE, parsePlace, placeOnDisplays } from './window-place.ts';

const main = { x: 0, y: 25, width: 1920, height: 1055 };
const left = { x: -2560, y: 0, width: 2560, height: 1440 };
const at = (x: number, y: number, width = 1000, height = 700) => ({
  bounds: { x, y, width, height },
  isMaximized: false,
});

describe('placeOnDisplays', () => {
  it('puts the first window into the middle of the main display', () => {
    expect(placeOnDisplays(null, [main, left])).toEqual({
      x: 320,
      y: 153,
      width: 1280,
      height: 800,
    });
  });

  it('keeps a place on any display', () => {
    for (const place of [at(100, 100), at(-2000, 300), at(1700, 500), at(-900, 25)]) {
      expect(placeOnDisplays(place, [main, left])).toEqual(place.bounds);
    }
  });

  it.each([
    ['a display that is gone', at(-2000, 300)],
    ['above the display', at(100, -300)],
    ['below the display', at(100, 1070)],
    ['all but out of the display', at(1850, 300)],
    ['a display that its far end alone reached', at(-3000, 300, 4000)],
  ])('brings a window back from %s', (_, place) => {
    const { x, width, height } = placeOnDisplays(place, [main]);
    expect({ centre: x + width / 2, height }).toEqual({ centre: 960, height: 700 });
  });

  it('never makes a window that cannot be reached or is too large', () => {
    const int = fc.integer({ min: -5000, max: 5000 });
    const size = fc.integer({ min: 1, max: 9000 });
    const place = fc.record({
      bounds: fc.record({ x: int, y: int, width: size, height: size }),
      isMaximized: fc.boolean(),
    });
    fc.assert(
      fc.property(place, (former) => {
        const { x, y, width, height } = placeOnDisplays(former, [main, left]);
        const isGood = (area: typeof main): boolean =>
          Math.min(x + width, area.x + area.width) - Math.max(x, area.x) >= 120 &&
          y >= area.y - 1 &&
          y + 32 <= area.y + area.height &&
          width <= area.width &&
          height <= area.height;
        expect([main, left].some(isGood)).toBe(true);
        expect(width).toBeGreaterThanOrEqual(LEAST_SIZE.width);
        expect(height).toBeGreaterThanOrEqual(LEAST_SIZE.height);
      }),
      { numRuns: 2000 },
    );
  });

  it('makes do without any display', () => {
    expect(placeOnDisplays(at(1, 1), [])).toEqual({ x: 140, y: 50, width: 1000, height: 700 });
  });
});

describe('parsePlace', () => {
  it('reads what was kept', () => {
    expect(parsePlace(JSON.stringify(at(1, 2)))).toEqual(at(1, 2));
  });

  it.each(['', '{', '[]', 'null', '{"bounds":{"x":0.5,"y":0,"width":1,"height":1}}'])(
    'makes nothing of %s',
    (text) => expect(parsePlace(text)).toBeNull(),
  );
});
