import { describe, expect, it } from 'vitest';
import type { Box } from '../boxes.ts';
import type { EvaluationSequence } from '../datasets/evaluation-sequence.ts';
import type { TrackerInfo } from './evaluation.ts';
import { measureSequence } from './measure-sequence.ts';
import { agreementsOf, scoreTracker } from './score-tracker.ts';

const at = (x: number): Box => ({ x, y: 0, w: 20, h: 20 });
const size = { width: 200, height: 100 };
const sequence = (truth: readonly Box[], more: Partial<EvaluationSequence> = {}) => ({
  ...{ name: 's', media: '/s', firstFrame: 0, frames: truth.length, truth, size },
  ...more,
});
const both = { kind: 'folders', protocols: ['pytracking', 'got10k'], size } as const;
const still = [0, 0, 0, 0].map(at);

describe('measureSequence', () => {
  it('measures by the protocols asked for', () => {
    const { scores, overlaps } = measureSequence(
      [at(9), at(0), at(10), at(50)],
      sequence(still),
      both,
    );
    expect(scores.ious[0]).toBeNull();
    expect(scores.ious.slice(1) as number[]).toBeAllclose([1, 1 / 3, 0], { atol: 1e-12 });
    expect(overlaps).toBeAllclose([1, 1 / 3, 0], { atol: 1e-12 });
    expect(scores.meanIou).toBeCloseTo(4 / 9, 12);
    expect(scores.got10k).toMatchObject({ frames: 3 });
    // Frame 1 counts as perfect, 1/3 exceeds the thresholds to 0.3, 0 none.
    expect(scores.pytracking!.successAuc).toBeCloseTo((2 * 20 + 7) / 4 / 21, 12);
    expect(scores.notes).toEqual([]);
    const one = measureSequence(still, sequence(still), { ...both, protocols: ['pytracking'] });
    expect(one.scores.got10k).toBeNull();
  });

  it('looks only at what a person has annotated', () => {
    const labelled = [true, false, true, false];
    const boxes = [at(0), at(90), at(10), at(90)];
    const { scores, overlaps } = measureSequence(boxes, sequence(still, { labelled }), both);
    expect(overlaps).toBeAllclose([1 / 3], { atol: 1e-12 });
    expect(scores.ious.map((iou) => iou === null)).toEqual([true, true, false, true]);
    expect(scores.pytracking!.successAuc).toBeCloseTo((20 + 7) / 2 / 21, 12);
  });

  it('leaves out what cannot be seen, and counts it as the data set does', () => {
    const visible = [true, false, true, true];
    const miss = [at(0), at(90), at(0), at(0)];
    const plain = measureSequence(miss, sequence(still, { visible }), { ...both, kind: 'lasot' });
    expect(plain.overlaps).toHaveLength(2);
    expect(plain.scores.meanIou).toBe(1);
    expect(plain.scores.pytracking!.precision20).toBe(0.75);
  });

  it('notes a result of another length, or refuses it as LaSOT and GOT-10k do', () => {
    const pytracking = { ...both, protocols: ['pytracking'] } as const;
    const short = measureSequence(still.slice(0, 3), sequence(still), pytracking);
    expect(short.scores.notes).toEqual([
      'the result has 3 boxes for 4 frames: missing ones count as misses',
    ]);
    expect(short.scores.pytracking!.op50).toBe(0.75);
    const long = measureSequence([...still, at(0)], sequence(still), pytracking);
    expect(long.scores.notes[0]).toMatch(/5 boxes for 4 frames: it was cut/);
    const halves = measureSequence(still.slice(0, 3), sequence(still), both);
    expect(halves.scores.got10k).toBeNull();
    expect(halves.scores.notes[0]).toMatch(/GOT-10k refuses it/);
    const got10k = { ...both, protocols: ['got10k'] } as const;
    expect(() => measureSequence([], sequence(still), got10k)).toThrow(/0 boxes for 4 frames/);
    expect(() => measureSequence([], sequence(still), { ...pytracking, kind: 'lasot' })).toThrow(
      /refuses/,
    );
  });
});

describe('scoreTracker', () => {
  const info: TrackerInfo = {
    ...{ name: 't', origin: 'model' as const, resolution: 128, gmacs: 1, megaParameters: 1 },
    ...{ provider: 'cpu', fallbackReason: null },
  };

  it('weighs sequences the same by pytracking and frames the same by GOT-10k', () => {
    const longTruth = Array<Box>(11).fill(at(0));
    const parts = [
      measureSequence(longTruth, sequence(longTruth, { name: 'long' }), both),
      measureSequence([at(0), at(100)], sequence([at(0), at(0)], { name: 'short' }), both),
    ].map(({ scores, overlaps }) => ({ scores: { ...scores, speed: null }, overlaps }));
    const attributes = new Map([['short', ['fast-motion'] as const]]);
    const total = scoreTracker(
      { tracker: info, sequences: parts, failures: [], unmeasured: [], speed: null },
      attributes,
    );
    expect(total.got10k!.averageOverlap).toBeCloseTo(10 / 11, 12);
    expect(total.pytracking!.precision20).toBe(0.75);
    expect(total.meanIou).toBe(0.5);
    expect(total.attributes).toEqual([
      {
        ...{ attribute: 'fast-motion', sequences: 1, averageOverlap: 0, precision20: 0.5 },
        successAuc: parts[1]!.scores.pytracking!.successAuc,
      },
    ]);
  });

  it('has no means of nothing', () => {
    const none = scoreTracker(
      { tracker: info, sequences: [], failures: [], unmeasured: [], speed: null },
      new Map(),
    );
    expect(none).toMatchObject({ meanIou: null, pytracking: null, got10k: null, attributes: [] });
  });
});

describe('agreementsOf', () => {
  it('compares each two trackers on what both have', () => {
    const of = (...x: number[]): Map<string, Box[]> => new Map([['s', x.map(at)]]);
    const found = agreementsOf(
      new Map([
        ['a', of(0, 0)],
        ['b', of(0, 100)],
        ['c', new Map([['other', [at(0)]]])],
      ]),
    );
    expect(found).toEqual([
      {
        ...{ a: 'a', b: 'b', sequences: 1, meanIou: 0.5, share: 0.5 },
        worst: [{ sequence: 's', from: 1, to: 1, leastIou: 0, frame: 1 }],
      },
    ]);
  });
});
