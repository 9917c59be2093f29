import type { DistillationVerdict } from '../../contract/distillation.ts';
import { mayJudge } from '../../domain/learning/judging.ts';
import {
  LEAST_JUDGED,
  judge,
  type JudgedFrame,
  type Judgement,
} from '../../domain/learning/promotion.ts';
import type { JudgedPicture } from '../ports/model-bench.ts';
import type { HeldOutStretch } from '../ports/run-book.ts';

/** Places of the models in the overlaps that were measured. */
const STUDENT = 0;
const FORMER = 1;
const TEACHER = 2;

/**
 * What held-out frames say of a student.
 * @param pictures overlaps of student, former model and teacher, in this order
 * @param ids of student and former: frames that either of them made do not count
 */
export function verdictOf(
  pictures: readonly JudgedPicture[],
  heldOut: readonly HeldOutStretch[],
  ids: readonly [student: string, former: string],
): DistillationVerdict {
  const frames = new Map(
    heldOut.flatMap(({ trackId, frames }) =>
      frames.map((frame) => [placeOf(String(trackId), frame.frameIndex), frame] as const),
    ),
  );
  const judged = pictures.flatMap(({ track, frameIndex, ious }) => {
    const frame = frames.get(placeOf(track, frameIndex));
    return frame !== undefined && mayJudge(frame, ids) ? [{ span: frame.block, ious }] : [];
  });
  const judgement = judge(
    judged.map(({ span, ious }): JudgedFrame => ({
      span,
      student: ious[STUDENT]!,
      former: ious[FORMER]!,
    })),
  );
  const meanOf = (model: number): number | null => mean(judged.map(({ ious }) => ious[model]!));
  const means = {
    studentIou: meanOf(STUDENT),
    formerIou: meanOf(FORMER),
    teacherIou: meanOf(TEACHER),
  };
  return { ...judgement, ...means, reason: reasonOf(judgement, ids[1]) };
}

function reasonOf({ outcome, frames, spans, gain }: Judgement, former: string): string {
  if (gain === null) {
    return `${frames} held-out frames in ${spans} spans are not enough to judge by (${LEAST_JUDGED.frames} in ${LEAST_JUDGED.spans}): it stays a candidate.`;
  }
  const figures = `${signed(gain.mean)} mean overlap against ${former} on ${frames} held-out frames (95 % interval ${signed(gain.low)} to ${signed(gain.high)})`;
  return outcome === 'promoted'
    ? `It is better: ${figures}.`
    : `It is not shown to be better: ${figures}. It stays a candidate.`;
}

const placeOf = (track: string, frameIndex: number): string => `${track} ${frameIndex}`;

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
