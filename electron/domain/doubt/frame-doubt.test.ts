import { describe, expect, it } from 'vitest';
import { boxAt, tracked } from '../../../test/support/tracked-project.ts';
import type { Box } from '../boxes.ts';
import { frameDoubts } from './frame-doubt.ts';
import type { FrameDoubt, ModelRow } from './frame-doubt.ts';

const media = { width: 400, height: 300 };
const alone = { before: false, after: false };

function rows(count: number, more: (i: number) => Partial<ModelRow> = () => ({})): ModelRow[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ ...tracked(0), box: boxAt(100 + i), score: 0.9 },
    ...more(i),
  }));
}
const doubts = (list: readonly ModelRow[], beside = alone): FrameDoubt[] =>
  frameDoubts(list, media, beside);
const box = (x: number, w: number): Box => ({ x, y: 100, w, h: 40 });

describe('frameDoubts', () => {
  it('has none about sure boxes in steady motion', () => {
    expect(doubts(rows(20)).map(({ doubt }) => doubt)).toEqual(Array<number>(20).fill(0));
    expect(doubts([])).toEqual([]);
  });

  it('grows as scores fall for a while, not with a single low one', () => {
    const at = (score: number): number => doubts(rows(20, () => ({ score })))[10]!.doubt;
    expect([at(0.7), at(0.35)]).toEqual([0, 1]);
    expect(at(0.5)).toBeCloseTo(0.6, 6);
    const single = doubts(rows(20, (i) => (i === 10 ? { score: 0.3 } : {})));
    expect(Math.max(...single.map(({ doubt }) => doubt))).toBe(0);
    expect(doubts(rows(20, () => ({ score: 0.4 })))[10]!.reason).toBe('score');
  });

  it('sees a jump in place in the very frame, but neither fast steady motion nor a turn', () => {
    const jump = doubts(rows(20, (i) => ({ box: boxAt(i < 10 ? 100 : 130) })));
    expect(jump[10]).toEqual({ doubt: 1, reason: 'jump' });
    expect(jump[9]!.doubt).toBe(0);
    const fast = doubts(rows(20, (i) => ({ box: boxAt(20 * i) })));
    expect(fast.slice(2, 18).every(({ doubt }) => doubt === 0)).toBe(true);
  });

  it('sees a jump in size', () => {
    const jump = doubts(rows(20, (i) => ({ box: box(100, i < 10 ? 40 : 80) })));
    expect(jump[10]!.reason).toBe('jump');
    expect(jump[10]!.doubt).toBeGreaterThan(0.6);
  });

  it('grows as the object leaves the picture', () => {
    // 40 px wide and 2 px to the left per frame: it touches the edge in frame 10, half of it is out in frame 20.
    const leaving = rows(30, (i) => {
      const x = 20 - 2 * i;
      return { box: box(Math.max(0, x), Math.max(10, 40 + Math.min(0, x))) };
    });
    const found = doubts(leaving);
    expect(found[9]!.doubt).toBe(0);
    expect(found[20]!.reason).toBe('edge');
    expect(found[20]!.doubt).toBeCloseTo(0.5, 1);
    expect(found[24]!.doubt).toBeGreaterThan(found[20]!.doubt);
    // A box that has lain at the edge from the start has lost nothing that is known of.
    expect(doubts(rows(5, () => ({ box: box(0, 40) })))[4]!.doubt).toBe(0);
  });

  it('follows another pass, or another model, where it disagrees', () => {
    const at = (more: Partial<ModelRow>): FrameDoubt => doubts(rows(9, () => more))[4]!;
    const [pass, model] = [at({ passIou: 0.1 }), at({ modelIou: 0.1 })];
    expect([pass.reason, model.reason]).toEqual(['pass', 'model']);
    expect(pass.doubt).toBeCloseTo(0.6, 6);
    expect(model.doubt).toBeCloseTo(0.6, 6);
    expect(at({ passIou: 0.97 }).doubt).toBe(0);
    // Agreement speaks for boxes with low scores.
    expect(at({ score: 0.45, passIou: 0.9 }).doubt).toBeLessThan(at({ score: 0.45 }).doubt / 2);
  });

  it('wanes near a person’s boxes', () => {
    const low = rows(60, () => ({ score: 0.4 }));
    const [free, after] = [doubts(low), doubts(low, { before: true, after: false })];
    expect(after[0]!.doubt).toBeLessThan(0.15);
    expect(after[59]!.doubt).toBeCloseTo(free[59]!.doubt, 2);
    const both = doubts(low, { before: true, after: true });
    expect(both[58]!.doubt).toBeCloseTo(both[1]!.doubt, 12);
  });
});
