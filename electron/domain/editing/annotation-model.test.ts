import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FRAME_COUNT,
  contents,
  labels,
  media,
  projects,
  rows,
  tracks,
} from '../../../test/support/random-annotations.ts';
import type { AnnotatedTrack, FrameRow, ProjectTrack } from '../annotation.ts';
import { AnnotationModel, invert } from './annotation-model.ts';
import { kindOf } from './spans.ts';
import type { SpanKind, TrackSpan } from './spans.ts';

const row: FrameRow = {
  box: { x: 10, y: 20, w: 30, h: 40 },
  source: 'human',
  confirmed: true,
  score: null,
  occluded: true,
  absent: false,
  keyframe: true,
  attributes: { sits: true },
};
const absent: FrameRow = { ...row, box: null, absent: true, occluded: false, attributes: {} };
const track: ProjectTrack = {
  id: 1,
  mediaId: 1,
  labelId: 1,
  color: null,
  attributes: {},
  interpolate: true,
  locked: false,
  hidden: false,
};

function modelOf(
  list: readonly (readonly [number, FrameRow])[],
  interpolate = true,
): AnnotationModel {
  return new AnnotationModel({
    labels,
    media,
    tracks: [{ ...track, interpolate, rows: new Map(list) }],
  });
}

describe('shownAt', () => {
  const model = modelOf([
    [14, absent],
    [2, row],
    [6, { ...row, box: { x: 18, y: 16, w: 34, h: 36 }, occluded: false, attributes: {} }],
    [20, row],
  ]);

  it('moves all edges linearly, and keeps occlusion and attributes from the frame before', () => {
    expect(model.shownAt(1, 3)).toEqual({
      box: { x: 12, y: 19, w: 31, h: 39 },
      source: 'interpolated',
      confirmed: false,
      score: null,
      occluded: true,
      absent: false,
      keyframe: false,
      attributes: { sits: true },
      isStored: false,
    });
    expect(model.shownAt(1, 2)).toEqual({ ...row, isStored: true });
  });

  it('holds a box before an absent frame, stays absent after it, and knows nothing outside', () => {
    for (const at of [7, 13])
      expect(model.shownAt(1, at)?.box).toEqual({ x: 18, y: 16, w: 34, h: 36 });
    for (const at of [15, 19]) {
      expect(model.shownAt(1, at)).toMatchObject({ box: null, absent: true, isStored: false });
    }
    for (const at of [-1, 0, 1, 21, 1e9]) expect(model.shownAt(1, at)).toBeNull();
    expect(model.shownAt(99, 2)).toBeNull();
  });

  it('has gaps in a track that does not interpolate, but absence lasts', () => {
    const gappy = modelOf(
      [
        [2, row],
        [6, absent],
        [9, row],
      ],
      false,
    );
    expect([3, 5].map((at) => gappy.shownAt(1, at))).toEqual([null, null]);
    expect(gappy.shownAt(1, 8)?.absent).toBe(true);
  });
});

describe('searching stored frames', () => {
  it('agrees with a plain look through all of them', () => {
    fc.assert(
      fc.property(
        tracks(1),
        fc.integer({ min: -2, max: FRAME_COUNT + 1 }),
        fc.nat(9),
        (any, at, more) => {
          const model = new AnnotationModel({ tracks: [any] });
          const frames = [...any.rows.keys()];
          expect([...model.frames(1)]).toEqual(frames);
          const before = frames.findLast((index) => index < at);
          const after = frames.find((index) => index > at);
          expect(model.previousRow(1, at)?.frameIndex).toBe(before);
          expect(model.nextRow(1, at)?.row).toBe(
            after === undefined ? undefined : any.rows.get(after),
          );
          expect(model.rowsBetween(1, at, at + more)).toEqual(
            frames
              .filter((index) => index >= at && index <= at + more)
              .map((frameIndex) => ({ frameIndex, row: any.rows.get(frameIndex) })),
          );
        },
      ),
    );
  });

  it('answers for a track that is not there as for an empty one', () => {
    const model = new AnnotationModel();
    expect([model.frames(1).length, model.rowsBetween(1, 0, 9), model.spans(1)]).toEqual([
      0,
      [],
      [],
    ]);
    expect([model.previousRow(1, 5), model.nextRow(1, 5), model.row(1, 5)]).toEqual([
      null,
      null,
      undefined,
    ]);
    expect([model.track(1), model.annotatedTrack(1), model.label(1), model.mediaItem(1)]).toEqual(
      Array(4).fill(undefined),
    );
  });
});

