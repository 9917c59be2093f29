import * as ops from '../../graph/ops.ts';
import type { Value } from '../../graph/value.ts';
import { scaled, trainingShape } from './arithmetic.ts';

/**
 * How far a student's token is from its teacher's: `mse` is the LoReTrack paper's prose (mean squared difference of
 * all elements), `kl` its released code (KL divergence between softmaxes over the channels).
 */
export type KdReading = 'kl' | 'mse';

/** Softmax temperature of the released code. */
const TEMPERATURE = 4;

/**
 * Distance of each token [B,T,C] from the teacher's, scaled so that the sum over all tokens is the loss:
 * `kl`: T^2 / B times sum over channels of t (log t - log s), with softmaxes of x / T, T = 4;
 * `mse`: sum over channels of (s - t)^2 / (B T C).
 * Nothing flows back to the teacher as long as it is an input of the graph.
 * @returns [B,T]
 */
export function tokenDistances(student: Value, teacher: Value, reading: KdReading): Value {
  const [batch = 0, tokens = 0, channels = 0] = trainingShape(student, 'the student tokens');
  if (reading === 'mse') {
    const difference = ops.sub(student, teacher);
    const squares = ops.reduceSum(ops.mul(difference, difference), [2], false);
    return scaled(squares, 1 / (batch * tokens * channels));
  }
  const logits = (x: Value): Value => scaled(x, 1 / TEMPERATURE);
  const surprise = ops.sub(ops.logSoftmax(logits(teacher), 2), ops.logSoftmax(logits(student), 2));
  const divergence = ops.reduceSum(ops.mul(ops.softmax(logits(teacher), 2), surprise), [2], false);
  return scaled(divergence, TEMPERATURE ** 2 / batch);
}
