import { describe, expect, it } from 'vitest';
import type { Box } from '../boxes.ts';
import type { Track, TrackDocument, TrackFrame } from '../track.ts';
import { frameFileName, serialiseCoco } from './coco.ts';

interface Coco {
  readonly info: Record<string, unknown> & {
    readonly loretrack_extensions: Readonly<Record<string, readonly string[]>>;
  };
  readonly categories: readonly { id: number; name: string }[];
  readonly videos: readonly { id: number; name: string; fps: number }[];
  readonly images: readonly {
    id: number;
    video_id: number;
    file_name: string;
    frame_id: number;
    frame_index: number;
  }[];
  readonly tracks: readonly { id: number; category_id: number; video_id: number }[];
  readonly annotations: readonly {
    id: number;
    image_id: number;
    video_id: number;
    category_id: number;
    bbox: number[];
    area: number;
    iscrowd: number;
    track_id: number;
    instance_id: number;
  }[];
}

function frame(frameIndex: number, box: Box | null, more: Partial<TrackFrame> = {}): TrackFrame {
  return {
    frameIndex,
    pts: frameIndex * 512,
    timeSec: frameIndex / 25,
    box,
    source: 'model:tiny-128',
    confirmed: false,
    score: 0.5,
    occluded: false,
    absent: box === null,
    keyframe: false,
    ...more,
  };
}

function track(id: number, label: string, frames: readonly TrackFrame[]): Track {
  return { id, label, color: null, attributes: {}, frames };
}

const outside = { x: -5.5, y: 300.25, w: 20.5, h: 100 };
const document: TrackDocument = {
  media: {
    name: 'walk.mp4',
    path: null,
    width: 640,
    height: 360,
    fps: 29.97,
    frameCount: 200,
    timeBase: { num: 1, den: 12800 },
  },
  model: null,
  tracks: [
    track(7, 'person', [
      frame(
        3,
        { x: 1, y: 2, w: 3, h: 4 },
        { source: 'human', score: null, keyframe: true, attributes: { pose: 'sits' } },
      ),
      frame(4, outside),
      frame(123, null),
    ]),
    track(2, 'dog', [frame(4, { x: 9, y: 9, w: 9, h: 9 }, { absent: true }), frame(0, outside)]),
    track(9, 'person', [frame(4, { x: 10, y: 20, w: 30, h: 40 })]),
  ],
  incompleteReason: null,
  createdBy: 'LoReTrack Studio 0.1.0',
  createdAt: '2025-01-31T12:00:00Z',
};

const coco = JSON.parse(serialiseCoco(document)) as Coco;

function ids(items: readonly { id: number }[]): number[] {
  return items.map(({ id }) => id);
}

describe('serialiseCoco', () => {
  it('gives unique positive ids, and only references that resolve', () => {
    for (const list of [coco.categories, coco.videos, coco.images, coco.tracks, coco.annotations]) {
      expect(new Set(ids(list)).size).toBe(list.length);
      expect(Math.min(...ids(list))).toBeGreaterThanOrEqual(1);
    }
    const tracks = new Map(coco.tracks.map((item) => [item.id, item]));
    for (const annotation of coco.annotations) {
      expect(ids(coco.images)).toContain(annotation.image_id);
      expect(ids(coco.videos)).toContain(annotation.video_id);
      // TAO asserts that an annotation's category is its track's.
      expect(annotation.category_id).toBe(tracks.get(annotation.track_id)!.category_id);
      expect(ids(coco.categories)).toContain(annotation.category_id);
    }
    for (const { video_id } of coco.images) expect(ids(coco.videos)).toContain(video_id);
  });

  it('numbers categories from 1 in the order in which labels appear', () => {
    expect(coco.categories.map(({ id, name }) => [id, name])).toEqual([
      [1, 'person'],
      [2, 'dog'],
    ]);
  });

  it('lists the frames that tracks speak of, by both dialects’ 0-based index', () => {
    expect(coco.images.map((image) => [image.id, image.frame_id, image.file_name])).toEqual([
      [1, 0, 'frame_000000.jpg'],
      [4, 3, 'frame_000003.jpg'],
      [5, 4, 'frame_000004.jpg'],
      [124, 123, 'frame_000123.jpg'],
    ]);
    for (const image of coco.images) expect(image.frame_index).toBe(image.frame_id);
    expect(coco.videos).toMatchObject([{ id: 1, name: 'walk.mp4', fps: 29.97 }]);
  });

  it('writes boxes as they are, with their area, and none for absent objects', () => {
    expect(coco.annotations.map((a) => [a.image_id, a.track_id, a.bbox, a.area])).toEqual([
      [4, 7, [1, 2, 3, 4], 12],
      [5, 7, [-5.5, 300.25, 20.5, 100], 2050],
      [1, 2, [-5.5, 300.25, 20.5, 100], 2050],
      [5, 9, [10, 20, 30, 40], 1200],
    ]);
    for (const annotation of coco.annotations) {
      expect(annotation.iscrowd).toBe(0);
      expect(annotation.instance_id).toBe(annotation.track_id);
    }
  });

  it('declares every key of its own', () => {
    const standard = {
      images: ['id', 'video_id', 'file_name', 'width', 'height', 'frame_id', 'frame_index'],
      annotations: [
        ...['id', 'image_id', 'video_id', 'category_id', 'bbox', 'area', 'iscrowd'],
        ...['track_id', 'instance_id'],
      ],
    };
    for (const list of ['images', 'annotations'] as const) {
      const keys = new Set(coco[list].flatMap((item) => Object.keys(item)));
      const extra = [...keys].filter((key) => !standard[list].includes(key));
      expect(extra.sort()).toEqual([...coco.info.loretrack_extensions[list]!].sort());
    }
  });

  it("takes a folder's own file names", () => {
    const named = JSON.parse(
      serialiseCoco(document, { fileName: (index) => `${index + 1}.png` }),
    ) as Coco;
    expect(named.images.map(({ file_name }) => file_name)).toEqual([
      '1.png',
      '4.png',
      '5.png',
      '124.png',
    ]);
    expect(frameFileName(1234567)).toBe('frame_1234567.jpg');
  });

  it('writes valid empty lists for a document without tracks', () => {
    const empty = JSON.parse(serialiseCoco({ ...document, tracks: [] })) as Coco;
    expect([empty.categories, empty.images, empty.tracks, empty.annotations]).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });
});
