import type { Box } from '../boxes.ts';
import { compareTrackers } from './agreement.ts';
import { ATTRIBUTES } from './attributes.ts';
import type {
  AttributeScores,
  EvaluatedSequence,
  MeasuredSpeed,
  SequenceFailure,
  SequenceScores,
  TrackerAgreement,
  TrackerInfo,
  TrackerScores,
} from './evaluation.ts';
import { scoreGot10k } from './got10k.ts';
import { mean, meanOfKnown } from './mean.ts';
import { meanPytracking } from './pytracking.ts';
import { sumRobustness } from './robustness.ts';

/** Runs of frames that are listed of two trackers that disagree. */
const WORST = 20;

/** What a tracker did on each sequence. */
export interface TrackerParts {
  readonly tracker: TrackerInfo;
  readonly sequences: readonly {
    readonly scores: SequenceScores;
    readonly overlaps: readonly number[];
  }[];
  readonly failures: readonly SequenceFailure[];
  readonly unmeasured: readonly string[];
  readonly speed: MeasuredSpeed | null;
}

/** A tracker's means over a data set, and over the sequences with each attribute. */
export function scoreTracker(
  { tracker, sequences, failures, unmeasured, speed }: TrackerParts,
  attributes: ReadonlyMap<string, EvaluatedSequence['attributes']>,
): TrackerScores {
  const scores = sequences.map((one) => one.scores);
  const pytracking = scores.flatMap((one) => one.pytracking ?? []);
  return {
    tracker,
    sequences: scores,
    failures,
    unmeasured,
    meanIou: meanOfKnown(scores.map(({ meanIou }) => meanIou)),
    pytracking: pytracking.length > 0 ? meanPytracking(pytracking) : null,
    got10k: scoreGot10k(sequences.flatMap(({ overlaps }) => overlaps)),
    robustness: sumRobustness(scores.map(({ robustness }) => robustness)),
    attributes: ATTRIBUTES.flatMap(({ id }): AttributeScores[] => {
      const having = sequences.filter(({ scores: { sequence } }) =>
        attributes.get(sequence)?.includes(id),
      );
      if (having.length === 0) return [];
      const overlaps = having.flatMap((one) => one.overlaps);
      const meanOf = (key: 'successAuc' | 'precision20'): number | null =>
        meanOfKnown(having.map((one) => one.scores.pytracking?.[key] ?? null));
      return [
        {
          attribute: id,
          sequences: having.length,
          successAuc: meanOf('successAuc'),
          precision20: meanOf('precision20'),
          averageOverlap: overlaps.length > 0 ? mean(overlaps) : null,
        },
      ];
    }),
    speed,
  };
}

/** How far each two trackers agree on the sequences that both have boxes of. */
export function agreementsOf(
  trackers: ReadonlyMap<string, ReadonlyMap<string, readonly Box[]>>,
): readonly TrackerAgreement[] {
  const names = [...trackers.keys()];
  return names.flatMap((a, i) =>
    names.slice(i + 1).flatMap((b): TrackerAgreement[] => {
      const pairs = [...trackers.get(a)!].flatMap(([sequence, boxes]) => {
        const found = compareTrackers(boxes, trackers.get(b)!.get(sequence) ?? []);
        return found === null ? [] : [{ sequence, found }];
      });
      if (pairs.length === 0) return [];
      const worst = pairs
        .flatMap(({ sequence, found }) => found.disagreements.map((run) => ({ sequence, ...run })))
        .toSorted((p, q) => p.leastIou - q.leastIou || q.to - q.from - (p.to - p.from));
      return [
        {
          ...{ a, b, sequences: pairs.length },
          meanIou: mean(pairs.map(({ found }) => found.meanIou)),
          share: mean(pairs.map(({ found }) => found.share)),
          worst: worst.slice(0, WORST),
        },
      ];
    }),
  );
}
