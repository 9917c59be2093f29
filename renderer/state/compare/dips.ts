import type {
  Evaluation,
  TrackerAgreement,
  TrackerScores,
} from '../../../electron/domain/metrics/evaluation.ts';
import type { SequenceAttribute } from '../../../electron/domain/metrics/attributes.ts';

/** A frame of a sequence in which a tracker is far off; frames count from the sequence's first. */
export interface Dip {
  readonly tracker: string;
  readonly frameIndex: number;
  readonly iou: number;
}

/** The frame with the least overlap of all trackers' in a sequence, the first of equals; null without measured frames. */
export function deepestDip(trackers: readonly TrackerScores[], sequence: string): Dip | null {
  let deepest: Dip | null = null;
  for (const { tracker, sequences } of trackers) {
    const { ious = [] } = sequences.find((one) => one.sequence === sequence) ?? {};
    ious.forEach((iou, frameIndex) => {
      if (iou === null) return;
      const isEarlier = deepest !== null && iou === deepest.iou && frameIndex < deepest.frameIndex;
      if (deepest === null || iou < deepest.iou || isEarlier) {
        deepest = { tracker: tracker.name, frameIndex, iou };
      }
    });
  }
  return deepest;
}

/** Overlaps with the truth in one frame of a sequence, by tracker; null where nothing was measured. */
export function iousAt(
  trackers: readonly TrackerScores[],
  sequence: string,
  frameIndex: number,
): ReadonlyMap<string, number | null> {
  return new Map(
    trackers.map(({ tracker, sequences }) => {
      const scores = sequences.find((one) => one.sequence === sequence);
      return [tracker.name, scores?.ious[frameIndex] ?? null];
    }),
  );
}

/** A run of frames in which two trackers disagree, as a person goes through them. */
export type QueuedDisagreement = TrackerAgreement['worst'][number] & {
  readonly a: string;
  readonly b: string;
};

/** Disagreements of all pairs of trackers, the worst first and, of those alike, the longest. */
export function disagreementQueue({ agreements }: Evaluation): readonly QueuedDisagreement[] {
  return agreements
    .flatMap(({ a, b, worst }) => worst.map((run): QueuedDisagreement => ({ a, b, ...run })))
    .toSorted((p, q) => p.leastIou - q.leastIou || q.to - q.from - (p.to - p.from));
}

/** What sequences are narrowed to: those with all of these attributes whose names have this in them. */
export interface SequenceFilter {
  readonly text: string;
  readonly attributes: readonly SequenceAttribute[];
}

/** Names of the sequences that a filter lets through. */
export function filteredSequences(
  { sequences }: Pick<Evaluation, 'sequences'>,
  { text, attributes }: SequenceFilter,
): readonly string[] {
  const wanted = text.trim().toLowerCase();
  return sequences
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .filter((one) => attributes.every((attribute) => one.attributes.includes(attribute)))
    .map(({ name }) => name);
}
