import type { CropGeometry } from './training-pair.ts';

/** A point or a vector: x, y. */
export type Point = readonly [x: number, y: number];

/** The linear part of the map from a crop (fractions of its side, from its centre) to picture px. */
export interface CropTransform {
  readonly xFromX: number;
  readonly xFromY: number;
  readonly yFromX: number;
  readonly yFromY: number;
}

/** How steps across a crop move in its picture. */
export function cropTransform({ side, rotation, aspect, flip }: CropGeometry): CropTransform {
  const along = side * Math.sqrt(aspect) * (flip ? -1 : 1);
  const down = side / Math.sqrt(aspect);
  const cos = Math.cos(rotation);
  const sin = Math.sin(rotation);
  return { xFromX: cos * along, xFromY: -sin * down, yFromX: sin * along, yFromY: cos * down };
}

/** A point of the crop (fractions of its side, 0,0 = top left) in picture px. */
export function toPicture(geometry: CropGeometry, [u, v]: Point): Point {
  const t = cropTransform(geometry);
  const dx = u - 0.5;
  const dy = v - 0.5;
  return [geometry.x + t.xFromX * dx + t.xFromY * dy, geometry.y + t.yFromX * dx + t.yFromY * dy];
}

/** A point in picture px as fractions of the crop's side, 0,0 = top left. */
export function toCrop(geometry: CropGeometry, [x, y]: Point): Point {
  const t = cropTransform(geometry);
  const determinant = t.xFromX * t.yFromY - t.xFromY * t.yFromX;
  const dx = (x - geometry.x) / determinant;
  const dy = (y - geometry.y) / determinant;
  return [0.5 + t.yFromY * dx - t.xFromY * dy, 0.5 + t.xFromX * dy - t.yFromX * dx];
}
