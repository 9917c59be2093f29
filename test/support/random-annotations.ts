import fc from 'fast-check';
import type {
  AnnotatedTrack,
  FrameRow,
  Label,
  MediaItem,
} from '../../electron/domain/annotation.ts';
import type { Box } from '../../electron/domain/boxes.ts';
import type { EditCommand } from '../../electron/domain/edit-command.ts';
import { AnnotationModel } from '../../electron/domain/editing/annotation-model.ts';
import type { IdSource } from '../../electron/domain/editing/id-source.ts';

/** Frames of each media item of {@link projects}. */
export const FRAME_COUNT = 24;

/** Two media items of 100 x 80 pixels. */
export const media: readonly MediaItem[] = [1, 2].map((id) => ({
  id,
  name: `clip-${id}.mp4`,
  path: `/videos/clip-${id}.mp4`,
  kind: 'video',
  width: 100,
  height: 80,
  fps: 25,
  frameCount: FRAME_COUNT,
  timeBase: { num: 1, den: 25 },
  identity: { bytes: 1, head: 'a', tail: 'b', table: 'c' },
}));

/** One label with attributes of all kinds, and one without any. */
export const labels: readonly Label[] = [
  {
    id: 1,
    name: 'person',
    color: '#112233',
    hotkey: '1',
    attributes: [
      { name: 'name', scope: 'track', kind: 'text', choices: [] },
      { name: 'age', scope: 'track', kind: 'number', choices: [] },
      { name: 'sits', scope: 'frame', kind: 'flag', choices: [] },
      { name: 'pose', scope: 'frame', kind: 'choice', choices: ['left', 'right'] },
    ],
  },
  { id: 2, name: 'dog', color: '#445566', hotkey: null, attributes: [] },
];

/** Boxes with their centre in the picture, on a raster of a quarter pixel. */
export const boxes: fc.Arbitrary<Box> = fc
  .tuple(
    fc.integer({ min: 0, max: 400 }),
    fc.integer({ min: 0, max: 320 }),
    fc.integer({ min: 4, max: 200 }),
    fc.integer({ min: 4, max: 160 }),
  )
  .map(([cx, cy, w, h]) => ({ x: (cx - w / 2) / 4, y: (cy - h / 2) / 4, w: w / 4, h: h / 4 }));

/** What may be stored of a frame of which no other pass has been asked. */
export const rows: fc.Arbitrary<FrameRow> = fc
  .record({
    box: fc.option(boxes, { freq: 5 }),
    source: fc.constantFrom('human', 'imported', 'model:tiny-128', 'interpolated'),
    confirmed: fc.boolean(),
    occluded: fc.boolean(),
    keyframe: fc.boolean(),
    attributes: fc.constantFrom({}, {}, { sits: true }, { pose: 'left' }),
  })
  .map(({ source, ...row }): FrameRow => {
    const absent = row.box === null;
    const maker = absent && source === 'interpolated' ? 'human' : source;
    return { ...row, source: maker, absent, score: maker === 'model:tiny-128' ? 0.5 : null };
  });

const unit = fc.double({ min: 0, max: 1, noNaN: true });

/** What may be stored of a frame; boxes of models may have been compared with those of other passes. */
export const comparedRows: fc.Arbitrary<FrameRow> = fc
  .tuple(rows, fc.record({ passIou: unit, modelIou: unit }, { requiredKeys: [] }))
  .map(([row, overlaps]) =>
    row.box !== null && row.score !== null ? { ...row, ...overlaps } : row,
  );

/** A track of the first media item, dense or sparse, which interpolates or has gaps. */
export function tracks(id: number, stored = rows): fc.Arbitrary<AnnotatedTrack> {
  return fc.record({
    id: fc.constant(id),
    mediaId: fc.constant(1),
    labelId: fc.constantFrom(1, 2),
    color: fc.constantFrom(null, '#abcdef'),
    attributes: fc.constantFrom({}, { name: 'Ada' }),
    interpolate: fc.boolean(),
    locked: fc.constant(false),
    hidden: fc.boolean(),
    rows: fc
      .tuple(
        fc.uniqueArray(fc.nat({ max: FRAME_COUNT - 1 }), { minLength: 1, maxLength: 12 }),
        fc.array(stored, { minLength: 12, maxLength: 12 }),
      )
      .map(([frames, list]) => {
        const ascending = frames.sort((a, b) => a - b);
        return new Map(ascending.map((frameIndex, i) => [frameIndex, list[i]!]));
      }),
  });
}

