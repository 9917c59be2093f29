import * as ops from '../../graph/ops.ts';
import type { Value } from '../../graph/value.ts';
import { meanAll } from './arithmetic.ts';

/** Mean absolute difference of corners x1, y1, x2, y2 [B,4], over the batch and the four numbers; a scalar []. */
export function l1Loss(predicted: Value, annotated: Value): Value {
  return meanAll(ops.abs(ops.sub(predicted, annotated)));
}
