import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, FrameRow } from '../../domain/annotation.ts';
import { decodeChanges, encodeChanges, invert } from './patch-codec.ts';

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const row: fc.Arbitrary<FrameRow> = fc.record({
  box: fc.option(fc.record({ x: number, y: number, w: number, h: number })),
  source: fc.constantFrom('human', 'interpolated', 'imported', 'model:a"b', 'model:ü'),
  confirmed: fc.boolean(),
  score: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  occluded: fc.boolean(),
  absent: fc.boolean(),
  keyframe: fc.boolean(),
  attributes: fc.dictionary(fc.string(), fc.oneof(fc.string(), number, fc.boolean()), {
    noNullPrototype: true,
  }),
});
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    kind: fc.constant('row' as const),
    trackId: fc.nat(),
    frameIndex: fc.nat(),
    before: fc.option(row),
    after: fc.option(row),
  }),
  fc.record({
    kind: fc.constant('track' as const),
    id: fc.nat(),
    before: fc.constant(null),
    after: fc.record({
      id: fc.nat(),
      mediaId: fc.nat(),
      labelId: fc.nat(),
      color: fc.option(fc.string()),
      attributes: fc.constant({ size: 3 }),
      interpolate: fc.boolean(),
      locked: fc.boolean(),
      hidden: fc.boolean(),
    }),
  }),
);

describe('patch codec', () => {
  it('gives back every change exactly', () => {
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        expect(decodeChanges(encodeChanges(changes))).toEqual(changes);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses bytes that were changed or cut', () => {
    const bytes = encodeChanges([{ kind: 'label', id: 1, before: null, after: null }]);
    for (let i = 0; i < bytes.length; i++) {
      const damaged = bytes.slice();
      damaged[i]! ^= 0x55;
      expect(() => decodeChanges(damaged), `byte ${i}`).toThrow();
      expect(() => decodeChanges(bytes.slice(0, i)), `cut at ${i}`).toThrow();
    }
  });

  it('inverts a patch into one that takes it back, last change first', () => {
    const patch = {
      title: 'Two',
      changes: [
        { kind: 'label' as const, id: 1, before: null, after: null },
        { kind: 'row' as const, trackId: 2, frameIndex: 3, before: null, after: someRow },
      ],
    };
    expect(invert(patch)).toEqual({
      title: 'Two',
      changes: [
        { kind: 'row', trackId: 2, frameIndex: 3, before: someRow, after: null },
        { kind: 'label', id: 1, before: null, after: null },
      ],
    });
    expect(invert(invert(patch))).toEqual(patch);
  });
});

const someRow: FrameRow = {
  ...{ box: { x: 1, y: 2, w: 3, h: 4 }, source: 'human', confirmed: true, score: null },
  ...{ occluded: false, absent: false, keyframe: true, attributes: {} },
};
