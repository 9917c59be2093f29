import { describe, expect, it } from 'vitest';
import { formatTruth, parseTruth, truthOf } from './kept-truth.ts';

const box = { x: 1.25, y: 2, w: 3, h: 4 };
const absent = { x: NaN, y: NaN, w: NaN, h: NaN };
const sequence = { name: 's', media: '/s', firstFrame: 0, frames: 3, size: null };

describe('true boxes that are kept', () => {
  it('are those that count', () => {
    expect(truthOf({ ...sequence, truth: [box, absent, box] })).toEqual([box, null, box]);
    const labelled = [true, true, false];
    expect(truthOf({ ...sequence, truth: [box, box, box], labelled })).toEqual([box, box, null]);
    // Where a benchmark keeps the others to itself.
    expect(truthOf({ ...sequence, truth: [box] })).toEqual([box, null, null]);
  });

  it('come back as they were', () => {
    const truth = [box, null, { ...box, x: 0.1 + 0.2 }];
    expect(parseTruth(formatTruth(truth), 'file')).toEqual(truth);
    expect(() => parseTruth('[[1,2,3]]', 'file')).toThrow(/file: \[0\] should be four numbers/);
  });
});
