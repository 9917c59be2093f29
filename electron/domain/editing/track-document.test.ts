import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FRAME_COUNT,
  idSource,
  labels,
  media,
  tracks,
} from '../../../test/support/random-annotations.ts';
import { isStudioError } from '../../contract/errors.ts';
import type { AnnotatedTrack, FrameRow } from '../annotation.ts';
import { parseAnnotations } from '../formats/annotations-reader.ts';
import { serialiseCoco } from '../formats/coco.ts';
import type { ImportedFrame, ImportedTracks } from '../formats/imported-tracks.ts';
import { serialiseTrackJson } from '../formats/track-json.ts';
import { constantRateTable } from '../frame-table.ts';
import type { TrackDocument } from '../track.ts';
import { AnnotationModel } from './annotation-model.ts';
import { planImport } from './plan-import.ts';
import type { ImportPlan } from './plan-import.ts';
import { documentFromTracks } from './track-document.ts';

const target = { name: 'clip-1.mp4', frameCount: FRAME_COUNT, fileNames: null };

function documentOf(list: readonly AnnotatedTrack[]): TrackDocument {
  return documentFromTracks({
    media: media[0]!,
    table: constantRateTable(FRAME_COUNT, 25),
    labels,
    tracks: list,
    createdBy: 'LoReTrack Studio 0.1.0',
    createdAt: null,
  });
}

/** Imports into a project that has the labels, but no tracks. */
function imported(document: ImportedTracks): { model: AnnotationModel; plan: ImportPlan } {
  const model = new AnnotationModel({ labels, media });
  const plan = planImport(model, document, 1, idSource());
  model.apply(plan.patch);
  return { model, plan };
}

function shown(model: AnnotationModel, trackId: number): unknown[] {
  return Array.from({ length: FRAME_COUNT }, (_, at) => {
    const { isStored, ...rest } = model.shownAt(trackId, at) ?? {};
    return isStored === undefined ? null : rest;
  });
}

const row: FrameRow = {
  box: { x: 0, y: 0, w: 10, h: 10 },
  source: 'human',
  confirmed: true,
  score: null,
  occluded: false,
  absent: false,
  keyframe: true,
  attributes: { sits: true },
};
const gone: FrameRow = { ...row, box: null, absent: true, attributes: {} };
const sparse: AnnotatedTrack = {
  ...{ id: 7, mediaId: 1, labelId: 1, color: '#abcdef', attributes: { name: 'Ada' } },
  ...{ interpolate: true, locked: true, hidden: true },
  rows: new Map([
    [2, row],
    [4, { ...row, box: { x: 4, y: 2, w: 12, h: 10 }, occluded: true }],
    [6, gone],
    [8, gone],
  ]),
};

