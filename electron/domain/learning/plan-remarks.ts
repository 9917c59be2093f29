import type { Box } from '../boxes.ts';
import { iou } from '../boxes.ts';
import { LEAST_JUDGED } from './promotion.ts';

/** Why a set of frames is not what a student should learn from. */
export type RemarkReason =
  | 'empty'
  | 'too-few'
  | 'one-track'
  | 'one-moment'
  | 'one-place'
  | 'no-hold-out'
  | 'too-few-to-judge';

/** Something about a set of frames that a person should know. */
export interface Remark {
  /** `refused`: nothing good can come of it; `weak`: little will. */
  readonly level: 'refused' | 'weak';
  readonly reason: RemarkReason;
  /** What is wrong, and what to do. */
  readonly message: string;
}

/** What is learned from, as far as it shows whether it is enough. */
export interface LearnedSet {
  readonly tracks: readonly {
    readonly trackId: number;
    readonly frames: readonly { readonly timeSec: number; readonly box: Box }[];
  }[];
  readonly heldOutFrames: number;
  readonly judgedFrames: number;
  readonly judgedSpans: number;
}

/** Frames below which a run is refused, and above which it is thought worth its while. */
const FRAMES = { least: 8, good: 60 } as const;
/** Seconds of video that frames must be spread over. */
const SPREAD_SEC = { least: 1, oneTrack: 3 } as const;
/** Boxes that overlap like this everywhere show the object in one place only. */
const SAME_PLACE = 0.95;

/** What is too little in a set, or one-sided; empty when it is fine. */
export function remarksOf(set: LearnedSet): readonly Remark[] {
  const tracks = set.tracks.filter(({ frames }) => frames.length > 0);
  const count = tracks.reduce((sum, { frames }) => sum + frames.length, 0);
  if (count === 0) {
    return [
      refused(
        'empty',
        'There is nothing to learn from: no frame of these tracks was drawn or confirmed by a person. Draw or confirm some (S).',
      ),
    ];
  }
  return [...ofCount(count), ...ofVariety(tracks), ...ofHoldOut(set)];
}

function ofCount(count: number): readonly Remark[] {
  if (count < FRAMES.least) {
    return [
      refused(
        'too-few',
        `There are too few frames to learn from (${count}): draw or confirm at least ${FRAMES.least}.`,
      ),
    ];
  }
  if (count >= FRAMES.good) return [];
  return [
    weak(
      'too-few',
      `There are few frames to learn from (${count}): a student learns little from less than about ${FRAMES.good}.`,
    ),
  ];
}

function ofVariety(tracks: LearnedSet['tracks']): readonly Remark[] {
  const spread = Math.max(...tracks.map(({ frames }) => secondsOf(frames)));
  const isOneTrack = tracks.length === 1;
  if (tracks.every(({ frames }) => secondsOf(frames) < SPREAD_SEC.least)) {
    return [
      refused(
        'one-moment',
        'All frames show a single moment: draw or confirm frames that lie more than a second apart.',
      ),
    ];
  }
  if (isOneTrack && spread < SPREAD_SEC.oneTrack) {
    return [
      refused(
        'one-track',
        `All frames are of one object within ${spread.toFixed(1)} s: the student would know nothing else. Add other tracks, or frames from other times.`,
      ),
    ];
  }
  const still = tracks.every(({ frames }) =>
    frames.every(({ box }) => iou(box, frames[0]!.box) > SAME_PLACE),
  );
  return [
    ...(still
      ? [
          refused(
            'one-place',
            'No object moves in these frames: a student would learn to stay where it is. Add tracks that move.',
          ),
        ]
      : []),
    ...(isOneTrack
      ? [
          weak(
            'one-track',
            'All frames are of one object: the student may follow it better, and others worse.',
          ),
        ]
      : []),
  ];
}

function ofHoldOut({ heldOutFrames, judgedFrames, judgedSpans }: LearnedSet): readonly Remark[] {
  if (heldOutFrames === 0) {
    return [
      weak(
        'no-hold-out',
        'No frame is held out, so nobody can tell whether the student is better: it will stay a candidate.',
      ),
    ];
  }
  if (judgedFrames >= LEAST_JUDGED.frames && judgedSpans >= LEAST_JUDGED.spans) return [];
  return [
    weak(
      'too-few-to-judge',
      `${judgedFrames} held-out frames in ${judgedSpans} spans are not enough to judge by (${LEAST_JUDGED.frames} in ${LEAST_JUDGED.spans}): the student will stay a candidate.`,
    ),
  ];
}

/** Seconds from a track's first frame to its last. */
function secondsOf(frames: readonly { readonly timeSec: number }[]): number {
  const times = frames.map(({ timeSec }) => timeSec);
  return (
    times.reduce((a, b) => Math.max(a, b), -Infinity) -
    times.reduce((a, b) => Math.min(a, b), Infinity)
  );
}

const refused = (reason: RemarkReason, message: string): Remark => ({
  level: 'refused',
  ...{ reason, message },
});
const weak = (reason: RemarkReason, message: string): Remark => ({
  level: 'weak',
  ...{ reason, message },
});
