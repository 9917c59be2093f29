import type { Box } from '../../../domain/boxes.ts';
import type { Point } from './crop-transform.ts';
import type { Patch } from './training-pair.ts';

/** Opacity from which on a pixel belongs to an object. */
const SOLID = 128;
/** Points that stand for an outline which is not known. */
const ROUNDED_POINTS = 16;

/** First and last opaque column of a patch's row, out of columns from..to (exclusive), or null where there is none. */
function rowExtent(
  { width, data }: Patch,
  row: number,
  from = 0,
  to = width,
): readonly [number, number] | null {
  const alphaOf = (column: number): number => data[4 * (row * width + column) + 3]!;
  let first = from;
  while (first < to && alphaOf(first) < SOLID) first++;
  if (first >= to) return null;
  let last = to - 1;
  while (alphaOf(last) < SOLID) last--;
  return [first, last];
}

/** Cuts a patch down to its opaque pixels; null when it has none. */
export function trimPatch(patch: Patch): Patch | null {
  let left = patch.width;
  let right = -1;
  let top = -1;
  let bottom = -1;
  for (let row = 0; row < patch.height; row++) {
    const extent = rowExtent(patch, row);
    if (extent === null) continue;
    if (top < 0) top = row;
    bottom = row;
    left = Math.min(left, extent[0]);
    right = Math.max(right, extent[1]);
  }
  if (top < 0) return null;
  const width = right - left + 1;
  const height = bottom - top + 1;
  if (width === patch.width && height === patch.height) return patch;
  const data = new Uint8Array(4 * width * height);
  for (let row = 0; row < height; row++) {
    const from = 4 * ((top + row) * patch.width + left);
    data.set(patch.data.subarray(from, from + 4 * width), 4 * row * width);
  }
  return { width, height, data };
}

/**
 * Convex hull of a patch's opaque pixels, as fractions of its width and height, clockwise on the screen.
 * @param part the part of the patch that counts, as fractions; all of it unless told
 */
export function patchHull(patch: Patch, part: Box = { x: 0, y: 0, w: 1, h: 1 }): readonly Point[] {
  const left: Point[] = [];
  const right: Point[] = [];
  const from = Math.max(0, Math.floor(part.x * patch.width));
  const to = Math.min(patch.width, Math.ceil((part.x + part.w) * patch.width));
  const bottom = Math.min(patch.height, Math.ceil((part.y + part.h) * patch.height));
  for (let row = Math.max(0, Math.floor(part.y * patch.height)); row < bottom; row++) {
    const extent = rowExtent(patch, row, from, to);
    if (extent === null) continue;
    for (const y of [row, row + 1]) {
      extend(left, [extent[0], y], -1);
      extend(right, [extent[1] + 1, y], 1);
    }
  }
  return [...right, ...left.reverse()].map(([x, y]) => [x / patch.width, y / patch.height]);
}

/** Adds a point below the others to one side of a hull, and drops those that it makes hollow. */
function extend(chain: Point[], point: Point, side: 1 | -1): void {
  while (chain.length >= 2) {
    const [ax, ay] = chain.at(-2)!;
    const [bx, by] = chain.at(-1)!;
    const turn = (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax);
    if (side * turn > 0) break;
    chain.pop();
  }
  chain.push(point);
}

/** Puts an outline in fractions of a box into that box, px. */
export function placeOutline(outline: readonly Point[], box: Box): readonly Point[] {
  return outline.map(([x, y]) => [box.x + box.w * x, box.y + box.h * y]);
}

/** The outline of what a picture shows of a patch that is drawn into `box`, px; empty when nothing is. */
export function shownOutline(
  patch: Patch,
  box: Box,
  picture: { readonly width: number; readonly height: number },
): readonly Point[] {
  const { width, height } = picture;
  // Hidden limbs must not count: cutting their hull at the edge would leave more than is seen.
  const part = { x: -box.x / box.w, y: -box.y / box.h, w: width / box.w, h: height / box.h };
  return clipOutline(placeOutline(patchHull(patch, part), box), picture);
}

/** A rounded shape that fills an annotated box, px: what is inside such a box is seldom a rectangle. */
export function roundedOutline(box: Box): readonly Point[] {
  const bulge = (value: number): number => 0.5 + 0.5 * Math.sign(value) * Math.abs(value) ** 0.6;
  const points = Array.from({ length: ROUNDED_POINTS }, (_, i): Point => {
    const angle = (2 * Math.PI * i) / ROUNDED_POINTS;
    return [bulge(Math.cos(angle)), bulge(Math.sin(angle))];
  });
  return placeOutline(points, box);
}

/** The part of a convex outline that lies within a picture, px; empty when nothing does. */
export function clipOutline(
  outline: readonly Point[],
  picture: { readonly width: number; readonly height: number },
): readonly Point[] {
  let points = outline;
  points = keep(points, 0, picture.width, (x) => x <= picture.width);
  points = keep(points, 1, picture.height, (y) => y <= picture.height);
  points = keep(points, 0, 0, (x) => x >= 0);
  return keep(points, 1, 0, (y) => y >= 0);
}

/** Sutherland and Hodgman's step for the edge at `limit`. */
function keep(
  points: readonly Point[],
  axis: 0 | 1,
  limit: number,
  inside: (coordinate: number) => boolean,
): readonly Point[] {
  return points.flatMap((point, i) => {
    const before = points.at(i - 1)!;
    const kept = inside(point[axis]) ? [point] : [];
    if (inside(before[axis]) === inside(point[axis])) return kept;
    const share = (limit - before[axis]) / (point[axis] - before[axis]);
    const along = (k: 0 | 1): number => before[k] + share * (point[k] - before[k]);
    const cut: Point = axis === 0 ? [limit, along(1)] : [along(0), limit];
    return [cut, ...kept];
  });
}

/** The box around an outline. @throws RangeError for an empty outline */
export function boundingBox(outline: readonly Point[]): Box {
  if (outline.length === 0) throw new RangeError('an outline without points has no box');
  const xs = outline.map(([x]) => x);
  const ys = outline.map(([, y]) => y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y };
}
