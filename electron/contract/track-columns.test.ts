import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tracks } from '../../test/support/random-annotations.ts';
import type { FrameRow } from '../domain/annotation.ts';
import { fromColumns, toColumns } from './track-columns.ts';

describe('track columns', () => {
  it('give back the track that they were made of, also through JSON', () => {
    fc.assert(
      fc.property(tracks(3), (track) => {
        const columns = toColumns(track);
        expect(fromColumns(columns)).toEqual(track);
        expect(fromColumns(JSON.parse(JSON.stringify(columns)) as typeof columns)).toEqual(track);
      }),
    );
  });

  it('ascend, and have one entry per frame', () => {
    const row: FrameRow = {
      box: { x: 1, y: 2, w: 3, h: 4 },
      source: 'model:tiny-128',
      confirmed: true,
      score: 0.25,
      occluded: true,
      absent: false,
      keyframe: true,
      attributes: { sits: true },
    };
    const absent: FrameRow = {
      ...row,
      ...{ box: null, source: 'human', confirmed: false, score: null, occluded: false },
      ...{ absent: true, keyframe: false, attributes: {} },
    };
    const track = {
      ...{ id: 1, mediaId: 2, labelId: 3, color: null, attributes: {} },
      ...{ interpolate: true, locked: false, hidden: false },
    };
    expect(
      toColumns({
        ...track,
        rows: new Map([
          [9, absent],
          [4, row],
        ]),
      }),
    ).toEqual({
      track,
      frames: [4, 9],
      boxes: [1, 2, 3, 4, 0, 0, 0, 0],
      source: [0, 1],
      sources: ['model:tiny-128', 'human'],
      score: [0.25, null],
      flags: [1 + 2 + 8, 4],
      attributes: [[4, { sits: true }]],
    });
  });
});
