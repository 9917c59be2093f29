import * as ops from '../../graph/ops.ts';
import { scalar } from '../../graph/tensor-data.ts';
import type { Value } from '../../graph/value.ts';
import { oneMinus, scaled, sumAll } from './arithmetic.ts';

const squared = (x: Value): Value => ops.mul(x, x);

/**
 * Penalty-reduced focal loss of CornerNet (Law & Deng, 2018, equation 1; alpha 2, beta 4), as OSTrack uses it: the
 * sum over the batch divided by the number of cells whose target is exactly 1, undivided when there is none.
 * @param score predicted score map in (0,1), any shape with the batch in it
 * @param heat target map in [0,1], of the same shape
 * @returns a scalar []
 */
export function focalLoss(score: Value, heat: Value): Value {
  const one = score.graph.constant(scalar(1));
  const positive = ops.cast(ops.equal(heat, one), 'float32');
  // (1 - heat)^4 is 0 where the target is 1: no negative term there.
  const farness = squared(squared(oneMinus(heat)));
  const hit = ops.mul(ops.mul(ops.log(score), squared(oneMinus(score))), positive);
  const miss = ops.mul(ops.mul(ops.log(oneMinus(score)), squared(score)), farness);
  const divisor = ops.maximum(sumAll(positive), one);
  return ops.div(scaled(sumAll(ops.add(hit, miss)), -1), divisor);
}
