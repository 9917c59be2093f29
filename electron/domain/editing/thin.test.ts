import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxes } from '../../../test/support/random-annotations.ts';
import { iou } from '../boxes.ts';
import type { Box } from '../boxes.ts';
import { interpolateBox } from './interpolate.ts';
import { fewestKeyframes } from './thin.ts';
import type { BoxRun } from './thin.ts';

/** True when every box between two kept places is met; nothing changes between neighbouring candidates. */
function isMet(
  { boxes: all, isCandidate }: BoxRun,
  kept: readonly number[],
  minIou: number,
): boolean {
  return kept.slice(1).every((to, i) => {
    const from = kept[i]!;
    if (!isCandidate.slice(from + 1, to).includes(true)) return true;
    return all.slice(from + 1, to).every((box, k) => {
      const t = (k + 1) / (to - from);
      return iou(interpolateBox(all[from]!, all[to]!, t), box) >= minIou;
    });
  });
}

/** The least number of keyframes, by trying every choice. */
function fewestByTrying(run: BoxRun, minIou: number): number {
  const inner = [...run.boxes.keys()].slice(1, -1).filter((place) => run.isCandidate[place]);
  let fewest = Infinity;
  for (let choice = 0; choice < 1 << inner.length; choice++) {
    const chosen = inner.filter((_, bit) => (choice >> bit) % 2 === 1);
    const kept = [0, ...chosen, run.boxes.length - 1];
    if (kept.length < fewest && isMet(run, kept, minIou)) fewest = kept.length;
  }
  return fewest;
}

/** Boxes that wander in small steps, so that some straight lines fit and others do not. */
const wandering = fc
  .tuple(
    boxes,
    fc.array(
      fc.record({
        x: fc.integer({ min: -8, max: 8 }),
        y: fc.integer({ min: -8, max: 8 }),
        w: fc.integer({ min: -4, max: 4 }),
        h: fc.integer({ min: -4, max: 4 }),
      }),
      { minLength: 1, maxLength: 9 },
    ),
  )
  .map(([start, steps]) => {
    const list: Box[] = [{ ...start, w: start.w + 20, h: start.h + 20 }];
    for (const { x, y, w, h } of steps) {
      const last = list.at(-1)!;
      list.push({
        x: last.x + x / 2,
        y: last.y + y / 2,
        w: Math.max(1, last.w + w / 2),
        h: Math.max(1, last.h + h / 2),
      });
    }
    return list;
  });

const runs: fc.Arbitrary<BoxRun> = fc
  .tuple(wandering, fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }))
  .map(([list, flags]) => ({
    boxes: list,
    isCandidate: list.map((_, i) => i === 0 || i === list.length - 1 || flags[i]!),
  }));

describe('fewestKeyframes', () => {
  it('needs as few as the best of all choices, and meets every box', () => {
    const counts = new Set<number>();
    fc.assert(
      fc.property(runs, fc.constantFrom(0.5, 0.8, 0.9, 0.95), (run, minIou) => {
        const kept = fewestKeyframes(run, minIou);
        expect(kept[0]).toBe(0);
        expect(kept.at(-1)).toBe(run.boxes.length - 1);
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        expect(kept.every((place) => run.isCandidate[place])).toBe(true);
        expect(isMet(run, kept, minIou)).toBe(true);
        expect(kept.length).toBe(fewestByTrying(run, minIou));
        counts.add(kept.length);
      }),
      { numRuns: 2000 },
    );
    expect(counts.size).toBeGreaterThan(5);
  });

  it('is not misled by a keyframe that reaches far and ends badly', () => {
    // The farthest reach from 0 is 2, an outlier from which nothing but its neighbour can be reached.
    const at = (x: number): Box => ({ x, y: 0, w: 100, h: 100 });
    const list = [at(0), at(2), at(5.5), at(2), at(2), at(2), at(2)];
    const run = { boxes: list, isCandidate: list.map(() => true) };
    expect(fewestKeyframes(run, 0.95).length).toBe(fewestByTrying(run, 0.95));
  });

  it('keeps both ends of a straight way, and each corner of a bent one', () => {
    const bent = Array.from({ length: 101 }, (_, i): Box => {
      return { x: i < 40 ? 3 * i : 240 - 3 * i, y: 5, w: 20, h: 20 };
    });
    const all = { boxes: bent, isCandidate: bent.map(() => true) };
    expect(fewestKeyframes(all, 0.999)).toEqual([0, 40, 100]);
    const straight = { boxes: bent.slice(0, 41), isCandidate: all.isCandidate.slice(0, 41) };
    expect(fewestKeyframes(straight, 0.999)).toEqual([0, 40]);
    expect(fewestKeyframes({ boxes: bent.slice(0, 1), isCandidate: [true] }, 0.9)).toEqual([0]);
    expect(fewestKeyframes({ boxes: [], isCandidate: [] }, 0.9)).toEqual([]);
  });

  it('comes to an end where boxes are empty, and overlap nothing', () => {
    const list = Array.from({ length: 5 }, (): Box => ({ x: 0, y: 0, w: 0, h: 0 }));
    const run = { boxes: list, isCandidate: [true, true, false, true, true] };
    expect(fewestKeyframes(run, 0.9)).toEqual([0, 1, 3, 4]);
  });

  it('thins 20,000 frames of a winding way', () => {
    const list = Array.from({ length: 20_000 }, (_, i): Box => {
      const noise = Math.sin(i * 12.9898) * 0.2;
      const [x, y] = [900 + 800 * Math.sin(i / 300), 500 + 400 * Math.cos(i / 170)];
      return { x: x + noise, y: y - noise, w: 120 + 30 * Math.sin(i / 500), h: 90 };
    });
    const run = { boxes: list, isCandidate: list.map(() => true) };
    const kept = fewestKeyframes(run, 0.95);
    expect(isMet(run, kept, 0.95)).toBe(true);
    // Curvature allows about 34 frames at a time; steps that a straight line cannot span would need far more.
    expect(kept.length).toBeGreaterThan(300);
    expect(kept.length).toBeLessThan(900);
  });
});
