import type { FrameRow } from '../annotation.ts';
import type { Box } from '../boxes.ts';
import { edgeDoubts } from './edge-doubt.ts';
import { jumpDoubts } from './jump-doubt.ts';
import { meanAround, ramp } from './series.ts';

/**
 * Why a frame is doubtful: low scores, a pass from the other side that disagrees, a jump in place or size, the edge of
 * the image, or a second model that disagrees.
 */
export type DoubtReason = 'score' | 'pass' | 'jump' | 'edge' | 'model';

/** How probably a box is wrong, 0..1, and what says so above all. */
export interface FrameDoubt {
  readonly doubt: number;
  readonly reason: DoubtReason;
}

/** Size of the pictures, in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** A frame that a model made. */
export interface ModelRow extends FrameRow {
  readonly box: Box;
}

/**
 * Frames to either side over which scores are averaged. A single score says little: of boxes of the shipped tracker
 * with a score below 0.45, 65 % are wrong (overlap with the true box below 0.5), of those above 0.6, 27 %; by the mean
 * of nine frames it is 82 % and 9 %. Measured on 8,720 boxes of 154 passes through 16 benchmark clips, as all below.
 */
const SCORE_REACH = 4;
/** Mean scores at which no box, and every box, counts as wrong: measured 9 % above 0.6, 30 % at 0.57, 98 % below 0.4. */
const SCORE_DOUBT = { none: 0.65, all: 0.4 };
/** Overlaps of two passes at which least and most doubt is had: measured 5 % wrong above 0.9, 60 % wrong below 0.4. */
const PASS_DOUBT = { none: 0.95, all: 0.4, most: 0.6 };

/**
 * Frames over which what a person's box beside a run says of it wanes: at a distance of 2, 4, 8 and 15 frames, 21, 29,
 * 38 and 48 % of boxes were wrong, beyond 30 frames 58 %.
 */
const PERSON_REACH = 8;

/** Whether a person's box lies right before the first, and right after the last, of consecutive frames. */
export interface PersonBeside {
  readonly before: boolean;
  readonly after: boolean;
}

/** How probably the boxes of consecutive frames are wrong, one answer for each. */
export function frameDoubts(
  rows: readonly ModelRow[],
  media: PictureSize,
  beside: PersonBeside,
): FrameDoubt[] {
  const scores = meanAround(
    rows.map(({ score }) => score ?? SCORE_DOUBT.none),
    SCORE_REACH,
  );
  const jumps = jumpDoubts(rows.map(({ box }) => box));
  const edges = edgeDoubts(
    rows.map(({ box }) => box),
    media,
  );
  return rows.map(({ passIou, modelIou }, i) => {
    // Who else has found the object there says more than the tracker's own score and path.
    const alone = 1 - Math.max(passIou ?? 0, modelIou ?? 0);
    const score = ramp(scores[i]!, SCORE_DOUBT.none, SCORE_DOUBT.all);
    const near = closeness(i + 1, beside.before) * closeness(rows.length - i, beside.after);
    return strongest(near, [
      ['score', alone * score],
      ['jump', alone * jumps[i]!],
      ['pass', disagreement(passIou)],
      ['model', disagreement(modelIou)],
      ['edge', edges[i]!],
    ]);
  });
}

/** A second model's disagreement counts as a second pass's does: the studio ships one model, so it was not measured. */
function disagreement(overlap: number | undefined): number {
  if (overlap === undefined) return 0;
  return PASS_DOUBT.most * ramp(overlap, PASS_DOUBT.none, PASS_DOUBT.all);
}

/** What is left of a doubt some frames away from a person's box, 0..1. */
function closeness(frames: number, isPersonThere: boolean): number {
  return isPersonThere ? 1 - Math.exp(-frames / PERSON_REACH) : 1;
}

/**
 * The probability that one doubt at least is justified, were they independent, and the greatest of them.
 * @param share what is left of it near a person's boxes
 */
function strongest(share: number, terms: readonly (readonly [DoubtReason, number])[]): FrameDoubt {
  const [reason] = terms.reduce((best, term) => (term[1] > best[1] ? term : best));
  const right = terms.reduce((product, [, doubt]) => product * (1 - doubt), 1);
  return { doubt: share * (1 - right), reason };
}