describe('spans', () => {
  it('names who made the boxes, and what lies between them', () => {
    const model = modelOf([
      [0, row],
      [1, row],
      [4, { ...row, source: 'model:tiny-128', confirmed: false, occluded: false }],
      [5, { ...row, source: 'imported', confirmed: false, occluded: false }],
      [6, absent],
      [9, { ...row, occluded: false }],
    ]);
    const span = (from: number, to: number, kind: SpanKind, flags: string): TrackSpan => ({
      ...{ from, to, kind },
      ...{ occluded: flags.includes('o'), confirmed: flags.includes('c') },
    });
    expect(model.spans(1)).toEqual([
      span(0, 1, 'human', 'oc'),
      span(2, 3, 'interpolated', 'o'),
      span(4, 4, 'model', ''),
      span(5, 5, 'imported', ''),
      span(6, 6, 'absent', 'c'),
      span(7, 8, 'absent', ''),
      span(9, 9, 'human', 'c'),
    ]);
    model.apply({
      title: '',
      changes: [{ kind: 'track', id: 1, before: track, after: { ...track, interpolate: false } }],
    });
    expect(model.spans(1)[1]).toEqual(span(2, 3, 'gap', ''));
  });

  it('covers every frame from the first to the last once, as it is seen', () => {
    fc.assert(
      fc.property(tracks(1), (any) => {
        const model = new AnnotationModel({ tracks: [any] });
        const frames = [...any.rows.keys()];
        let at = frames[0]!;
        for (const { from, to, kind, occluded, confirmed } of model.spans(1)) {
          expect(from).toBe(at);
          for (; at <= to; at++) {
            const shown = model.shownAt(1, at);
            if (shown === null) expect([kind, occluded, confirmed]).toEqual(['gap', false, false]);
            else
              expect([kind, occluded, confirmed]).toEqual([
                kindOf(shown),
                shown.occluded,
                shown.confirmed,
              ]);
          }
        }
        expect(at).toBe(frames.at(-1)! + 1);
      }),
    );
  });

  it('is the same array until the track changes', () => {
    const model = modelOf([[2, row]]);
    const spans = model.spans(1);
    model.shownAt(1, 2);
    expect(model.spans(1)).toBe(spans);
    const change = { kind: 'row', trackId: 1, frameIndex: 9, before: null, after: absent } as const;
    model.apply({ title: '', changes: [change] });
    expect(model.spans(1)).not.toBe(spans);
    expect(model.spans(1).at(-1)).toMatchObject({ from: 9, kind: 'absent' });
  });
});

describe('apply', () => {
  it('takes back everything with the inverted patch', () => {
    fc.assert(
      fc.property(projects, tracks(9), rows, (model, other, any) => {
        const before = contents(model);
        const { rows: otherRows, ...otherTrack } = other;
        const patch = {
          title: 'all kinds',
          changes: [
            { kind: 'label', id: 7, before: null, after: { ...labels[0]!, id: 7 } },
            { kind: 'label', id: 1, before: labels[0]!, after: null },
            {
              kind: 'media',
              id: 2,
              before: media[1]!,
              after: { ...media[1]!, path: '/elsewhere' },
            },
            { kind: 'track', id: 9, before: null, after: otherTrack },
            ...[...otherRows].map(([frameIndex, after]) => ({
              ...{ kind: 'row' as const, trackId: 9, frameIndex },
              ...{ before: null, after },
            })),
            { kind: 'row', trackId: 1, frameIndex: 5, before: model.row(1, 5) ?? null, after: any },
            { kind: 'row', trackId: 1, frameIndex: 5, before: any, after: null },
          ],
        } as const;
        model.apply(patch);
        expect(model.annotatedTrack(9)).toEqual(other);
        expect([model.row(1, 5), model.label(1), model.mediaItem(2)?.path]).toEqual([
          undefined,
          undefined,
          '/elsewhere',
        ]);
        model.apply(invert(patch));
        expect(contents(model)).toEqual(before);
      }),
    );
  });

  it('passes over tracks that it does not hold', () => {
    const model = modelOf([[2, row]]);
    const before = contents(model);
    model.apply({
      title: '',
      changes: [
        { kind: 'row', trackId: 8, frameIndex: 0, before: null, after: row },
        {
          kind: 'track',
          id: 8,
          before: { ...track, id: 8 },
          after: { ...track, id: 8, hidden: true },
        },
      ],
    });
    expect(contents(model)).toEqual(before);
  });

  it('exchanges the tracks of one media item', () => {
    const model = modelOf([[2, row]]);
    const other: AnnotatedTrack = { ...track, id: 5, mediaId: 2, rows: new Map([[3, absent]]) };
    model.setTracks(2, [other]);
    expect(model.tracks().map(({ id }) => id)).toEqual([1, 5]);
    model.setTracks(1, []);
    expect([model.tracks(1), model.tracks(2).map(({ id }) => id)]).toEqual([[], [5]]);
  });

  it('reads the rows of a track when they are first needed, once', () => {
    let reads = 0;
    const late: AnnotatedTrack = {
      ...track,
      get rows() {
        reads++;
        return new Map([[4, row]]);
      },
    };
    const model = new AnnotationModel({ tracks: [late] });
    expect([model.track(1), reads]).toEqual([track, 0]);
    expect([model.shownAt(1, 4)?.box, model.row(1, 4), reads]).toEqual([row.box, row, 1]);
  });
});
