import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxAt } from '../../../test/support/tracked-project.ts';
import { legsOf } from './legs.ts';
import type { TrackSegment } from './plan-run.ts';

function segment(trackId: number, from: number, to: number): TrackSegment {
  return { trackId, anchor: { frameIndex: from, box: boxAt(0) }, start: null, from, to };
}

describe('legsOf', () => {
  it('cuts where any segment begins or ends', () => {
    const [a, b, c] = [segment(1, 1, 9), segment(2, 4, 6), segment(3, 12, 13)];
    expect(legsOf([a, b, c], 1)).toEqual([
      { from: 1, to: 3, segments: [a] },
      { from: 4, to: 6, segments: [a, b] },
      { from: 7, to: 9, segments: [a] },
      { from: 12, to: 13, segments: [c] },
    ]);
    const [d, e] = [segment(1, 9, 2), segment(2, 9, 5)];
    expect(legsOf([d, e], -1)).toEqual([
      { from: 9, to: 5, segments: [d, e] },
      { from: 4, to: 2, segments: [d] },
    ]);
    expect(legsOf([], 1)).toEqual([]);
  });

  it('lets one segment follow another of the same track at once', () => {
    const [a, b] = [segment(1, 1, 3), segment(1, 4, 4)];
    expect(legsOf([b, a], 1)).toEqual([
      { from: 1, to: 3, segments: [a] },
      { from: 4, to: 4, segments: [b] },
    ]);
  });

  it('covers every frame of every segment once, and nothing else', () => {
    const ends = fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 30 }));
    const directions = fc.constantFrom(1 as const, -1 as const);
    fc.assert(
      fc.property(fc.array(ends, { maxLength: 8 }), directions, (pairs, direction) => {
        const segments = pairs.map(([a, b], i) => {
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          return direction === 1 ? segment(i, low, high) : segment(i, high, low);
        });
        const legs = legsOf(segments, direction);
        const covered = (list: readonly { from: number; to: number; ids: readonly number[] }[]) =>
          list.flatMap(({ from, to, ids }) =>
            Array.from({ length: Math.abs(to - from) + 1 }, (_, i) =>
              ids.map((id) => `${id} ${from + direction * i}`),
            ).flat(),
          );
        const wanted = covered(
          segments.map(({ trackId, ...ends }) => ({ ...ends, ids: [trackId] })),
        );
        const got = covered(
          legs.map(({ segments: active, ...leg }) => ({
            ...leg,
            ids: active.map(({ trackId }) => trackId),
          })),
        );
        expect(got.sort()).toEqual(wanted.sort());
        for (const [i, { from }] of legs.entries()) {
          if (i > 0) expect((from - legs[i - 1]!.to) * direction).toBeGreaterThan(0);
        }
      }),
    );
  });
});
