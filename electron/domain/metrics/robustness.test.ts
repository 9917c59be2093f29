import { describe, expect, it } from 'vitest';
import { measureRobustness, sumRobustness } from './robustness.ts';

const many = (count: number, iou: number): number[] => Array<number>(count).fill(iou);

describe('measureRobustness', () => {
  it('counts a loss, its frames and the re-detection', () => {
    const ious = [null, ...many(6, 0.8), ...many(7, 0.05), ...many(2, 0.3), ...many(4, 0.6)];
    expect(measureRobustness(ious)).toEqual({
      losses: 1,
      redetections: 1,
      longestDriftFree: 6,
      lostFrames: 9,
    });
  });

  it('does not call a short slip or a loose box a loss', () => {
    const slip = [...many(3, 0.9), ...many(4, 0), ...many(3, 0.9)];
    expect(measureRobustness(slip)).toMatchObject({ losses: 0, lostFrames: 0 });
    expect(measureRobustness(many(30, 0.11))).toMatchObject({ losses: 0, longestDriftFree: 0 });
  });

  it('passes over frames without a true box', () => {
    const ious = [0.6, null, null, 0.7, 0, 0, null, 0, 0, 0, 0];
    expect(measureRobustness(ious)).toEqual({
      losses: 1,
      redetections: 0,
      longestDriftFree: 2,
      lostFrames: 6,
    });
  });

  it('sums sequences up', () => {
    const a = measureRobustness([...many(9, 0.9), ...many(5, 0)]);
    const b = measureRobustness([...many(5, 0), ...many(3, 0.9)]);
    expect(sumRobustness([a, b])).toEqual({
      losses: 2,
      redetections: 1,
      longestDriftFree: 9,
      lostFrames: 10,
    });
    expect(sumRobustness([])).toMatchObject({ losses: 0, longestDriftFree: 0 });
  });
});
