/** Up to this IoU a box is beside its object. */
export const LOST_IOU = 0.1;
/** From above this IoU a box is on its object again, and free of drift. */
export const FOUND_IOU = 0.5;
/** Measured frames in a row that a tracker must be beside its object to have lost it. */
export const LOST_FRAMES = 5;

/** How a tracker keeps its object through one sequence. */
export interface Robustness {
  /** Times it was beside its object (IoU ≤ 0.1) for five measured frames in a row. */
  readonly losses: number;
  /** Losses after which it was on its object again (IoU > 0.5). */
  readonly redetections: number;
  /** Most measured frames in a row with IoU > 0.5; frames without a true box neither count nor interrupt. */
  readonly longestDriftFree: number;
  /** Measured frames from a loss's first frame to its re-detection, or to the end. */
  readonly lostFrames: number;
}

/** Counts losses in a sequence's IoUs per frame; null where there is nothing to measure. */
export function measureRobustness(ious: readonly (number | null)[]): Robustness {
  const measured = ious.filter((value) => value !== null);
  const counts = { losses: 0, redetections: 0, longestDriftFree: 0, lostFrames: 0 };
  let beside = 0;
  let driftFree = 0;
  let isLost = false;
  for (const iou of measured) {
    beside = iou <= LOST_IOU ? beside + 1 : 0;
    driftFree = iou > FOUND_IOU ? driftFree + 1 : 0;
    counts.longestDriftFree = Math.max(counts.longestDriftFree, driftFree);
    if (isLost && driftFree > 0) {
      isLost = false;
      counts.redetections++;
    } else if (!isLost && beside === LOST_FRAMES) {
      isLost = true;
      counts.losses++;
      // The frames before this one that led to the loss are part of it.
      counts.lostFrames += LOST_FRAMES - 1;
    }
    if (isLost) counts.lostFrames++;
  }
  return counts;
}

/** Sums over sequences; of the longest run the longest. */
export function sumRobustness(sequences: readonly Robustness[]): Robustness {
  const total = (of: (one: Robustness) => number): number =>
    sequences.reduce((sum, one) => sum + of(one), 0);
  return {
    losses: total(({ losses }) => losses),
    redetections: total(({ redetections }) => redetections),
    longestDriftFree: Math.max(0, ...sequences.map((one) => one.longestDriftFree)),
    lostFrames: total(({ lostFrames }) => lostFrames),
  };
}
