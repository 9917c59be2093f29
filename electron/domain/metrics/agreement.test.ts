import { describe, expect, it } from 'vitest';
import type { Box } from '../boxes.ts';
import { compareTrackers } from './agreement.ts';

const at = (x: number): Box => ({ x, y: 0, w: 10, h: 10 });

describe('compareTrackers', () => {
  it('finds the runs of frames in which two trackers disagree, the worst first', () => {
    const a = [0, 0, 0, 0, 0, 0].map(at);
    const b = [0, 5, 0, 8, 20, 1, 0].map(at);
    const found = compareTrackers(a, b)!;
    const ious = [1, 1 / 3, 1, 2 / 18, 0, 9 / 11];
    expect(found.ious).toBeAllclose(ious, { atol: 1e-12 });
    expect(found.meanIou).toBeCloseTo(ious.reduce((sum, value) => sum + value) / 6, 12);
    expect(found.share).toBe(0.5);
    expect(found.disagreements).toMatchObject([
      { from: 3, to: 4, leastIou: 0, frame: 4 },
      { from: 1, to: 1, frame: 1 },
    ]);
  });

  it('has nothing to say of no frames', () => {
    expect(compareTrackers([], [at(0)])).toBeNull();
  });

  it('is the same from both sides', () => {
    const [a, b] = [[0, 3, 9].map(at), [1, 30, 9].map(at)];
    expect(compareTrackers(a, b)).toEqual(compareTrackers(b, a));
  });
});
