import type { Box } from '../../../domain/boxes.ts';
import type { RgbFrame } from '../../../domain/frame.ts';
import { brightness } from './contrast.ts';
import type { Point } from './crop-transform.ts';
import type { Draw } from './draw.ts';
import { roundedOutline, trimPatch } from './outline.ts';
import type { Patch } from './training-pair.ts';

/** Sides in px of the rectangle that a patch is cut from. */
const MIN_SIDE = 40;
const MAX_SIDE = 160;
/** A patch as flat as the sky cannot be told from its surroundings. */
const MIN_DEVIATION = 12;
const TRIES = 4;

/** An object that nobody has annotated: a polygon with soft edges out of any photo, preferably one that shows something. */
export function photoPatch(photos: readonly RgbFrame[], draw: Draw): Patch {
  for (let attempt = 1; ; attempt++) {
    const photo = draw.choose(photos);
    const w = draw.integer(MIN_SIDE, Math.min(MAX_SIDE, photo.width - 1));
    const h = draw.integer(MIN_SIDE, Math.min(MAX_SIDE, photo.height - 1));
    const x = draw.integer(0, photo.width - w);
    const y = draw.integer(0, photo.height - h);
    const shape = polygon(w, h, draw);
    const textured = brightness(photo, { x, y, w, h }).deviation >= MIN_DEVIATION;
    if (!textured && attempt < TRIES) continue;
    const patch = trimPatch(cut(photo, x, y, w, h, shape));
    if (patch !== null && Math.min(patch.width, patch.height) >= 8) return patch;
  }
}

/** An annotated object with the corners of its box rounded off: most of what surrounds it stays behind. */
export function annotatedPatch(photo: RgbFrame, box: Box): Patch {
  const x = Math.floor(box.x);
  const y = Math.floor(box.y);
  const w = Math.min(photo.width, Math.ceil(box.x + box.w)) - x;
  const h = Math.min(photo.height, Math.ceil(box.y + box.h)) - y;
  const shape = roundedOutline({ x: box.x - x, y: box.y - y, w: box.w, h: box.h });
  const patch = cut(photo, x, y, w, h, shape);
  return trimPatch(patch) ?? patch;
}

function polygon(w: number, h: number, draw: Draw): readonly Point[] {
  const angles = Array.from({ length: draw.integer(5, 12) }, () => draw.uniform(0, 2 * Math.PI));
  return angles
    .sort((a, b) => a - b)
    .map((angle) => {
      const reach = draw.uniform(0.6, 1);
      return [(w / 2) * (1 + reach * Math.cos(angle)), (h / 2) * (1 + reach * Math.sin(angle))];
    });
}

function cut(
  photo: RgbFrame,
  left: number,
  top: number,
  width: number,
  height: number,
  shape: readonly Point[],
): Patch {
  const data = new Uint8Array(4 * width * height);
  for (let row = 0; row < height; row++) {
    const crossings = crossingsOf(shape, row + 0.5);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const from = crossings[pair]!;
      const to = crossings[pair + 1]!;
      const last = Math.min(width - 1, Math.ceil(to) - 1);
      for (let column = Math.max(0, Math.floor(from)); column <= last; column++) {
        const covered = Math.min(to, column + 1) - Math.max(from, column);
        const p = 4 * (row * width + column);
        data[p + 3] = Math.min(255, data[p + 3]! + Math.round(255 * covered));
      }
    }
    let p = 4 * row * width;
    let q = 3 * ((top + row) * photo.width + left);
    for (let column = 0; column < width; column++, p += 4, q += 3) {
      data[p] = photo.data[q]!;
      data[p + 1] = photo.data[q + 1]!;
      data[p + 2] = photo.data[q + 2]!;
    }
  }
  return { width, height, data };
}

/** Where a horizontal line crosses a closed polygon, in ascending order. */
function crossingsOf(shape: readonly Point[], y: number): number[] {
  const crossings: number[] = [];
  shape.forEach(([bx, by], i) => {
    const [ax, ay] = shape.at(i - 1)!;
    if (ay <= y !== by <= y) crossings.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
  });
  return crossings.sort((a, b) => a - b);
}
