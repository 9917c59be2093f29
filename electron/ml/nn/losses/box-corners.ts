import * as ops from '../../graph/ops.ts';
import type { Value } from '../../graph/value.ts';
import { scaled } from './arithmetic.ts';

/** Boxes cx, cy, w, h [B,4] as corners x1, y1, x2, y2 [B,4], unclamped. */
export function cornersOfPrediction(box: Value): Value {
  const centre = ops.slice(box, 1, 0, 2);
  const half = scaled(ops.slice(box, 1, 2, 4), 0.5);
  return ops.concat([ops.sub(centre, half), ops.add(centre, half)], 1);
}

/** Annotated boxes x, y, w, h [B,4] in fractions of the crop as corners x1, y1, x2, y2 [B,4], clamped to the crop. */
export function cornersOfAnnotation(box: Value): Value {
  const corner = ops.slice(box, 1, 0, 2);
  const opposite = ops.add(corner, ops.slice(box, 1, 2, 4));
  return ops.clamp(ops.concat([corner, opposite], 1), 0, 1);
}
