import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { media as clips, projects } from '../../../test/support/random-annotations.ts';
import { dense, human, projectOf, tracked } from '../../../test/support/tracked-project.ts';
import type { FrameRow } from '../annotation.ts';
import { planConfirm } from '../editing/plan-flags.ts';
import { isProtectedAt } from '../tracking/protection.ts';
import { doubtQueue, doubtsOfTrack } from './doubt-queue.ts';
import type { DoubtItem } from './doubt-queue.ts';

const media = { width: 1000, height: 300 };
const steady = (at: number): FrameRow => tracked(100 + at);
const low = (at: number): FrameRow => tracked(100 + at, { score: 0.3 });

function doubts(rows: readonly (readonly [number, FrameRow])[]): DoubtItem[] {
  return doubtsOfTrack(projectOf([rows]), 1, media);
}

describe('doubtsOfTrack', () => {
  it('finds nothing in what is sure, a person’s, imported or interpolated', () => {
    expect(doubts([[0, human(100)], ...dense(1, 80, steady)])).toEqual([]);
    const others = [
      ...dense(0, 20, (at) => human(50 * (at % 2))),
      ...dense(21, 40, (at): FrameRow => ({ ...low(at), source: 'imported' })),
      ...dense(41, 60, (at) => ({ ...low(at), confirmed: true })),
    ];
    expect(doubts(others)).toEqual([]);
  });

  it('finds a planted jump in its frame, and carries it on to the person’s next word', () => {
    const jumping = (at: number): FrameRow => tracked(100 + at + (at < 40 ? 0 : 60));
    const rows = [[0, human(100)] as const, ...dense(1, 99, jumping), [100, human(200)] as const];
    const [item, ...more] = doubts(rows);
    expect(more).toEqual([]);
    expect(item).toMatchObject({ trackId: 1, from: 40, peak: 40, reason: 'jump' });
    expect(item!.expectedFrames).toBeGreaterThan(40);
    expect(item!.expectedFrames).toBeLessThanOrEqual(60);
  });

  it('finds a stretch of low scores, to be looked at where it begins', () => {
    const rows = dense(1, 99, (at) => (at >= 30 && at <= 80 ? low(at) : steady(at)));
    const [item, ...more] = doubts([[0, human(100)], ...rows]);
    expect(more).toEqual([]);
    expect(item!.reason).toBe('score');
    expect(Math.abs(item!.from - 30)).toBeLessThanOrEqual(4);
    expect(Math.abs(item!.to - 80)).toBeLessThanOrEqual(4);
    expect(item!.peak).toBe(item!.from);
  });

  it('finds where the object has half left the picture', () => {
    const leaving = (at: number): FrameRow => {
      const right = 940 + 2 * at;
      const w = right <= 1000 ? 40 : Math.max(10, 1040 - right);
      return tracked(0, { box: { x: Math.min(right, 1000) - w, y: 100, w, h: 40 } });
    };
    const [item] = doubts([[0, human(900)], ...dense(1, 60, leaving)]);
    // It touches the edge in frame 30, and half of it is out in frame 40.
    expect(item).toMatchObject({ reason: 'edge' });
    expect(item!.from).toBeGreaterThanOrEqual(39);
    expect(item!.from).toBeLessThanOrEqual(41);
  });

  it('looks from the other side at what was followed backward', () => {
    const rows = dense(0, 99, (at) => (at <= 60 ? low(at) : steady(at)));
    const [item] = doubts([...rows, [100, human(200)]]);
    expect(item!.from).toBe(0);
    expect(item!.peak).toBe(item!.to);
  });

  it('takes neighbouring frames for one matter, and distant ones for several', () => {
    const isDoubtful = (at: number): boolean =>
      (at >= 30 && at < 45) || (at >= 48 && at < 60) || at >= 90;
    const rows = dense(1, 120, (at) => (isDoubtful(at) ? low(at) : steady(at)));
    const items = doubts([[0, human(100)], ...rows]);
    expect(items).toHaveLength(2);
    expect(items[0]!.to).toBeLessThan(items[1]!.from);
  });

  it('has no item left where a span was confirmed', () => {
    const rows = dense(1, 20, (at) => (at >= 8 ? low(at) : steady(at)));
    const model = projectOf([[[0, human(100)], ...rows]]);
    const [item] = doubtsOfTrack(model, 1, media);
    const { from, to } = item!;
    const command = { type: 'confirm' as const, trackId: 1, confirmed: true, from, to };
    model.apply(planConfirm(model, command));
    expect(doubtsOfTrack(model, 1, media)).toEqual([]);
  });

  it('never names a frame of a person', () => {
    let named = 0;
    fc.assert(
      fc.property(projects, (model) => {
        for (const { from, to, peak, doubt, expectedFrames } of doubtsOfTrack(
          model,
          1,
          clips[0]!,
        )) {
          named++;
          expect(from <= peak && peak <= to).toBe(true);
          for (let at = from; at <= to; at++) expect(isProtectedAt(model, 1, at)).toBe(false);
          expect(doubt >= 0 && doubt <= 1).toBe(true);
          expect(expectedFrames).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
    expect(named).toBeGreaterThan(20);
  });

  it('takes a track of 100,000 frames', () => {
    const rows = dense(0, 99_999, (at) => (at % 40 < 20 ? low(at % 500) : steady(at % 500)));
    expect(doubts(rows).length).toBeGreaterThan(1000);
  });
});

describe('doubtQueue', () => {
  it('puts first what repairs most', () => {
    const item = (trackId: number, from: number, expectedFrames: number): DoubtItem => ({
      ...{ trackId, from, to: from + 5, peak: from, doubt: 0.7, reason: 'score', expectedFrames },
    });
    const items = [item(1, 5, 3), item(2, 9, 40), item(2, 4, 40), item(1, 90, 40)];
    expect(doubtQueue(items).map(({ trackId, from }) => [trackId, from])).toEqual([
      [1, 90],
      [2, 4],
      [2, 9],
      [1, 5],
    ]);
    expect(items[0]!.from).toBe(5);
  });

  it('ranks a loss that nobody corrects for long above one that a person ends soon', () => {
    const jumping = (at: number): FrameRow => tracked(100 + at + (at % 100 < 50 ? 0 : 60));
    const model = projectOf([
      [[0, human(100)], ...dense(1, 99, jumping)],
      [[0, human(100)], ...dense(1, 59, jumping), [60, human(220)]],
    ]);
    const items = [1, 2].flatMap((id) => doubtsOfTrack(model, id, media));
    expect(doubtQueue(items).map(({ trackId }) => trackId)).toEqual([1, 2]);
  });
});
