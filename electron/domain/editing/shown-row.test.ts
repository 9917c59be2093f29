import { describe, expect, it } from 'vitest';
import type { FrameRow } from '../annotation.ts';
import { shownBetween } from './interpolate.ts';
import { rowFrom } from './shown-row.ts';

const row: FrameRow = {
  ...{ box: { x: 1, y: 2, w: 3, h: 4 }, source: 'model:tiny-128', confirmed: false, score: 0.5 },
  ...{ passIou: 0.75, modelIou: 0, occluded: false, absent: false, keyframe: false },
  attributes: {},
};
const shown = { ...row, isStored: true };

describe('rowFrom', () => {
  it('keeps how far other passes agreed while the box and its maker stay', () => {
    expect(rowFrom(shown)).toStrictEqual(row);
    expect(rowFrom(shown, { confirmed: true })).toStrictEqual({ ...row, confirmed: true });
    const box = { ...row.box! };
    expect(rowFrom(shown, { box, keyframe: true })).toStrictEqual({ ...row, keyframe: true });
  });

  it.each<Partial<FrameRow>>([
    { box: { x: 1, y: 2, w: 3, h: 5 } },
    { box: null, absent: true },
    { source: 'human', score: null },
  ])('drops it where %j takes their place', (more) => {
    const after = rowFrom(shown, more);
    expect(after).toMatchObject(more);
    expect(after).not.toHaveProperty('passIou');
    expect(after).not.toHaveProperty('modelIou');
  });

  it('has none of a box that follows from others', () => {
    const [previous, next] = [0, 4].map((frameIndex) => ({ frameIndex, row }));
    const between = rowFrom(shownBetween(previous!, next!, 1, true)!);
    expect(between.source).toBe('interpolated');
    expect(between).not.toHaveProperty('passIou');
    expect(between).not.toHaveProperty('modelIou');
  });
});
