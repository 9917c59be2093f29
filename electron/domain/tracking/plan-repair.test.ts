import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_COUNT, projects } from '../../../test/support/random-annotations.ts';
import {
  boxAt,
  dense,
  gone,
  human,
  projectOf,
  tracked,
} from '../../../test/support/tracked-project.ts';
import { kindOf } from '../editing/spans.ts';
import { passesOf, planRepair } from './plan-repair.ts';
import { isProtectedAt } from './protection.ts';

const anchor = (frameIndex: number) => ({ frameIndex, box: boxAt(frameIndex) });

describe('planRepair', () => {
  it('doubts the frames from a correction to the person’s next word on either side', () => {
    const model = projectOf([
      [[0, human(0)], ...dense(1, 9), [10, human(10)], ...dense(11, 19), [20, human(20)]],
    ]);
    expect(planRepair(model, 1, [10], null)).toEqual([
      { from: 1, to: 9, before: anchor(0), after: anchor(10) },
      { from: 11, to: 19, before: anchor(10), after: anchor(20) },
    ]);
  });

  it('merges what several corrections share', () => {
    const model = projectOf([
      [[0, human(0)], ...dense(1, 4), [5, human(5)], ...dense(6, 9), [10, human(10)]],
    ]);
    const spans = planRepair(model, 1, [10, 5, 5], null);
    expect(spans.map(({ from, to }) => [from, to])).toEqual([
      [1, 4],
      [6, 9],
    ]);
  });

  it('goes to the track’s ends, or the range’s, where no person has a word', () => {
    const model = projectOf([[...dense(3, 9), [10, human(10)], ...dense(11, 15)]]);
    expect(planRepair(model, 1, [10], null)).toEqual([
      { from: 3, to: 9, before: null, after: anchor(10) },
      { from: 11, to: 15, before: anchor(10), after: null },
    ]);
    expect(planRepair(model, 1, [10], { from: 5, to: 20 })).toEqual([
      { from: 5, to: 9, before: null, after: anchor(10) },
      { from: 11, to: 20, before: anchor(10), after: null },
    ]);
    const alone = projectOf([[[10, human(10)]]]);
    expect(planRepair(alone, 1, [10], null)).toEqual([]);
    expect(planRepair(alone, 1, [10], { from: 0, to: 20 })).toEqual([]);
  });

  it('is bounded by an absence, but has no anchor there', () => {
    const model = projectOf([
      [[0, human(0)], ...dense(1, 4), [5, gone], [8, tracked(8)], ...dense(9, 14), [15, human(15)]],
    ]);
    expect(planRepair(model, 1, [15], null)).toEqual([
      { from: 8, to: 14, before: null, after: anchor(15) },
    ]);
    const both = [
      { from: 1, to: 4, before: anchor(0), after: null },
      { from: 8, to: 14, before: null, after: anchor(15) },
    ];
    // Frame 7 is absent because of frame 5.
    expect(planRepair(model, 1, [5], null)).toEqual(both);
    expect(planRepair(model, 1, [7], null)).toEqual(both);
  });

  it('leaves alone what holds no model’s box, and what nobody has corrected', () => {
    const model = projectOf([
      [[0, human(0)], [10, human(10)], ...dense(11, 12), [13, gone], [15, gone]],
    ]);
    expect(planRepair(model, 1, [0, 11, 15, 20], null)).toEqual([]);
    expect(planRepair(model, 1, [10], null).map(({ from, to }) => [from, to])).toEqual([[11, 12]]);
  });

  it('never doubts a frame of a person', () => {
    const corrected = fc.uniqueArray(fc.nat({ max: FRAME_COUNT - 1 }), { maxLength: 5 });
    const ranges = fc.constantFrom(null, { from: 0, to: FRAME_COUNT - 1 });
    let planned = 0;
    fc.assert(
      fc.property(projects, corrected, ranges, (model, frames, range) => {
        const spans = planRepair(model, 1, frames, range);
        spans.forEach(({ from, to, before, after }, i) => {
          planned++;
          expect(from).toBeLessThanOrEqual(to);
          if (i > 0) expect(from).toBeGreaterThan(spans[i - 1]!.to);
          for (let at = from; at <= to; at++) expect(isProtectedAt(model, 1, at)).toBe(false);
          for (const found of [before, after]) {
            if (found === null) continue;
            expect(model.row(1, found.frameIndex)!.box).toEqual(found.box);
            expect(isProtectedAt(model, 1, found.frameIndex)).toBe(true);
          }
          expect(before ?? after).not.toBeNull();
          const rows = model.rowsBetween(1, from, to);
          expect(rows.some(({ row }) => kindOf(row) === 'model')).toBe(true);
        });
      }),
      { numRuns: 1000 },
    );
    expect(planned).toBeGreaterThan(20);
  });
});

describe('passesOf', () => {
  it('runs each pass into the far anchor’s frame', () => {
    const span = { from: 1, to: 9, before: anchor(0), after: anchor(10) };
    expect(passesOf(span, 7)).toEqual({
      forward: { trackId: 7, anchor: anchor(0), start: null, from: 1, to: 10 },
      backward: { trackId: 7, anchor: anchor(10), start: null, from: 9, to: 0 },
    });
  });

  it('has one pass, to the span’s end, where one anchor is missing', () => {
    const { forward, backward } = passesOf({ from: 1, to: 9, before: anchor(0), after: null }, 7);
    expect([forward?.from, forward?.to, backward]).toEqual([1, 9, null]);
    const other = passesOf({ from: 3, to: 9, before: null, after: anchor(10) }, 7);
    expect([other.forward, other.backward?.from, other.backward?.to]).toEqual([null, 9, 3]);
  });
});
