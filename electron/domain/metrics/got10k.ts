import { StudioError } from '../../contract/errors.ts';
import type { Box } from '../boxes.ts';
import { isMeasurable } from './frame-errors.ts';
import { mean } from './mean.ts';

/** Overlap thresholds 0, 0.01 .. 1 of the success curve; a frame succeeds when its overlap is above. */
export const GOT10K_THRESHOLDS: readonly number[] = Array.from({ length: 101 }, (_, i) => i / 100);

/** Distance of 1 to the next larger number, which the toolkit adds to every union. */
const EPSILON = 2 ** -52;

/** Scores of the `got10k` protocol; all are shares, 0..1. */
export interface Got10kScores {
  /** AO: mean overlap. */
  readonly averageOverlap: number;
  /** SR0.5 and SR0.75: share of frames whose overlap is above. */
  readonly sr50: number;
  readonly sr75: number;
  /** Share of frames above each of {@link GOT10K_THRESHOLDS}. */
  readonly successCurve: readonly number[];
  /** Frames that count. */
  readonly frames: number;
}

/** One sequence's true boxes, and what of them can be seen. */
export interface Got10kTruth {
  /** One box per frame, image pixels; NaN or without area where absent. */
  readonly boxes: readonly Box[];
  /** Visible share of the object per frame in eighths, 0..8; left out where the data set does not say. */
  readonly cover?: readonly number[];
  /** Size of the pictures, pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * Overlaps of the frames that count: all but the first in which something of the object is visible, both boxes clipped
 * to the picture the way the toolkit does it (a corner moves to the edge, the size stays).
 * @throws StudioError bad-input when there is not one predicted box per true one, or one is NaN
 */
export function got10kOverlaps(predicted: readonly Box[], truth: Got10kTruth): readonly number[] {
  if (predicted.length !== truth.boxes.length) {
    throw new StudioError(
      'bad-input',
      `there are ${predicted.length} boxes for ${truth.boxes.length} frames: GOT-10k wants one for each`,
    );
  }
  return truth.boxes.flatMap((box, frame) => {
    if (frame === 0 || !isMeasurable(box) || (truth.cover?.[frame] ?? 8) <= 0) return [];
    const found = predicted[frame]!;
    if (![found.x, found.y, found.w, found.h].every(Number.isFinite)) {
      throw new StudioError('bad-input', `predicted box ${frame + 1} is not four finite numbers`);
    }
    return [overlap(clipped(found, truth), clipped(box, truth))];
  });
}

/** Scores of overlaps, of one sequence or of all of them one after the other; null when there are none. */
export function scoreGot10k(overlaps: readonly number[]): Got10kScores | null {
  if (overlaps.length === 0) return null;
  const above = (least: number): number =>
    overlaps.reduce((sum, iou) => sum + Number(iou > least), 0) / overlaps.length;
  return {
    averageOverlap: mean(overlaps),
    sr50: above(0.5),
    sr75: above(0.75),
    successCurve: GOT10K_THRESHOLDS.map(above),
    frames: overlaps.length,
  };
}

function clipped(box: Box, { width, height }: Got10kTruth): Box {
  const x = clamp(box.x, width);
  const y = clamp(box.y, height);
  return { x, y, w: clamp(box.w, width - x), h: clamp(box.h, height - y) };
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}

function overlap(a: Box, b: Box): number {
  const w = Math.max(0, Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x));
  const h = Math.max(0, Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y));
  const union = a.w * a.h + b.w * b.h - w * h;
  return Math.min(1, Math.max(0, (w * h) / (union + EPSILON)));
}
