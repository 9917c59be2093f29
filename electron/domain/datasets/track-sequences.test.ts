import { describe, expect, it } from 'vitest';
import type { AnnotatedTrack, FrameRow, MediaItem } from '../annotation.ts';
import type { ImportedFrame } from '../formats/imported-tracks.ts';
import { annotatedVideos } from './annotated-videos.ts';
import { sequencesOfFile, sequencesOfProject, withDistinctNames } from './track-sequences.ts';

const media = {
  id: 1,
  name: 'clip.mp4',
  path: '/v/clip.mp4',
  frameCount: 20,
  width: 64,
  height: 48,
};
const row = (x: number, more: Partial<FrameRow> = {}): FrameRow => ({
  ...{ box: { x, y: 1, w: 9, h: 9 }, source: 'human', confirmed: false, score: null },
  ...{ occluded: false, absent: false, keyframe: true, attributes: {} },
  ...more,
});
const absentRow = row(0, { box: null, absent: true });

function sequences(rows: readonly (readonly [number, FrameRow])[]) {
  const track = { id: 7, mediaId: 1, labelId: 3, rows: new Map(rows) } as unknown as AnnotatedTrack;
  return sequencesOfProject(media as MediaItem, [track], new Map([[3, 'blue bird']]));
}

describe('sequencesOfProject', () => {
  it('measures only what a person drew or confirmed', () => {
    const [sequence] = sequences([
      [4, row(4)],
      [5, row(99, { source: 'model:tiny', score: 0.9 })],
      [6, row(6, { source: 'model:tiny', confirmed: true, occluded: true })],
      [7, row(99, { source: 'interpolated' })],
      [8, absentRow],
      [9, row(99, { source: 'model:tiny' })],
    ]);
    expect(sequence).toMatchObject({
      ...{ name: 'clip.mp4_blue-bird-7', media: '/v/clip.mp4', firstFrame: 4, frames: 5 },
      labelled: [true, false, true, false, true],
      visible: [true, true, true, true, false],
      occluded: [false, false, true, false, false],
      size: { width: 64, height: 48 },
    });
    expect(sequence!.truth.map(({ x }) => x)).toEqual([4, NaN, 6, NaN, NaN]);
  });

  it('begins with a box, and wants a frame after it', () => {
    expect(
      sequences([
        [2, absentRow],
        [3, row(3)],
        [4, row(4)],
      ])[0],
    ).toMatchObject({
      ...{ firstFrame: 3, frames: 2 },
    });
    expect(sequences([[3, row(3)]])).toEqual([]);
    expect(
      sequences([
        [3, absentRow],
        [4, absentRow],
      ]),
    ).toEqual([]);
    expect(
      sequences([
        [3, row(3)],
        [25, row(4)],
      ]),
    ).toEqual([]);
  });

  it('tells all frames apart without a list when all are labelled', () => {
    expect(
      sequences([
        [0, row(1)],
        [1, row(2)],
      ])[0]!.labelled,
    ).toBeUndefined();
  });
});

describe('annotation files', () => {
  const coco = JSON.stringify({
    videos: [
      { id: 1, name: 'one.mp4' },
      { id: 2, name: 'two' },
    ],
    images: [
      { id: 1, video_id: 1, frame_id: 0, file_name: 'one.mp4' },
      { id: 2, video_id: 2, frame_id: 0, file_name: 'pictures/two/1.jpg' },
      { id: 3, video_id: 2, frame_id: 1, file_name: 'pictures/two/2.jpg' },
    ],
    categories: [{ id: 1, name: 'car' }],
    annotations: [
      { id: 1, image_id: 2, category_id: 1, track_id: 5, bbox: [1, 1, 9, 9] },
      { id: 2, image_id: 3, category_id: 1, track_id: 5, bbox: [2, 1, 9, 9] },
    ],
  });

  it('name their videos and where they may lie', () => {
    expect(annotatedVideos(coco, 'c.json')).toEqual([
      { name: 'one.mp4', places: ['one.mp4', '.', 'images'] },
      { name: 'two', places: ['two', 'pictures/two', 'images'] },
    ]);
    const tracks = JSON.stringify({ format: 'x', media: { name: 'a.mp4', path: '/v/a.mp4' } });
    expect(annotatedVideos(tracks, 't.json')[0]!.places).toEqual(['/v/a.mp4', 'a.mp4']);
    expect(() => annotatedVideos('{}', 'e.json')).toThrow(/e.json.*COCO/);
  });

  it('give sequences of their tracks, but for what a model found', () => {
    const frame = { confirmed: false, score: null, occluded: false, absent: false, keyframe: true };
    const at = (frameIndex: number, source: 'imported' | 'model:x'): ImportedFrame => ({
      ...{ frameIndex, box: { x: frameIndex, y: 1, w: 9, h: 9 }, source },
      ...frame,
    });
    const frames = [at(1, 'imported'), at(2, 'model:x'), at(3, 'imported')];
    const track = { id: 1, label: 'car', color: null, attributes: {}, frames };
    const [sequence, none] = sequencesOfFile(media, { media: null, tracks: [track] });
    expect(none).toBeUndefined();
    expect(sequence).toMatchObject({
      ...{ name: 'clip.mp4_car-1', firstFrame: 1, frames: 3, labelled: [true, false, true] },
      truth: [{ x: 1 }, { x: NaN }, { x: 3 }],
    });
  });

  it('get distinct names', () => {
    const [sequence] = sequences([
      [0, row(1)],
      [1, row(2)],
    ]);
    const same = [sequence!, sequence!, { ...sequence!, name: 'CLIP.mp4_blue-bird-7' }];
    expect(withDistinctNames(same).map(({ name }) => name)).toEqual([
      'clip.mp4_blue-bird-7',
      'clip.mp4_blue-bird-7_2',
      'CLIP.mp4_blue-bird-7_3',
    ]);
  });
});
