import { iou } from '../boxes.ts';
import type { Box } from '../boxes.ts';
import { mean } from './mean.ts';
import { FOUND_IOU } from './robustness.ts';

/** A run of frames in which two trackers disagree, both ends included; frames of the sequence, from 0. */
export interface Disagreement {
  readonly from: number;
  readonly to: number;
  /** Least overlap of the two boxes in it, and where. */
  readonly leastIou: number;
  readonly frame: number;
}

/** How far two trackers agree on one sequence, whatever the truth. */
export interface Agreement {
  /** Overlap of the two boxes, one per frame that both have. */
  readonly ious: readonly number[];
  readonly meanIou: number;
  /** Share of frames with an overlap above 0.5. */
  readonly share: number;
  /** Runs of frames with an overlap of at most 0.5, the worst first. */
  readonly disagreements: readonly Disagreement[];
}

/** Compares two trackers' boxes of one sequence, frame by frame; null when they have no frame in common. */
export function compareTrackers(a: readonly Box[], b: readonly Box[]): Agreement | null {
  const length = Math.min(a.length, b.length);
  if (length === 0) return null;
  const ious = Array.from({ length }, (_, frame) => iou(a[frame]!, b[frame]!));
  const disagreements: Disagreement[] = [];
  ious.forEach((value, frame) => {
    if (value > FOUND_IOU) return;
    const last = disagreements.at(-1);
    if (last?.to !== frame - 1) {
      disagreements.push({ from: frame, to: frame, leastIou: value, frame });
      return;
    }
    const worst = value < last.leastIou ? { leastIou: value, frame } : {};
    disagreements[disagreements.length - 1] = { ...last, to: frame, ...worst };
  });
  return {
    ious,
    meanIou: mean(ious),
    share: ious.filter((value) => value > FOUND_IOU).length / length,
    disagreements: disagreements.toSorted((p, q) => p.leastIou - q.leastIou || p.from - q.from),
  };
}