/** A project with three tracks in its first media item. */
export const projects: fc.Arbitrary<AnnotationModel> = fc
  .tuple(tracks(1, comparedRows), tracks(2, comparedRows), tracks(3, comparedRows))
  .map((list) => new AnnotationModel({ labels, media, tracks: list }));

const frame = fc.integer({ min: -1, max: FRAME_COUNT });
const trackId = fc.integer({ min: 1, max: 6 });
const range = fc
  .tuple(frame, frame)
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const several = fc.array(trackId, { maxLength: 3 });

/** Any command, also such as cannot be done. */
export const commands: fc.Arbitrary<EditCommand> = fc.oneof(
  fc.record({
    type: fc.constant('addTrack' as const),
    mediaId: fc.integer({ min: 1, max: 3 }),
    labelId: fc.integer({ min: 1, max: 3 }),
    frameIndex: frame,
    box: boxes,
  }),
  fc.record({ type: fc.constant('setBox' as const), trackId, frameIndex: frame, box: boxes }),
  fc.record({ type: fc.constant('deleteBox' as const), trackId, frameIndex: frame }),
  fc.record({ type: fc.constant('deleteTracks' as const), trackIds: several }),
  fc.record({ type: fc.constant('toggleKeyframe' as const), trackId, frameIndex: frame }),
  fc
    .tuple(trackId, fc.boolean(), range)
    .map(([id, absent, span]) => ({ type: 'setAbsent' as const, trackId: id, absent, ...span })),
  fc.tuple(trackId, fc.boolean(), range).map(([id, occluded, span]) => ({
    type: 'setOccluded' as const,
    trackId: id,
    occluded,
    ...span,
  })),
  fc.tuple(trackId, fc.boolean(), range).map(([id, confirmed, span]) => ({
    type: 'confirm' as const,
    trackId: id,
    confirmed,
    ...span,
  })),
  fc.record({
    type: fc.constant('setAttribute' as const),
    trackId,
    frameIndex: fc.option(frame),
    name: fc.constantFrom('name', 'age', 'sits', 'pose', 'constructor', '__proto__'),
    value: fc.option(fc.constantFrom('left', 'Bo', 3, NaN, true)),
  }),
  fc.record(
    {
      type: fc.constant('updateTrack' as const),
      trackId,
      labelId: fc.integer({ min: 1, max: 3 }),
      color: fc.constantFrom(null, '#010203', 'red'),
      interpolate: fc.boolean(),
      locked: fc.boolean(),
      hidden: fc.boolean(),
    },
    { requiredKeys: ['type', 'trackId'] },
  ),
  fc.record({ type: fc.constant('splitTrack' as const), trackId, frameIndex: frame }),
  fc.record({ type: fc.constant('mergeTracks' as const), trackIds: several }),
  fc.record({
    type: fc.constant('swapTracks' as const),
    trackIds: fc.tuple(trackId, trackId),
    frameIndex: frame,
  }),
  fc.record({
    type: fc.constant('thinTrack' as const),
    trackId,
    minIou: fc.constantFrom(0, 0.5, 0.8, 0.95, 1),
  }),
  fc.record({
    type: fc.constant('addLabel' as const),
    name: fc.constantFrom('cat', 'dog', ' '),
    color: fc.constantFrom('#010203', 'red'),
    hotkey: fc.constantFrom(null, '1', '2'),
    attributes: fc.constant([]),
  }),
  fc.record(
    {
      type: fc.constant('updateLabel' as const),
      labelId: fc.integer({ min: 1, max: 3 }),
      name: fc.constantFrom('cat', 'dog', 'person'),
      hotkey: fc.constantFrom(null, '1', '2'),
    },
    { requiredKeys: ['type', 'labelId'] },
  ),
  fc.record({ type: fc.constant('removeLabel' as const), labelId: fc.integer({ min: 1, max: 3 }) }),
);

/** Ids that go on after those of {@link projects}. */
export function idSource(): IdSource {
  let [track, label] = [3, 2];
  return { nextTrackId: () => ++track, nextLabelId: () => ++label };
}

/** All that a model holds, for comparing. */
export function contents(model: AnnotationModel): unknown {
  return {
    labels: model.labels(),
    media: model.media(),
    tracks: model.tracks().map(({ id }) => model.annotatedTrack(id)),
  };
}
