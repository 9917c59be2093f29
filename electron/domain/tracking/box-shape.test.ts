import { expect, it } from 'vitest';
import { boxOf, difference, meanShape, moved, resizedTowards, shapeOf } from './box-shape.ts';

const box = { x: 10, y: 20, w: 40, h: 10 };
const other = { x: 40, y: 30, w: 10, h: 40 };
const sides = ({ x, y, w, h }: typeof box): number[] => [x, y, w, h];

it('gives a box back, and takes one without an area for a very small one', () => {
  expect(sides(boxOf(shapeOf(box)))).toBeAllclose(sides(box), { atol: 1e-9 });
  expect(boxOf(shapeOf({ ...box, w: 0 })).w).toBeCloseTo(0.001, 9);
});

it('moves a shape by the difference to another', () => {
  const [a, b] = [shapeOf(box), shapeOf(other)];
  expect(sides(boxOf(moved(a, difference(b, a), 1)))).toBeAllclose(sides(other), { atol: 1e-9 });
  // Half way from 40 x 10 to 10 x 40 lies 20 x 20, around the middle of both centres (30, 25) and (45, 50).
  const half = boxOf(moved(a, difference(b, a), 0.5));
  expect(sides(half)).toBeAllclose([27.5, 27.5, 20, 20], { atol: 1e-9 });
});

it('takes over a size and stays in its place', () => {
  const resized = boxOf(resizedTowards(shapeOf(box), shapeOf(other), 1));
  expect(sides(resized)).toBeAllclose([25, 5, 10, 40], { atol: 1e-9 });
});

it('averages by weight, and not at all where nothing has any', () => {
  const [a, b] = [shapeOf(box), shapeOf(other)];
  const mean = meanShape([
    { shape: a, weight: 3 },
    { shape: b, weight: 1 },
  ])!;
  expect([mean.cx, mean.cy]).toBeAllclose([33.75, 31.25], { atol: 1e-9 });
  expect(meanShape([{ shape: a, weight: 0 }])).toBeNull();
});