describe('documentFromTracks', () => {
  it('writes interpolated, held and absent frames out, with their times', () => {
    const { media: told, model, tracks: list } = documentOf([sparse]);
    expect(told).toEqual({
      ...{ name: 'clip-1.mp4', path: null, width: 100, height: 80, fps: 25, frameCount: 24 },
      timeBase: { num: 1, den: 25 },
    });
    expect(model).toBeNull();
    const { frames, ...track } = list[0]!;
    expect(track).toEqual({
      id: 7,
      label: 'person',
      color: '#abcdef',
      attributes: { name: 'Ada' },
    });
    expect(
      frames.map(({ frameIndex, pts, timeSec, box, source, absent, keyframe, occluded }) => [
        ...[frameIndex, pts, timeSec, box && [box.x, box.y, box.w, box.h]],
        ...[source, absent, keyframe, occluded],
      ]),
    ).toEqual([
      [2, 2, 0.08, [0, 0, 10, 10], 'human', false, true, false],
      [3, 3, 0.12, [2, 1, 11, 10], 'interpolated', false, false, false],
      [4, 4, 0.16, [4, 2, 12, 10], 'human', false, true, true],
      [5, 5, 0.2, [4, 2, 12, 10], 'interpolated', false, false, true],
      [6, 6, 0.24, null, 'human', true, true, false],
      [7, 7, 0.28, null, 'human', true, false, false],
      [8, 8, 0.32, null, 'human', true, true, false],
    ]);
    expect(frames.map(({ attributes }) => attributes?.['sits'])).toEqual([
      ...[true, true, true, true],
      ...[undefined, undefined, undefined],
    ]);
  });

  it('leaves gaps out, and names the model when there was one', () => {
    const model: FrameRow = { ...row, source: 'model:tiny-128', score: 0.5 };
    const gappy = {
      ...sparse,
      interpolate: false,
      rows: new Map([
        [2, model],
        [9, row],
      ]),
    };
    const document = documentOf([gappy, { ...sparse, id: 8, rows: new Map() }]);
    expect(
      document.tracks.map(({ id, frames }) => [id, frames.map((frame) => frame.frameIndex)]),
    ).toEqual([
      [7, [2, 9]],
      [8, []],
    ]);
    expect(document.model).toEqual({ id: 'tiny-128', sha256: null });
    const other = {
      ...sparse,
      id: 9,
      rows: new Map([[2, { ...model, source: 'model:b' as const }]]),
    };
    expect(documentOf([gappy, other]).model).toBeNull();
  });
});

