import { StudioError } from '../../contract/errors.ts';
import { formatBox, iou } from '../boxes.ts';
import type { Box } from '../boxes.ts';
import { centreErrorPx, isMeasurable, pixelInclusiveIou } from './frame-errors.ts';

/** Overlap thresholds 0, 0.05 .. 1 of the success curve. */
export const SUCCESS_THRESHOLDS: readonly number[] = Array.from({ length: 21 }, (_, i) => i * 0.05);

/** Centre error in pixels up to which a frame counts as precise. */
export const PRECISION_THRESHOLD_PX = 20;

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
 * Compares predicted boxes with true ones, frame by frame, both in the same pixels and as they are (neither
 * rounded nor clipped).
 *
 * Predictions are prepared as in pytracking: an empty one is replaced by the one before unless the true box is
 * NaN, missing ones at the end are empty, surplus ones are dropped. Mean IoU leaves out frame 1, where the
 * tracker was told the box, and frames without a measurable true box. Success and precision are pytracking's
 * for a dataset without visibility flags: all frames count, frame 1 as a perfect one, and a frame without a
 * measurable true box as a miss (for UAV123 alone pytracking calls it precise).
 * @throws StudioError bad-input when there is no true box, or a predicted box is NaN, infinite or negative in size.
 */
export function evaluateOnePass(predicted: readonly Box[], truth: readonly Box[]): OnePassResult {
  if (truth.length === 0) {
    throw new StudioError('bad-input', 'there are no true boxes to compare with');
  }
  predicted.forEach(mustBeFinite);
  const filled = fillEmpty(predicted, truth);
  const success = SUCCESS_THRESHOLDS.map(() => 0);
  let precise = 0;
  let iouSum = 0;
  let measuredFrames = 0;
  truth.forEach((trueBox, frame) => {
    if (!isMeasurable(trueBox)) return;
    const box = frame === 0 ? trueBox : (filled[frame] ?? NOTHING);
    const overlap = pixelInclusiveIou(box, trueBox);
    SUCCESS_THRESHOLDS.forEach((threshold, i) => {
      if (overlap > threshold) success[i]! += 1;
    });
    if (centreErrorPx(box, trueBox) <= PRECISION_THRESHOLD_PX) precise++;
    if (frame === 0) return;
    iouSum += iou(box, trueBox);
    measuredFrames++;
  });
  const successCurve = success.map((count) => count / truth.length);
  return {
    frames: truth.length,
    measuredFrames,
    meanIou: measuredFrames > 0 ? iouSum / measuredFrames : null,
    successCurve,
    successAuc: mean(successCurve),
    precisionAt20Px: precise / truth.length,
  };
}

/** Means over sequences. @throws StudioError bad-input when there is none. */
export function summariseOnePass(results: readonly OnePassResult[]): OnePassSummary {
  if (results.length === 0) throw new StudioError('bad-input', 'there are no sequences to average');
  const ious = results.flatMap(({ meanIou }) => (meanIou === null ? [] : [meanIou]));
  return {
    sequences: results.length,
    meanIou: ious.length > 0 ? mean(ious) : null,
    successAuc: mean(results.map(({ successAuc }) => successAuc)),
    precisionAt20Px: mean(results.map(({ precisionAt20Px }) => precisionAt20Px)),
  };
}

/** What pytracking pads short results with. */
const NOTHING: Box = { x: 0, y: 0, w: 0, h: 0 };

function fillEmpty(predicted: readonly Box[], truth: readonly Box[]): readonly Box[] {
  const filled: Box[] = [];
  predicted.forEach((box, frame) => {
    const empty = box.w === 0 || box.h === 0;
    const absent = Object.values(truth[frame] ?? {}).some(Number.isNaN);
    filled.push(frame > 0 && empty && !absent ? filled[frame - 1]! : box);
  });
  return filled;
}

function mustBeFinite(box: Box, frame: number): void {
  if ([box.x, box.y, box.w, box.h].every(Number.isFinite) && box.w >= 0 && box.h >= 0) return;
  throw new StudioError(
    'bad-input',
    `predicted box ${frame + 1} is ${formatBox(box)}: it must have finite numbers and no negative size`,
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
