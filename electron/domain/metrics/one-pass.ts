import { StudioError } from '../../contract/errors.ts';
import { iou } from '../boxes.ts';
import type { Box } from '../boxes.ts';
import { isMeasurable } from './frame-errors.ts';
import { mean, meanOfKnown } from './mean.ts';
import { prepareResult } from './prepare-result.ts';
import { pytrackingErrors, scorePytracking } from './pytracking.ts';

export { PRECISION_THRESHOLD_PX, SUCCESS_THRESHOLDS } from './pytracking.ts';

/** One-pass evaluation (OPE) of one sequence: the tracker is started on frame 1 and never reset. */
export interface OnePassResult {
  /** Frames of the sequence, and those among 2..n whose true box can be compared with. */
  readonly frames: number;
  readonly measuredFrames: number;
  /** Mean continuous IoU over the measured frames 2..n, [0,1]; null when there is none. */
  readonly meanIou: number | null;
  /** Share of all frames whose overlap exceeds each of {@link SUCCESS_THRESHOLDS}. */
  readonly successCurve: readonly number[];
  /** Mean of the success curve (its "area"), [0, 20/21] unless rounding lifts an overlap above 1. */
  readonly successAuc: number;
  /** Share of all frames whose centre error is at most {@link PRECISION_THRESHOLD_PX}. */
  readonly precisionAt20Px: number;
}

/** Means of {@link OnePassResult} over sequences, each sequence weighing the same. */
export interface OnePassSummary {
  readonly sequences: number;
  /** Over the sequences that have one. */
  readonly meanIou: number | null;
  readonly successAuc: number;
  readonly precisionAt20Px: number;
}

/**
 * Continuous IoU of every frame, predictions prepared as `prepareResult` tells; null for frame 1, where the tracker was
 * told the box, and where there is no true box with an area.
 * @throws StudioError bad-input as `prepareResult`
 */
export function frameIous(
  predicted: readonly Box[],
  truth: readonly Box[],
): readonly (number | null)[] {
  return prepareResult(predicted, truth).map((box, frame) => {
    const trueBox = truth[frame]!;
    return frame > 0 && isMeasurable(trueBox) ? iou(box, trueBox) : null;
  });
}

/**
 * Compares predicted boxes with true ones, frame by frame, both in the same pixels and as they are (neither
 * rounded nor clipped).
 *
 * Mean IoU leaves out frame 1, where the tracker was told the box, and frames without a measurable true box. Success
 * and precision are those of the `pytracking` protocol for a data set without visibility flags: all frames count,
 * frame 1 as a perfect one, and a frame without a measurable true box as a miss.
 * @throws StudioError bad-input when there is no true box, or a predicted box is NaN, infinite or negative in size.
 */
export function evaluateOnePass(predicted: readonly Box[], truth: readonly Box[]): OnePassResult {
  const ious = frameIous(predicted, truth);
  const scores = scorePytracking(pytrackingErrors(predicted, { boxes: truth, rule: 'plain' }));
  return {
    frames: truth.length,
    measuredFrames: ious.filter((value) => value !== null).length,
    meanIou: meanOfKnown(ious),
    successCurve: scores.successCurve,
    successAuc: scores.successAuc,
    precisionAt20Px: scores.precision20,
  };
}

/** Means over sequences. @throws StudioError bad-input when there is none. */
export function summariseOnePass(results: readonly OnePassResult[]): OnePassSummary {
  if (results.length === 0) throw new StudioError('bad-input', 'there are no sequences to average');
  return {
    sequences: results.length,
    meanIou: meanOfKnown(results.map(({ meanIou }) => meanIou)),
    successAuc: mean(results.map(({ successAuc }) => successAuc)),
    precisionAt20Px: mean(results.map(({ precisionAt20Px }) => precisionAt20Px)),
  };
}
