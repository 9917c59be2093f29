import { describe, expect, it } from 'vitest';
import { boxesAt, handleAt, handlePlaces, nextInCycle } from './hit-test.ts';
import { stageBox } from './stage-box.fixture.ts';

describe('handles', () => {
  const box = { x: 100, y: 100, w: 80, h: 60 };

  it('are eight and a centre on a box with room, the corners on a small one', () => {
    expect(
      handlePlaces(box)
        .map(({ handle }) => handle)
        .sort(),
    ).toEqual(['centre', 'e', 'n', 'ne', 'nw', 's', 'se', 'sw', 'w'].sort());
    expect(handlePlaces({ ...box, w: 20, h: 20 })).toHaveLength(4);
    expect(handlePlaces({ ...box, h: 20 }).map(({ handle }) => handle)).toEqual(
      expect.arrayContaining(['n', 's']),
    );
  });

  it('are found within reach and nowhere else', () => {
    expect(handleAt(box, { x: 183, y: 157 }, 7)).toBe('se');
    expect(handleAt(box, { x: 100, y: 133 }, 7)).toBe('w');
    expect(handleAt(box, { x: 140, y: 130 }, 7)).toBe('centre');
    expect(handleAt(box, { x: 188, y: 160 }, 7)).toBeNull();
    expect(handleAt(box, { x: 120, y: 115 }, 7)).toBeNull();
  });

  it('leave the middle of a tiny box free', () => {
    expect(handleAt({ x: 0, y: 0, w: 9, h: 9 }, { x: 4.5, y: 4.5 }, 7)).toBeNull();
    expect(handleAt({ x: 0, y: 0, w: 9, h: 9 }, { x: 1, y: 1 }, 7)).toBe('nw');
  });
});

describe('boxesAt', () => {
  const boxes = [
    stageBox(1, { x: 0, y: 0, w: 100, h: 100 }),
    stageBox(2, { x: 20, y: 20, w: 20, h: 20 }),
    stageBox(3, { x: 30, y: 30, w: 20, h: 20 }),
  ];

  it('gives the smallest first, then the topmost', () => {
    expect(boxesAt(boxes, { x: 35, y: 35 }, 0).map(({ trackId }) => trackId)).toEqual([3, 2, 1]);
    expect(boxesAt(boxes, { x: 5, y: 5 }, 0).map(({ trackId }) => trackId)).toEqual([1]);
    expect(boxesAt(boxes, { x: 101, y: 5 }, 0)).toEqual([]);
    expect(boxesAt(boxes, { x: 101, y: 5 }, 2)).toHaveLength(1);
  });

  it('cycles through them at one place, from the first anywhere else', () => {
    const hits = boxesAt(boxes, { x: 35, y: 35 }, 0);
    const after = (selected: number[], isSamePlace: boolean): number | undefined =>
      nextInCycle(hits, new Set(selected), isSamePlace)?.trackId;
    expect(after([], false)).toBe(3);
    expect(after([3], true)).toBe(2);
    expect(after([2], true)).toBe(1);
    expect(after([1], true)).toBe(3);
    expect(after([1], false)).toBe(3);
    expect(nextInCycle([], new Set(), true)).toBeNull();
  });
});
