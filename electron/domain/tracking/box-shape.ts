import type { Box } from '../boxes.ts';

/** A box as its centre in pixels and the logarithms of its width and height, which can be added up and averaged. */
export interface Shape {
  readonly cx: number;
  readonly cy: number;
  readonly logW: number;
  readonly logH: number;
}

/** Least side in pixels, so that a box without an area has a logarithm. */
const LEAST_SIDE_PX = 1e-3;

/** A box of image pixels as a shape. */
export function shapeOf({ x, y, w, h }: Box): Shape {
  return {
    ...{ cx: x + w / 2, cy: y + h / 2 },
    logW: Math.log(Math.max(w, LEAST_SIDE_PX)),
    logH: Math.log(Math.max(h, LEAST_SIDE_PX)),
  };
}

/** A shape as a box of image pixels. */
export function boxOf({ cx, cy, logW, logH }: Shape): Box {
  const [w, h] = [Math.exp(logW), Math.exp(logH)];
  return { x: cx - w / 2, y: cy - h / 2, w, h };
}

/** The shape that lacks from `b` to `a`: `a` is `b` moved by it. */
export function difference(a: Shape, b: Shape): Shape {
  return { cx: a.cx - b.cx, cy: a.cy - b.cy, logW: a.logW - b.logW, logH: a.logH - b.logH };
}

/** A shape moved by a share of a difference. */
export function moved(shape: Shape, by: Shape, share: number): Shape {
  return {
    cx: shape.cx + share * by.cx,
    cy: shape.cy + share * by.cy,
    logW: shape.logW + share * by.logW,
    logH: shape.logH + share * by.logH,
  };
}

/** A shape with its size, but not its place, drawn towards another's by a share, 0..1. */
export function resizedTowards(shape: Shape, other: Shape, share: number): Shape {
  const size = { ...difference(other, shape), cx: 0, cy: 0 };
  return moved(shape, size, share);
}

/** The mean of shapes by weight; null when nothing has any. */
export function meanShape(
  parts: readonly { readonly shape: Shape; readonly weight: number }[],
): Shape | null {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  if (!(total > 0)) return null;
  const none: Shape = { cx: 0, cy: 0, logW: 0, logH: 0 };
  return parts.reduce((sum, { shape, weight }) => moved(sum, shape, weight / total), none);
}
