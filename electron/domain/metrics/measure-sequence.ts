import { StudioError } from '../../contract/errors.ts';
import type { Box } from '../boxes.ts';
import { absentRule } from '../datasets/evaluation-sequence.ts';
import type { DatasetKind, EvaluationSequence } from '../datasets/evaluation-sequence.ts';
import type { SequenceScores } from './evaluation.ts';
import { got10kOverlaps, scoreGot10k } from './got10k.ts';
import { meanOfKnown } from './mean.ts';
import { frameIous } from './one-pass.ts';
import type { Protocol } from './protocol.ts';
import { pytrackingErrors, scorePytracking } from './pytracking.ts';
import { measureRobustness } from './robustness.ts';

/** A tracker's scores on a sequence, and what data-set means need beside them. */
export interface MeasuredSequence {
  readonly scores: Omit<SequenceScores, 'speed'>;
  /** Overlaps of the frames that GOT-10k counts; empty when that protocol was not asked for. */
  readonly overlaps: readonly number[];
}

/**
 * Measures a tracker's boxes of a sequence, image pixels, by the protocols asked for. Only frames that a person has
 * annotated are looked at. A result of another length is cut or padded with misses as pytracking does, and noted;
 * LaSOT and GOT-10k refuse it, as their toolkits do: it has no scores of the latter, or none where that comes first.
 * @param size of the pictures in pixels, which GOT-10k clips boxes to
 * @throws StudioError bad-input when the result cannot be measured
 */
export function measureSequence(
  boxes: readonly Box[],
  sequence: EvaluationSequence,
  how: {
    readonly kind: DatasetKind;
    /** The first one decides what can be measured. */
    readonly protocols: readonly Protocol[];
    readonly size: { readonly width: number; readonly height: number };
  },
): MeasuredSequence {
  const { truth, labelled, name } = sequence;
  const notes: string[] = [];
  const isOwnLength = boxes.length === truth.length;
  if (!isOwnLength) {
    const what = `the result has ${boxes.length} boxes for ${truth.length} frames`;
    if (absentRule(how.kind) === 'lasot' || how.protocols[0] !== 'pytracking') {
      throw new StudioError('bad-input', `${what}, which this protocol refuses`);
    }
    const change = boxes.length < truth.length ? 'missing ones count as misses' : 'it was cut';
    const refusal = how.protocols.includes('got10k') ? ', and GOT-10k refuses it' : '';
    notes.push(`${what}: ${change}${refusal}`);
  }
  const kept = <T>(values: readonly T[]): readonly T[] =>
    labelled === undefined ? values : values.filter((_, frame) => labelled[frame] ?? true);
  const found = kept(boxes);
  const trueBoxes = kept(truth);
  const seen = sequence.visible && kept(sequence.visible);
  const ious = frameIous(boxes, truth).map((iou, frame) =>
    (labelled?.[frame] ?? true) && (sequence.visible?.[frame] ?? true) ? iou : null,
  );
  const hasProtocol = (protocol: Protocol): boolean => how.protocols.includes(protocol);
  const overlaps =
    hasProtocol('got10k') && isOwnLength
      ? got10kOverlaps(found, { boxes: trueBoxes, ...how.size, ...coverOf(sequence, kept, seen) })
      : [];
  return {
    scores: {
      sequence: name,
      meanIou: meanOfKnown(ious),
      ious,
      pytracking: hasProtocol('pytracking')
        ? scorePytracking(
            pytrackingErrors(found, {
              boxes: trueBoxes,
              rule: absentRule(how.kind),
              ...(seen && { visible: seen }),
            }),
          )
        : null,
      got10k: scoreGot10k(overlaps),
      robustness: measureRobustness(ious),
      notes,
    },
    overlaps,
  };
}

/** GOT-10k's visible share; where only flags are known, all or nothing. */
function coverOf(
  { cover }: EvaluationSequence,
  kept: <T>(values: readonly T[]) => readonly T[],
  visible: readonly boolean[] | undefined,
): { readonly cover?: readonly number[] } {
  if (cover !== undefined) return { cover: kept(cover) };
  return visible === undefined ? {} : { cover: visible.map((flag) => (flag ? 8 : 0)) };
}
