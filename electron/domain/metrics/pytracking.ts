import type { Box } from '../boxes.ts';
import {
  centreErrorPx,
  isMeasurable,
  normalisedCentreError,
  pixelInclusiveIou,
} from './frame-errors.ts';
import { mean } from './mean.ts';
import { prepareResult } from './prepare-result.ts';
import type { AbsentRule } from './protocol.ts';

/**
 * Overlap thresholds 0, 0.05 .. 1 of the success curve; a frame succeeds when its overlap is above. They are added up
 * from every fourth one as the reference's vectorised range is, whose last bits decide for overlaps such as 3/4.
 */
export const SUCCESS_THRESHOLDS: readonly number[] = Array.from(
  { length: 21 },
  (_, i) => (i - (i % 4)) * 0.05 + (i % 4) * 0.05,
);

/** Centre errors 0 .. 50 px of the precision curve; a frame is precise when its error is at most that. */
export const PRECISION_THRESHOLDS_PX: readonly number[] = Array.from({ length: 51 }, (_, i) => i);

/** Centre errors 0, 0.01 .. 0.5 of the true box's sides, of the normalised precision curve. */
export const NORM_PRECISION_THRESHOLDS: readonly number[] = Array.from(
  { length: 51 },
  (_, i) => i / 100,
);

/** Centre error in pixels up to which a frame counts as precise. */
export const PRECISION_THRESHOLD_PX = 20;

/** Places of the named scores in the curves: overlaps 0.5 and 0.75, errors 20 px and 0.2. */
const AT = { op50: 10, op75: 15, precision: PRECISION_THRESHOLD_PX, normPrecision: 20 } as const;

/** Scores of the `pytracking` protocol; all are shares, 0..1 (papers print them times 100). */
export interface PytrackingScores {
  readonly successCurve: readonly number[];
  readonly precisionCurve: readonly number[];
  readonly normPrecisionCurve: readonly number[];
  /** SUC: mean of the success curve, at most 20/21 (unless rounding lifts an overlap above 1). */
  readonly successAuc: number;
  readonly op50: number;
  readonly op75: number;
  /** PRE: share of frames whose centre is at most 20 px off. */
  readonly precision20: number;
  /** NPRE: the same for 0.2 of the true box's sides. */
  readonly normPrecision20: number;
}

/** Errors of every frame of a sequence, as the toolkit counts them. */
export interface PytrackingErrors {
  /** True where there is a true box to compare with. */
  readonly valid: readonly boolean[];
  /** -1 where invalid. */
  readonly overlap: readonly number[];
  readonly centrePx: readonly number[];
  readonly centreNorm: readonly number[];
}

/** One sequence's true boxes and how absent frames count. */
export interface PytrackingTruth {
  /** One box per frame, image pixels; NaN or without area where absent. */
  readonly boxes: readonly Box[];
  /** Where the object can be seen; left out when the data set does not say. */
  readonly visible?: readonly boolean[];
  readonly rule: AbsentRule;
}

/**
 * Compares a tracker's boxes with the true ones frame by frame, both in the same pixels, prepared as `prepareResult`
 * tells.
 * @throws StudioError bad-input as `prepareResult`
 */
export function pytrackingErrors(
  predicted: readonly Box[],
  { boxes: truth, visible, rule }: PytrackingTruth,
): PytrackingErrors {
  const found = prepareResult(predicted, truth);
  const usesFlags = rule === 'lasot' || rule === 'lasot-ext';
  const isVisible = (frame: number): boolean => !usesFlags || (visible?.[frame] ?? true);
  const valid = truth.map((box, frame) => isMeasurable(box) && isVisible(frame));
  const errors = (
    of: (found: Box, truth: Box) => number,
    absent: number,
    invisible = absent,
  ): number[] =>
    truth.map((box, frame) => {
      if (rule === 'lasot' && !isVisible(frame)) return invisible;
      return valid[frame]! ? of(found[frame]!, box) : absent;
    });
  return {
    valid,
    overlap: errors(pixelInclusiveIou, -1),
    centrePx: errors(centreErrorPx, rule === 'uav' ? -1 : Infinity, Infinity),
    centreNorm: errors(normalisedCentreError, -1, Infinity),
  };
}

/**
 * The curves and scores of one sequence: shares of all its frames, frame 1 as a perfect one; of the valid frames only
 * when `over` says so, which is not what papers print.
 */
export function scorePytracking(
  errors: PytrackingErrors,
  over: 'all' | 'valid' = 'all',
): PytrackingScores {
  const kept = (values: readonly number[]): readonly number[] =>
    over === 'all' ? values : values.filter((_, frame) => errors.valid[frame]);
  const curve = (
    values: readonly number[],
    thresholds: readonly number[],
    isHit: (value: number, threshold: number) => boolean,
  ): number[] =>
    thresholds.map((threshold) => {
      const hits = values.reduce((sum, value) => sum + Number(isHit(value, threshold)), 0);
      return hits / Math.max(1, values.length);
    });
  const isWithin = (error: number, threshold: number): boolean => error <= threshold;
  return scoresOf({
    successCurve: curve(kept(errors.overlap), SUCCESS_THRESHOLDS, (iou, least) => iou > least),
    precisionCurve: curve(kept(errors.centrePx), PRECISION_THRESHOLDS_PX, isWithin),
    normPrecisionCurve: curve(kept(errors.centreNorm), NORM_PRECISION_THRESHOLDS, isWithin),
  });
}

/** Means over sequences, each weighing the same. @throws RangeError when there is none */
export function meanPytracking(sequences: readonly PytrackingScores[]): PytrackingScores {
  if (sequences.length === 0) throw new RangeError('there are no sequences to average');
  const meanCurve = (curves: readonly (readonly number[])[]): number[] =>
    curves[0]!.map((_, i) => mean(curves.map((curve) => curve[i]!)));
  return scoresOf({
    successCurve: meanCurve(sequences.map(({ successCurve }) => successCurve)),
    precisionCurve: meanCurve(sequences.map(({ precisionCurve }) => precisionCurve)),
    normPrecisionCurve: meanCurve(sequences.map(({ normPrecisionCurve }) => normPrecisionCurve)),
  });
}

function scoresOf(
  curves: Pick<PytrackingScores, 'successCurve' | 'precisionCurve' | 'normPrecisionCurve'>,
): PytrackingScores {
  return {
    ...curves,
    successAuc: mean(curves.successCurve),
    op50: curves.successCurve[AT.op50]!,
    op75: curves.successCurve[AT.op75]!,
    precision20: curves.precisionCurve[AT.precision]!,
    normPrecision20: curves.normPrecisionCurve[AT.normPrecision]!,
  };
}
