import { describe, expect, it } from 'vitest';
import type { TrackedObject, TrackRequest } from '../../services/ports/tracking-engine.ts';
import { planAnchors } from './anchors.ts';

const box = { x: 1, y: 2, w: 3, h: 4 };

function object(id: string, anchorFrame: number, resumeBox?: typeof box): TrackedObject {
  return { id, box, anchorFrame, ...(resumeBox !== undefined && { resumeBox }) };
}

function plan(from: number, to: number, objects: readonly TrackedObject[]) {
  const request: TrackRequest = { media: '', model: '', device: 'cpu', from, to, objects };
  const { span, before, during } = planAnchors(request);
  const ids = (group: readonly TrackedObject[]) => group.map(({ id }) => id).join();
  return {
    span,
    before: before.map((group) => [group.frame, ids(group.objects)]),
    during: [...during].map(([frame, group]) => [frame, ids(group)]),
  };
}

describe('planAnchors', () => {
  it('begins one frame early when the anchor lies just before the span, either way', () => {
    expect(plan(6, 9, [object('a', 5), object('b', 7)])).toEqual({
      span: { from: 5, to: 9 },
      before: [],
      during: [
        [5, 'a'],
        [7, 'b'],
      ],
    });
    expect(plan(6, 2, [object('a', 7), object('b', 7)])).toEqual({
      span: { from: 7, to: 2 },
      before: [],
      during: [[7, 'a,b']],
    });
  });

  it('fetches anchors from elsewhere first, neighbours of the list with one frame together', () => {
    const objects = [object('a', 3), object('b', 3), object('c', 5), object('d', 90)];
    expect(plan(6, 9, objects)).toEqual({
      span: { from: 6, to: 9 },
      before: [
        [3, 'a,b'],
        [5, 'c'],
        [90, 'd'],
      ],
      during: [],
    });
  });

  it('lets objects join at either end of the span', () => {
    const objects = [object('a', 9), object('b', 6)];
    for (const [from, to] of [
      [6, 9],
      [9, 6],
    ] as const) {
      expect(plan(from, to, objects)).toEqual({
        span: { from, to },
        before: [],
        during: [
          [9, 'a'],
          [6, 'b'],
        ],
      });
    }
  });

  it('takes objects up again from the anchor, wherever that is', () => {
    expect(plan(6, 9, [object('a', 6, box)])).toMatchObject({ before: [[6, 'a']], during: [] });
    expect(plan(6, 9, [object('a', 5, box)])).toMatchObject({ before: [], during: [[5, 'a']] });
    const objects = [
      object('a', 8, box),
      object('b', 8),
      object('c', 2, box),
      object('d', 20, box),
    ];
    for (const [from, to] of [
      [6, 9],
      [9, 6],
    ] as const) {
      expect(plan(from, to, objects)).toEqual({
        span: { from, to },
        before: [
          [8, 'a'],
          [2, 'c'],
          [20, 'd'],
        ],
        during: [[8, 'b']],
      });
    }
  });
});
