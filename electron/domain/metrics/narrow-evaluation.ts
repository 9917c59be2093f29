import { ATTRIBUTES } from './attributes.ts';
import type { SequenceAttribute } from './attributes.ts';
import type { AttributeScores, Evaluation, SequenceScores, TrackerScores } from './evaluation.ts';
import type { Got10kScores } from './got10k.ts';
import { mean, meanOfKnown } from './mean.ts';
import { meanPytracking } from './pytracking.ts';
import { sumRobustness } from './robustness.ts';

/**
 * The part of a comparison that is about some sequences, with means over just those. Speeds stay those of the whole, as
 * they were measured; of how far trackers agree only the single disagreements are narrowed.
 * @param wanted names of sequences; others than the comparison's are ignored
 */
export function narrowEvaluation(evaluation: Evaluation, wanted: readonly string[]): Evaluation {
  const names: ReadonlySet<string> = new Set(wanted);
  const isWanted = ({ sequence }: { readonly sequence: string }): boolean => names.has(sequence);
  const sequences = evaluation.sequences.filter(({ name }) => names.has(name));
  const attributes = new Map(sequences.map((one) => [one.name, one.attributes]));
  return {
    ...evaluation,
    sequences,
    trackers: evaluation.trackers.map((tracker) => narrowTracker(tracker, names, attributes)),
    agreements: evaluation.agreements.map((one) => ({ ...one, worst: one.worst.filter(isWanted) })),
  };
}

function narrowTracker(
  { tracker, speed, ...scores }: TrackerScores,
  names: ReadonlySet<string>,
  attributes: ReadonlyMap<string, readonly SequenceAttribute[]>,
): TrackerScores {
  const sequences = scores.sequences.filter(({ sequence }) => names.has(sequence));
  const pytracking = sequences.flatMap((one) => one.pytracking ?? []);
  return {
    ...{ tracker, speed, sequences },
    failures: scores.failures.filter(({ sequence }) => names.has(sequence)),
    unmeasured: scores.unmeasured.filter((name) => names.has(name)),
    meanIou: meanOfKnown(sequences.map(({ meanIou }) => meanIou)),
    pytracking: pytracking.length > 0 ? meanPytracking(pytracking) : null,
    got10k: meanGot10k(sequences),
    robustness: sumRobustness(sequences.map(({ robustness }) => robustness)),
    attributes: ATTRIBUTES.flatMap(({ id }) => attributeScores(id, sequences, attributes)),
  };
}

function attributeScores(
  attribute: SequenceAttribute,
  sequences: readonly SequenceScores[],
  attributes: ReadonlyMap<string, readonly SequenceAttribute[]>,
): readonly AttributeScores[] {
  const having = sequences.filter(({ sequence }) => attributes.get(sequence)?.includes(attribute));
  if (having.length === 0) return [];
  const meanOf = (key: 'successAuc' | 'precision20'): number | null =>
    meanOfKnown(having.map(({ pytracking }) => pytracking?.[key] ?? null));
  const averageOverlap = meanGot10k(having)?.averageOverlap ?? null;
  return [
    {
      ...{ attribute, sequences: having.length, averageOverlap },
      successAuc: meanOf('successAuc'),
      precision20: meanOf('precision20'),
    },
  ];
}

/** Frames weigh the same, so sequences weigh by their frames. */
function meanGot10k(sequences: readonly SequenceScores[]): Got10kScores | null {
  const known = sequences.flatMap(({ got10k }) => got10k ?? []);
  const frames = known.reduce((sum, one) => sum + one.frames, 0);
  if (frames === 0) return null;
  const weighed = (of: (one: Got10kScores) => number): number =>
    mean(known.map((one) => of(one) * one.frames)) * (known.length / frames);
  const [{ successCurve }] = known as [Got10kScores];
  return {
    frames,
    averageOverlap: weighed((one) => one.averageOverlap),
    sr50: weighed((one) => one.sr50),
    sr75: weighed((one) => one.sr75),
    successCurve: successCurve.map((_, i) => weighed((one) => one.successCurve[i]!)),
  };
}
