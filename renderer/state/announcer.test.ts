import { describe, expect, it } from 'vitest';
import type { ShownBox } from '../../electron/domain/editing/interpolate.ts';
import { objectInWords, placeInWords } from './announcer.ts';
import type { Studio } from './studio.svelte.ts';

const shown = (some: Partial<ShownBox>): ShownBox => ({
  ...{ box: { x: 10.4, y: 19.6, w: 30, h: 40 }, source: 'human', confirmed: false, score: null },
  ...{ occluded: false, absent: false, keyframe: true, attributes: {}, isStored: true },
  ...some,
});

const studio = (some: {
  readonly primary?: number;
  readonly shown?: ShownBox | null;
  readonly here?: number;
  readonly draft?: ShownBox['box'];
}): Studio =>
  ({
    player: { frameIndex: 12 },
    selection: { primary: some.primary ?? null },
    project: { shownAt: () => some.shown ?? null, nameOf: (id: number) => `ladybird ${id}` },
    tracks: { here: Array.from({ length: some.here ?? 0 }) },
    drawing: { draft: some.draft ?? null },
  }) as unknown as Studio;

describe('objectInWords', () => {
  it('says where it is, who says so, and how sure that is', () => {
    const found = shown({ source: 'model:tiny-128', score: 0.8123, confirmed: true });
    expect(objectInWords('ladybird 1', found)).toBe(
      'ladybird 1 at 10, 20, 30 by 40, by the model, score 0.81, confirmed',
    );
    expect(objectInWords('car 2', shown({}))).toBe('car 2 at 10, 20, 30 by 40, by hand');
    expect(objectInWords('car 2', shown({ source: 'interpolated', occluded: true }))).toBe(
      'car 2 at 10, 20, 30 by 40, interpolated, occluded',
    );
  });

  it('keeps the score of a box to itself that a person has moved since', () => {
    expect(objectInWords('car 2', shown({ score: 0.4 }))).not.toMatch(/score/);
  });

  it('says when there is none', () => {
    expect(objectInWords('car 2', null)).toBe('car 2: no box here');
    expect(objectInWords('car 2', shown({ box: null, absent: true }))).toBe('car 2, absent');
  });
});

describe('placeInWords', () => {
  it('says the frame first', () => {
    expect(placeInWords(studio({ primary: 1, shown: shown({}) }))).toBe(
      'Frame 12, ladybird 1 at 10, 20, 30 by 40, by hand',
    );
  });

  it('counts the objects while none is selected', () => {
    expect([0, 1, 3].map((here) => placeInWords(studio({ here })))).toEqual([
      'Frame 12, no object',
      'Frame 12, 1 object',
      'Frame 12, 3 objects',
    ]);
  });

  it('speaks of the box that is being drawn before all else', () => {
    const draft = { x: 1, y: 2, w: 3, h: 4 };
    expect(placeInWords(studio({ primary: 1, shown: shown({}), draft }))).toBe(
      'New box at 1, 2, 3 by 4',
    );
  });
});