describe('a document that was written and read', () => {
  it('shows the same, and stores no more than before', () => {
    fc.assert(
      fc.property(tracks(1), fc.boolean(), (any, isMarked) => {
        const marked = [...any.rows].map(([at, one]) => [at, { ...one, keyframe: true }] as const);
        const track = isMarked ? { ...any, rows: new Map(marked) } : any;
        const text = serialiseTrackJson(documentOf([track]));
        const { model } = imported(parseAnnotations(text, 'tracks.json', target));
        const before = new AnnotationModel({ tracks: [track] });
        const { id, labelId, color } = model.tracks()[0]!;
        expect([labelId, color]).toEqual([track.labelId, track.color]);
        const [then, now] = [shown(before, 1), shown(model, id)];
        const wasGap = then.map((one) => one === null);
        // What follows an absence cannot be left open.
        const same = now.map((one, at) =>
          wasGap[at] && (one as FrameRow | null)?.absent ? null : one,
        );
        expect(same).toEqual(then);
        const isWhole = !then.slice(before.frames(1)[0], before.frames(1).at(-1)).includes(null);
        if (isWhole && isMarked && track.labelId === 1) {
          expect(model.frames(id).length).toBeLessThanOrEqual(track.rows.size);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('stores only the frames that were stored', () => {
    const { model, plan } = imported(
      parseAnnotations(serialiseTrackJson(documentOf([sparse])), 'tracks.json', target),
    );
    expect(model.annotatedTrack(7)).toEqual({ ...sparse, locked: false, hidden: false });
    expect(plan).toMatchObject({ tracks: 1, boxes: 4, warnings: [] });
    expect(plan.patch.title).toBe('Import 1 track');
  });

  it('comes through COCO with its boxes and who made them', () => {
    const text = serialiseCoco(documentOf([sparse, { ...sparse, id: 9, labelId: 2 }]));
    const { model, plan } = imported(parseAnnotations(text, 'coco.json', target));
    expect(plan).toMatchObject({ tracks: 2, boxes: 8, warnings: [] });
    expect(model.tracks().map(({ labelId }) => labelId)).toEqual([1, 2]);
    const seen = [2, 3, 4, 5, 6].map((at) => model.shownAt(7, at));
    expect(seen.map((one) => one && [one.box?.x, one.source, one.occluded, one.confirmed])).toEqual(
      [
        [0, 'human', false, true],
        [2, 'interpolated', false, false],
        [4, 'human', true, true],
        [4, 'interpolated', true, false],
        null,
      ],
    );
    expect([...model.frames(7)]).toEqual([2, 4, 5]);
  });
});

describe('planImport', () => {
  const frame: ImportedFrame = {
    ...{ frameIndex: 3, box: row.box, source: 'imported', confirmed: false, score: null },
    ...{ occluded: false, absent: false, keyframe: false },
  };
  const foreign = (...list: Partial<ImportedTracks['tracks'][number]>[]): ImportedTracks => ({
    media: null,
    tracks: list.map((more, i) => ({
      ...{ id: i + 4, label: 'cat', color: null, attributes: {}, frames: [frame] },
      ...more,
    })),
  });

  it('stores the last frame, and of a long absence no more than its ends', () => {
    const gone = { ...frame, box: null, absent: true, source: 'human' } as const;
    const frames = [2, 3, 4, 5].map((frameIndex) => ({ ...gone, frameIndex }));
    const { model } = imported(foreign({ frames }));
    expect([...model.frames(4)]).toEqual([2, 5]);
  });

  it('makes labels once, and adds the attributes that they do not know', () => {
    const { model, plan } = imported(
      foreign(
        { attributes: { weight: 3, tame: true } },
        { attributes: { weight: 'much', note: 'x' } },
        { label: 'person', attributes: { name: 'Bo', age: 'old', sits: true } },
        { label: ' ', frames: [{ ...frame, attributes: { mood: 'good' } }] },
      ),
    );
    expect(model.labels().slice(2)).toEqual([
      {
        ...{ id: 3, name: 'cat', color: '#009e73', hotkey: null },
        attributes: [
          { name: 'weight', scope: 'track', kind: 'number', choices: [] },
          { name: 'tame', scope: 'track', kind: 'flag', choices: [] },
          { name: 'note', scope: 'track', kind: 'text', choices: [] },
        ],
      },
      {
        ...{ id: 4, name: 'object', color: '#f0e442', hotkey: null },
        attributes: [{ name: 'mood', scope: 'frame', kind: 'text', choices: [] }],
      },
    ]);
    expect(model.tracks().map(({ attributes }) => attributes)).toEqual([
      { weight: 3, tame: true },
      { note: 'x' },
      { name: 'Bo' },
      {},
    ]);
    expect(plan.warnings).toEqual([
      'Values of "weight" of cat were left out: the label\'s attribute takes others.',
      'Values of "age" of person were left out: the label\'s attribute takes others.',
      'Values of "sits" of person were left out: the label\'s attribute takes others.',
    ]);
  });

  it('keeps gaps open, leaves empty boxes out, and tells of pictures of another size', () => {
    const frames = [0, 1, 2, 3].map((frameIndex) => ({ ...frame, frameIndex }));
    frames.splice(1, 1, { ...frames[1]!, box: { x: 1, y: 1, w: 0, h: 5 } });
    const document = {
      ...foreign({ frames }),
      media: { width: 50, height: 40 },
      warnings: ['Old.'],
    };
    const { model, plan } = imported(document);
    expect([0, 1, 2].map((at) => model.shownAt(4, at)?.source)).toEqual([
      'imported',
      undefined,
      'imported',
    ]);
    expect(plan).toMatchObject({ tracks: 1, boxes: 3 });
    expect(plan.warnings).toEqual([
      'Old.',
      'The annotations are of pictures of 50 x 40 pixels, but clip-1.mp4 has 100 x 80: check that the boxes fit.',
      '1 boxes without a width or height were left out.',
    ]);
  });

  it.each([
    [foreign({ frames: [{ ...frame, frameIndex: 24 }] }), 1, /frame 24.*only the frames 0\.\.23/],
    [foreign(), 1, /no tracks/],
    [foreign({}), 9, /no video 9/],
  ])('refuses what cannot be taken over: %#', (document, mediaId, message) => {
    const model = new AnnotationModel({ labels, media });
    try {
      planImport(model, document, mediaId, idSource());
      expect.unreachable();
    } catch (error) {
      expect(isStudioError(error, 'bad-input')).toBe(true);
      expect((error as Error).message).toMatch(message);
    }
  });
});
