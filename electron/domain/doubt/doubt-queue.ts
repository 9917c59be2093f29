import type { AnnotationModel } from '../editing/annotation-model.ts';
import { kindOf } from '../editing/spans.ts';
import { isPersons, isProtectedAt } from '../tracking/protection.ts';
import { frameDoubts } from './frame-doubt.ts';
import type {
  DoubtReason,
  FrameDoubt,
  ModelRow,
  PersonBeside,
  PictureSize,
} from './frame-doubt.ts';

/** Neighbouring frames of a track that are worth a person's look. */
export interface DoubtItem {
  readonly trackId: number;
  /** Both inclusive. */
  readonly from: number;
  readonly to: number;
  /** The frame to look at: the end at which the doubt begins, seen the way the track was followed. */
  readonly peak: number;
  /** How probably the box of that frame is wrong, 0..1. */
  readonly doubt: number;
  readonly reason: DoubtReason;
  /** How many wrong frames a look is expected to put right. */
  readonly expectedFrames: number;
}

/** Frames that are as probably wrong as right, or more, are worth a look. */
const LEAST_DOUBT = 0.5;
/** Doubtful frames this near to each other are one matter to look at. */
const REACH = 5;
/** Of boxes that were wrong, 80 % were wrong 5 frames later, and as many 10, 20 and 40 frames later. */
const STAYS_WRONG = 0.8;

/** What is doubtful in a track, in ascending order of frames; what a person drew or confirmed never is. */
export function doubtsOfTrack(
  model: AnnotationModel,
  trackId: number,
  media: PictureSize,
): DoubtItem[] {
  return runsOf(model, trackId).flatMap(({ from, rows, beside }) => {
    const isBackward = beside.after && !beside.before;
    // Doubt is carried on in the direction in which the track was followed.
    const doubts = isBackward
      ? frameDoubts(rows.toReversed(), media, { before: true, after: false })
      : frameDoubts(rows, media, beside);
    const frameAt = (place: number): number =>
      isBackward ? from + rows.length - 1 - place : from + place;
    const items = mattersOf(doubts).map(({ first, last, ...matter }): DoubtItem => {
      const [a, b] = [frameAt(first), frameAt(last)];
      const ends = { from: Math.min(a, b), to: Math.max(a, b), peak: a };
      return { trackId, ...ends, ...matter };
    });
    return isBackward ? items.reverse() : items;
  });
}

/** Items in the order in which they are best looked at: the one that repairs most first. */
export function doubtQueue(items: readonly DoubtItem[]): DoubtItem[] {
  return [...items].sort(
    (a, b) => b.expectedFrames - a.expectedFrames || a.trackId - b.trackId || a.from - b.from,
  );
}

/** A stretch of doubt by places in its run; its first frame is the one to look at. */
interface Matter extends Pick<DoubtItem, 'doubt' | 'reason' | 'expectedFrames'> {
  readonly first: number;
  readonly last: number;
}

function mattersOf(doubts: readonly FrameDoubt[]): Matter[] {
  const matters: Matter[] = [];
  for (let first = 0; first < doubts.length; first++) {
    if (doubts[first]!.doubt < LEAST_DOUBT) continue;
    let last = first;
    for (let at = first; at < doubts.length && at <= last + REACH; at++) {
      if (doubts[at]!.doubt >= LEAST_DOUBT) last = at;
    }
    matters.push(matterOf(doubts, first, last));
    first = last;
  }
  return matters;
}

function matterOf(doubts: readonly FrameDoubt[], first: number, last: number): Matter {
  const { doubt, reason } = doubts[first]!;
  const within = doubts.slice(first, last + 1).reduce((sum, one) => sum + one.doubt, 0);
  const expectedFrames = within + STAYS_WRONG * doubt * (doubts.length - 1 - last);
  return { first, last, doubt, reason, expectedFrames };
}

/** Consecutive frames whose boxes only a model stands for. */
interface ModelRun {
  readonly from: number;
  readonly rows: readonly ModelRow[];
  readonly beside: PersonBeside;
}

function runsOf(model: AnnotationModel, trackId: number): ModelRun[] {
  const runs: { from: number; rows: ModelRow[] }[] = [];
  for (const { row, frameIndex } of model.rowsBetween(trackId, 0, Infinity)) {
    const { box } = row;
    if (box === null || kindOf(row) !== 'model' || isPersons(row)) continue;
    const last = runs.at(-1);
    if (last !== undefined && last.from + last.rows.length === frameIndex) {
      last.rows.push({ ...row, box });
    } else runs.push({ from: frameIndex, rows: [{ ...row, box }] });
  }
  return runs.map(({ from, rows }) => ({
    ...{ from, rows },
    beside: {
      before: isProtectedAt(model, trackId, from - 1),
      after: isProtectedAt(model, trackId, from + rows.length),
    },
  }));
}
