import * as ops from '../../graph/ops.ts';
import type { Value } from '../../graph/value.ts';
import { oneMinus, sumAll, weightedSum } from './arithmetic.ts';
import type { DiscKd } from './loss-config.ts';
import { tokenDistances, type KdReading } from './token-distance.ts';

/** Disc-KD and its two regions, each a scalar []. */
export interface DiscKdLoss {
  readonly foreground: Value;
  readonly background: Value;
  /** alpha * foreground + beta * background. */
  readonly total: Value;
}

/**
 * Disc-KD (LoReTrack, section 3.3): imitation of the search features after the final LayerNorm, apart on and off the
 * teacher's discriminative tokens. The released code compares maps that are zero outside the region; equal tokens
 * have distance zero in both readings, so each region is the sum of its own tokens' distances.
 * @param student upsampled to the teacher's grid [B,T,C]
 * @param teacher [B,T,C]
 * @param mask 1 on discriminative tokens, else 0 [B,T]
 */
export function discKd(
  student: Value,
  teacher: Value,
  mask: Value,
  { reading, alpha, beta }: Pick<DiscKd, 'alpha' | 'beta'> & { readonly reading: KdReading },
): DiscKdLoss {
  const distances = tokenDistances(student, teacher, reading);
  const foreground = sumAll(ops.mul(distances, mask));
  const background = sumAll(ops.mul(distances, oneMinus(mask)));
  const total = weightedSum([
    [alpha, foreground],
    [beta, background],
  ]);
  return { foreground, background, total };
}
