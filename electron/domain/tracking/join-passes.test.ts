import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxAt, found } from '../../../test/support/tracked-project.ts';
import { iou } from '../boxes.ts';
import type { Box } from '../boxes.ts';
import { joinPasses } from './join-passes.ts';
import type { ProposedBox } from './layer.ts';
import type { RepairSpan } from './plan-repair.ts';

/** The object moves in an arc between frames 0 and 40, far from the straight line in the middle. */
const arc = (frameIndex: number): number => 100 + 12 * Math.sin((frameIndex * Math.PI) / 40);
const LAST = 40;
const span: RepairSpan = {
  ...{ from: 1, to: LAST - 1 },
  before: { frameIndex: 0, box: boxAt(arc(0)) },
  after: { frameIndex: LAST, box: boxAt(arc(LAST)) },
};

const forward = (x = arc, to = LAST): ProposedBox[] => found(1, to, x);
const backward = (x = arc, from = 0): ProposedBox[] => found(from, LAST - 1, x).reverse();
/** A path that leaves the object in a frame, by 3 px in every frame further on. */
const driftingFrom = (start: number) => (at: number) => arc(at) + 3 * Math.max(0, at - start);
/** The same, seen by a backward pass. */
const driftingBefore = (start: number) => (at: number) => arc(at) + 3 * Math.max(0, start - at);

const worst = (boxes: readonly ProposedBox[], truth = arc): number =>
  Math.min(...boxes.map(({ frameIndex, box }) => iou(box, boxAt(truth(frameIndex)))));
const framesOf = (boxes: readonly ProposedBox[]): number[] =>
  boxes.map(({ frameIndex }) => frameIndex);
const wholeSpan = framesOf(found(span.from, span.to));

describe('joinPasses', () => {
  it('gives what both passes agree on, in every frame of the span', () => {
    const joined = joinPasses(span, forward(), backward());
    expect(framesOf(joined)).toEqual(wholeSpan);
    expect(worst(joined)).toBeGreaterThan(0.85);
    for (const { passIou, score } of joined) {
      expect(passIou).toBe(1);
      expect(score).toBeCloseTo(0.9, 12);
    }
  });

  it('follows the backward pass where the forward one drifts away midway', () => {
    const joined = joinPasses(span, forward(driftingFrom(20)), backward());
    expect(worst(joined)).toBeGreaterThan(0.7);
    expect(joined[0]!.passIou).toBe(1);
    expect(joined.at(-1)!.passIou).toBe(0);
  });

  it('follows the forward pass where the backward one never was at the object', () => {
    const joined = joinPasses(
      span,
      forward(),
      backward((at) => (at > 35 ? arc(at) : 300)),
    );
    expect(worst(joined)).toBeGreaterThan(0.7);
  });

  it('takes each pass near the person’s box that it came from where both drift in the middle', () => {
    const joined = joinPasses(span, forward(driftingFrom(24)), backward(driftingBefore(16)));
    expect(worst(joined)).toBeGreaterThan(0.5);
  });

  it('bridges the middle along the straight line where both passes are lost', () => {
    const still = (): number => 100;
    const lost = { ...span, after: { frameIndex: LAST, box: boxAt(100) } };
    const joined = joinPasses(
      lost,
      forward((at) => (at < 8 ? 100 : 160)),
      backward((at) => (at > 32 ? 100 : 30)),
    );
    expect(worst(joined.slice(0, 7), still)).toBeGreaterThan(0.9);
    expect(worst(joined.slice(10, 29), still)).toBeGreaterThan(0.9);
  });

  it('takes back in equal parts what a pass is off by when it arrives', () => {
    // Both creep off by up to 3 of 10 px, each to its own side.
    const creeping = forward((at) => arc(at) + (3 * at) / LAST);
    const other = backward((at) => arc(at) - (3 * (LAST - at)) / LAST);
    expect(worst(joinPasses(span, creeping, other))).toBeGreaterThan(0.8);
    expect(worst(creeping)).toBeLessThan(0.6);
  });

  it('goes on with one pass where the other was cut short, without a jump there', () => {
    const joined = joinPasses(span, forward(arc, 15), backward());
    expect(framesOf(joined)).toEqual(wholeSpan);
    expect(worst(joined)).toBeGreaterThan(0.7);
    expect(joined.filter(({ passIou }) => passIou !== undefined)).toHaveLength(15);
    expect(largestStep(joined)).toBeLessThan(3);
    const gap = joinPasses(span, forward(arc, 10), backward(arc, 30));
    expect(framesOf(gap)).toEqual([...framesOf(found(1, 10)), ...framesOf(found(30, 39))]);
  });

  it('goes over from one pass to the other without a jump', () => {
    // Side by side all the way: neither arrives, and nothing but their nearness tells them apart.
    const joined = joinPasses(
      span,
      forward((at) => arc(at) + 2),
      backward((at) => arc(at) - 2),
    );
    expect(largestStep(joined)).toBeLessThan(2);
  });

  it('takes the flicker out of boxes that swing to and fro', () => {
    const swinging = (at: number): number => arc(at) + (at % 2 === 0 ? 2 : -2);
    const joined = joinPasses(span, forward(swinging), backward(swinging));
    expect(largestStep(joined)).toBeLessThan(2);
  });

  it('takes a single pass as it is, where its motion is steady, and says nothing of another', () => {
    const line = (at: number): number => 100 + 2 * at;
    const oneSided = { ...span, before: { frameIndex: 0, box: boxAt(100) }, after: null };
    const pass = found(1, 39, line);
    expect(joinPasses(oneSided, pass, null)).toEqual(pass);
    const other = { ...span, before: null, after: { frameIndex: LAST, box: boxAt(line(LAST)) } };
    expect(joinPasses(other, null, backward(line)).map(({ box }) => box.x)).toEqual(
      pass.map(({ box }) => box.x),
    );
    expect(joinPasses(span, null, null)).toEqual([]);
  });

  it('gives finite boxes with an area, and scores within bounds, whatever was found', () => {
    const some = fc.array(
      fc.tuple(
        fc.double({ min: -50, max: 200, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(some, some, (one, other) => {
        const f = one.map(([x, score], i) => ({ frameIndex: 1 + i, box: boxAt(x), score }));
        const b = other.map(([x, score], i) => ({ frameIndex: 39 - i, box: boxAt(x), score }));
        const joined = joinPasses(span, f, b);
        const covered = new Set(
          [...framesOf(f), ...framesOf(b)].filter((at) => at >= 1 && at <= 39),
        );
        expect(framesOf(joined)).toEqual([...covered].sort((p, q) => p - q));
        for (const { box, score, passIou = 0 } of joined) {
          const { x, y, w, h }: Box = box;
          expect([x, y, w, h].every(Number.isFinite) && w > 0 && h > 0).toBe(true);
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1 + 1e-12);
          expect(passIou >= 0 && passIou <= 1).toBe(true);
        }
      }),
    );
  });
});

/** The farthest that the left edge moves from one frame to the next, person's boxes included, in pixels. */
function largestStep(boxes: readonly ProposedBox[]): number {
  const edges = [arc(0), ...boxes.map(({ box }) => box.x), arc(LAST)];
  return Math.max(...edges.slice(1).map((x, i) => Math.abs(x - edges[i]!)));
}
