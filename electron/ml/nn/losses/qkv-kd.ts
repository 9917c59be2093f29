import * as ops from '../../graph/ops.ts';
import type { Value } from '../../graph/value.ts';
import type { Projections } from '../vision-transformer.ts';
import { sumAll } from './arithmetic.ts';
import { tokenDistances, type KdReading } from './token-distance.ts';
import { toTeacherGrid, tokensOf, type TokenCounts, type TokenRange } from './token-grids.ts';

/** What is compared, and on which token grids. */
export interface KdOptions {
  readonly reading: KdReading;
  readonly tokens: TokenRange;
  readonly student: TokenCounts;
  readonly teacher: TokenCounts;
}

/** QKV-KD and its three terms, each a scalar []. */
export interface QkvKdLoss {
  readonly q: Value;
  readonly k: Value;
  readonly v: Value;
  /** q + k + v. */
  readonly total: Value;
}

/**
 * Imitation of features (feature-KD of LoReTrack's ablations; each term of QKV-KD likewise): the student's tokens,
 * upsampled to the teacher's grid, are held against the teacher's.
 * @param student tokens of template and search region [B,Tz+Tx,C]
 * @param teacher tokens of the compared range only [B,T,C]
 * @returns a scalar []
 */
export function featureKd(student: Value, teacher: Value, options: KdOptions): Value {
  const own = tokensOf(student, options.student, options.tokens);
  const fitted = toTeacherGrid(own, options.student, options.teacher, options.tokens);
  return sumAll(tokenDistances(fitted, teacher, options.reading));
}

/**
 * QKV-KD (LoReTrack, section 3.2): queries, keys and values straight from the qkv layer imitate the teacher's; the
 * terms of several blocks add up.
 * @param student one entry per block, last block last; tokens of template and search region [B,Tz+Tx,C]
 * @param teacher the same blocks; tokens of the compared range only [B,T,C]
 */
export function qkvKd(
  student: readonly Projections[],
  teacher: readonly Projections[],
  options: KdOptions,
): QkvKdLoss {
  const term = (part: keyof Projections): Value =>
    teacher
      .map((target, block) => featureKd(student[block]![part], target[part], options))
      .reduce(ops.add);
  const [q, k, v] = [term('query'), term('key'), term('value')];
  return { q, k, v, total: ops.add(ops.add(q, k), v) };
}
