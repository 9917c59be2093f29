import { GraphError } from '../../graph/errors.ts';
import * as ops from '../../graph/ops.ts';
import type { Value } from '../../graph/value.ts';
import { resizeTokens } from '../resize.ts';

/** Tokens of a network's template and search region, both square grids; the template comes first. */
export interface TokenCounts {
  readonly template: number;
  readonly search: number;
}

/** Tokens that a distillation loss looks at: the search region's, or all. */
export type TokenRange = 'search' | 'all';

/** How many tokens a range has. */
export function rangeLength(counts: TokenCounts, range: TokenRange): number {
  return range === 'all' ? counts.template + counts.search : counts.search;
}

/** The tokens [B,T,C] of a range, out of those of template and search region [B,Tz+Tx,C]. */
export function tokensOf(tokens: Value, counts: TokenCounts, range: TokenRange): Value {
  const end = counts.template + counts.search;
  if (tokens.shape[1] !== end) {
    throw new GraphError(`${end} tokens were expected, not ${JSON.stringify(tokens.shape[1])}`);
  }
  return range === 'all' ? tokens : ops.slice(tokens, 1, counts.template, end);
}

/** A student's tokens of a range, upsampled bilinearly to the teacher's grids: [B,Ts,C] -> [B,Tt,C]. */
export function toTeacherGrid(
  tokens: Value,
  student: TokenCounts,
  teacher: TokenCounts,
  range: TokenRange,
): Value {
  const side = (count: number): number => Math.sqrt(count);
  if (range === 'search') return resizeTokens(tokens, side(teacher.search));
  const end = student.template + student.search;
  return ops.concat(
    [
      resizeTokens(ops.slice(tokens, 1, 0, student.template), side(teacher.template)),
      resizeTokens(ops.slice(tokens, 1, student.template, end), side(teacher.search)),
    ],
    1,
  );
}
