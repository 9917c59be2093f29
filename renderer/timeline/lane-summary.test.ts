import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameRow } from '../../electron/domain/annotation.ts';
import { laneOf, storedRow } from './lane.fixture.ts';
import { LaneBit, LaneSummaries, LaneSummary, NO_SCORE } from './lane-summary.ts';
import { axisCells, boundAxis } from './time-axis.ts';

const row = fc
  .record({
    source: fc.constantFrom<FrameRow['source']>('human', 'model:a', 'imported', 'interpolated'),
    confirmed: fc.boolean(),
    occluded: fc.boolean(),
    absent: fc.boolean(),
    keyframe: fc.boolean(),
    score: fc.option(fc.integer({ min: 0, max: 254 }).map((step) => step / 254)),
  })
  .map((more) => storedRow({ ...more, box: more.absent ? null : { x: 0, y: 0, w: 1, h: 1 } }));
const rows = fc
  .uniqueArray(fc.tuple(fc.nat(300), row), { selector: ([frame]) => frame, maxLength: 80 })
  .map((entries) => new Map(entries));

/** Bits and least score of frames from..to-1, straight from the rules of FrameRow, frame by frame. */
function bruteForce(
  stored: ReadonlyMap<number, FrameRow>,
  interpolate: boolean,
  from: number,
  to: number,
): { bits: number; score: number } {
  const frames = [...stored.keys()].sort((a, b) => a - b);
  let bits = 0;
  let score = Infinity;
  for (let frame = from; frame < to; frame++) {
    const before = frames.findLast((each) => each <= frame);
    if (before === undefined || frame > frames.at(-1)!) continue;
    const last = stored.get(before)!;
    const isStored = before === frame;
    if (!isStored && !last.absent && !interpolate) continue;
    const kind = last.source.startsWith('model') ? 'model' : (last.source as 'human');
    if (last.absent) bits |= LaneBit.absent;
    else bits |= isStored ? LaneBit[kind] : LaneBit.interpolated;
    if (last.occluded) bits |= LaneBit.occluded;
    if (!isStored || !last.confirmed) bits |= LaneBit.unconfirmed;
    if (isStored && last.keyframe) bits |= LaneBit.keyframe;
    if (isStored && last.score !== null) score = Math.min(score, last.score);
  }
  return { bits, score: score === Infinity ? NO_SCORE : score };
}

describe('LaneSummary', () => {
  it('sums up any span of frames as going through them one by one does', () => {
    fc.assert(
      fc.property(
        rows,
        fc.boolean(),
        fc.integer({ min: -5, max: 310 }),
        fc.integer({ min: -5, max: 310 }),
        (stored, interpolate, from, to) => {
          const summary = new LaneSummary(laneOf(1, stored, interpolate));
          const expected = bruteForce(stored, interpolate, from, to);
          expect(summary.bits(from, to)).toBe(expected.bits);
          expect(summary.minScore(from, to)).toBeCloseTo(expected.score, 9);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives every pixel of a zoomed-out lane what its frames hold', () => {
    fc.assert(
      fc.property(
        rows,
        fc.double({ min: 0.02, max: 3, noNaN: true }),
        fc.double({ min: 0, max: 290, noNaN: true }),
        (stored, pxPerFrame, start) => {
          const axis = boundAxis({ start, pxPerFrame, frameCount: 301, width: 60 });
          const cells = axisCells(axis);
          const summary = new LaneSummary(laneOf(1, stored));
          for (let i = 0; i < cells.count; i++) {
            const [from, to] = [cells.edges[i]!, cells.edges[i + 1]!];
            expect(summary.bits(from, to)).toBe(bruteForce(stored, true, from, to).bits);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is empty for a lane without frames', () => {
    const summary = new LaneSummary(laneOf(1, new Map()));
    expect([summary.from, summary.to, summary.bits(0, 100), summary.minScore(0, 100)]).toEqual([
      0,
      0,
      0,
      NO_SCORE,
    ]);
  });
});

describe('LaneSummaries', () => {
  it('makes a summary once for as long as the spans are the same', () => {
    const summaries = new LaneSummaries();
    const lane = laneOf(1, new Map([[3, storedRow()]]));
    expect(summaries.of({ ...lane, name: 'other' })).toBe(summaries.of(lane));
    expect(summaries.of({ ...lane, spans: [...lane.spans] })).not.toBe(summaries.of(lane));
  });
});
