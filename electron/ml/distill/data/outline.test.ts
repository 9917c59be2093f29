import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ellipsePatch } from '../../../../test/support/textured-photos.ts';
import type { Point } from './crop-transform.ts';
import { boundingBox, clipOutline, patchHull, roundedOutline, trimPatch } from './outline.ts';
import type { Patch } from './training-pair.ts';

/** A patch whose opaque pixels are the crosses. */
function drawn(...rows: string[]): Patch {
  const cells = rows.join('');
  const data = Array.from(cells, (cell) => [1, 2, 3, cell === 'x' ? 255 : 0]).flat();
  return { width: rows[0]!.length, height: rows.length, data: Uint8Array.from(data) };
}

describe('patches', () => {
  it('are cut down to what is opaque', () => {
    const patch = trimPatch(drawn('.....', '..x..', '.xx..', '.....'));
    expect(patch).toEqual(drawn('.x', 'xx'));
    expect(trimPatch(drawn('...', '...'))).toBeNull();
  });

  it('have a hull that holds every opaque pixel and reaches no farther', () => {
    const anyPatch = fc
      .array(fc.stringMatching(/^[.x]{5}$/), { minLength: 1, maxLength: 6 })
      .filter((rows) => rows.some((row) => row.includes('x')))
      .map((rows) => drawn(...rows));
    fc.assert(
      fc.property(anyPatch, fc.double({ min: 0, max: 6.3, noNaN: true }), (patch, angle) => {
        const along = ([x, y]: Point): number => x * Math.cos(angle) + y * Math.sin(angle);
        const corners: Point[] = [];
        for (let p = 0; p < patch.width * patch.height; p++) {
          if (patch.data[4 * p + 3] === 0) continue;
          const x = p % patch.width;
          const y = Math.floor(p / patch.width);
          corners.push([x, y], [x + 1, y], [x, y + 1], [x + 1, y + 1]);
        }
        const hull = patchHull(patch).map(([x, y]): Point => [x * patch.width, y * patch.height]);
        expect(Math.max(...hull.map(along))).toBeCloseTo(Math.max(...corners.map(along)), 9);
      }),
    );
  });

  it('have few hull points when they are round', () => {
    expect(patchHull(ellipsePatch(100, 80, [1, 2, 3])).length).toBeLessThan(80);
  });
});

describe('outlines', () => {
  const square: Point[] = [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
  ];

  it('of a box fill it, without its corners', () => {
    const box = { x: 10, y: 20, w: 30, h: 40 };
    const outline = roundedOutline(box);
    const around = boundingBox(outline);
    expect(around.x).toBeCloseTo(10);
    expect(around.w).toBeCloseTo(30);
    expect(around.h).toBeCloseTo(40);
    expect(outline.some(([x, y]) => x < 11 && y < 21)).toBe(false);
  });

  it('are cut at the edges of their picture', () => {
    expect(boundingBox(clipOutline(square, { width: 7, height: 4 }))).toEqual({
      x: 0,
      y: 0,
      w: 7,
      h: 4,
    });
    const shifted = square.map(([x, y]): Point => [x - 6, y - 3]);
    expect(boundingBox(clipOutline(shifted, { width: 100, height: 100 }))).toEqual({
      x: 0,
      y: 0,
      w: 4,
      h: 7,
    });
  });

  it('keep their slanted edges when cut', () => {
    const triangle: Point[] = [
      [-10, 0],
      [10, 10],
      [-10, 10],
    ];
    expect(boundingBox(clipOutline(triangle, { width: 50, height: 50 }))).toEqual({
      x: 0,
      y: 5,
      w: 10,
      h: 5,
    });
  });

  it('vanish outside', () => {
    const outline = square.map(([x, y]): Point => [x + 50, y]);
    expect(clipOutline(outline, { width: 20, height: 20 })).toEqual([]);
    expect(() => boundingBox([])).toThrow(RangeError);
  });
});
