import { deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, FrameRow } from '../../domain/annotation.ts';
import { decodeChanges, encodeChanges } from './patch-codec.ts';

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const plain = { noNullPrototype: true };
const facts = fc.record(
  {
    box: fc.option(fc.record({ x: number, y: number, w: number, h: number }, plain)),
    source: fc.constantFrom('human', 'interpolated', 'imported', 'model:a"b', 'model:ü'),
    confirmed: fc.boolean(),
    score: fc.option(unit),
    occluded: fc.boolean(),
    absent: fc.boolean(),
    keyframe: fc.boolean(),
    attributes: fc.dictionary(fc.string(), fc.oneof(fc.string(), number, fc.boolean()), plain),
  },
  plain,
);
const overlaps = fc.record({ passIou: unit, modelIou: unit }, { requiredKeys: [] });
const row: fc.Arbitrary<FrameRow> = fc
  .tuple(facts, overlaps)
  .map(([known, more]): FrameRow => ({ ...known, ...more }));
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('row' as const),
      trackId: fc.nat(),
      frameIndex: fc.nat(),
      before: fc.option(row),
      after: fc.option(row),
    },
    plain,
  ),
  fc.record(
    {
      kind: fc.constant('track' as const),
      id: fc.nat(),
      before: fc.constant(null),
      after: fc.record(
        {
          id: fc.nat(),
          mediaId: fc.nat(),
          labelId: fc.nat(),
          color: fc.option(fc.string()),
          attributes: fc.constant({ size: 3 }),
          interpolate: fc.boolean(),
          locked: fc.boolean(),
          hidden: fc.boolean(),
        },
        plain,
      ),
    },
    plain,
  ),
);

describe('patch codec', () => {
  it('gives back every change exactly', () => {
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        expect(decodeChanges(encodeChanges(changes))).toStrictEqual(changes);
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

  it('reads the steps of projects from before there were overlaps, and writes such rows as then', () => {
    const old = [
      [1, 4, null, [[1.5, 2, 3, 4], 'model:tiny-128', 0.25, 8]],
      [1, 5, [null, 'human', null, 13], [[1, 2, 3, 4], 'human', null, 9, { pose: 'left' }]],
    ];
    const model: FrameRow = {
      ...{ box: { x: 1.5, y: 2, w: 3, h: 4 }, source: 'model:tiny-128', confirmed: false },
      ...{ score: 0.25, occluded: false, absent: false, keyframe: true, attributes: {} },
    };
    const absent: FrameRow = {
      ...{ box: null, source: 'human', confirmed: true, score: null },
      ...{ occluded: false, absent: true, keyframe: true, attributes: {} },
    };
    const human: FrameRow = {
      ...{ box: { x: 1, y: 2, w: 3, h: 4 }, source: 'human', confirmed: true, score: null },
      ...{ occluded: false, absent: false, keyframe: true, attributes: { pose: 'left' } },
    };
    const changes: Change[] = [
      { kind: 'row', trackId: 1, frameIndex: 4, before: null, after: model },
      { kind: 'row', trackId: 1, frameIndex: 5, before: absent, after: human },
    ];
    expect(decodeChanges(deflateSync(JSON.stringify(old)))).toStrictEqual(changes);
    expect(JSON.parse(inflateSync(encodeChanges(changes)).toString())).toEqual(old);
  });
});
