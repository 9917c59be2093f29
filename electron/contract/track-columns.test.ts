import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparedRows, tracks } from '../../test/support/random-annotations.ts';
import type { FrameRow } from '../domain/annotation.ts';
import { fromColumns, toColumns } from './track-columns.ts';

describe('track columns', () => {
  it('give back the track that they were made of, also through JSON', () => {
    fc.assert(
      fc.property(tracks(3, comparedRows), (track) => {
        const columns = toColumns(track);
        expect(fromColumns(columns)).toEqual(track);
        const carried = JSON.parse(JSON.stringify(columns)) as typeof columns;
        expect(fromColumns(carried)).toEqual(track);
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

  it('list overlaps of the frames that have one, and are left out where none has', () => {
    const row: FrameRow = {
      ...{ box: { x: 1, y: 2, w: 3, h: 4 }, source: 'model:tiny-128', confirmed: false },
      ...{ score: 0.5, occluded: false, absent: false, keyframe: false, attributes: {} },
    };
    const track = {
      ...{ id: 1, mediaId: 2, labelId: 3, color: null, attributes: {} },
      ...{ interpolate: true, locked: false, hidden: false },
    };
    const rows = new Map<number, FrameRow>([
      [7, { ...row, passIou: 0, modelIou: 0.75 }],
      [3, row],
      [5, { ...row, passIou: 1 }],
    ]);
    expect(toColumns({ ...track, rows })).toMatchObject({
      passIou: [
        [5, 1],
        [7, 0],
      ],
      modelIou: [[7, 0.75]],
    });
    const onlyPass = toColumns({ ...track, rows: new Map([[5, { ...row, passIou: 1 }]]) });
    expect(onlyPass).toHaveProperty('passIou');
    expect(onlyPass).not.toHaveProperty('modelIou');
    expect(fromColumns(onlyPass).rows.get(5)).not.toHaveProperty('modelIou');
  });
});
