import { StudioError } from '../../contract/errors.ts';
import type { Evaluation } from './evaluation.ts';

/**
 * Puts comparisons of the same data set together, so that trackers that were measured one after the other stand in one
 * table; a tracker of the same name in a later one replaces the former. How far trackers of different comparisons agree
 * is not known.
 * @throws StudioError bad-input when there is none, or the data sets, sequences or protocols differ
 */
export function mergeEvaluations(evaluations: readonly Evaluation[]): Evaluation {
  const [first, ...others] = evaluations;
  if (first === undefined) throw new StudioError('bad-input', 'there is no evaluation to show');
  return others.reduce(merged, first);
}

function merged(a: Evaluation, b: Evaluation): Evaluation {
  const refuse = (what: string): never => {
    throw new StudioError(
      'bad-input',
      `evaluations of different ${what} cannot stand in one table: ${a.dataset.path} and ${b.dataset.path}`,
    );
  };
  if (a.dataset.name !== b.dataset.name || a.dataset.kind !== b.dataset.kind) refuse('data sets');
  const keyOf = ({ sequences }: Evaluation): string =>
    JSON.stringify(sequences.map(({ name, frames }) => [name, frames]).sort());
  if (keyOf(a) !== keyOf(b)) refuse('sequences');
  if (a.protocols.join() !== b.protocols.join()) refuse('protocols');
  const renewed = new Set(b.trackers.map(({ tracker }) => tracker.name));
  return {
    ...b,
    trackers: [...a.trackers.filter(({ tracker }) => !renewed.has(tracker.name)), ...b.trackers],
    agreements: [
      ...a.agreements.filter((one) => !renewed.has(one.a) && !renewed.has(one.b)),
      ...b.agreements,
    ],
  };
}
