import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStudioError } from '../../contract/errors.ts';
import { parseAnnotations, type AnnotationTarget } from './annotations-reader.ts';
import type { ImportedTracks } from './imported-tracks.ts';

const target: AnnotationTarget = { name: 'walk.mp4', frameCount: 10, fileNames: null };

const categories = [
  { id: 1, name: 'person' },
  { id: 7, name: 'dog' },
];
const image = (id: number, more: object): object => ({ id, file_name: '', ...more });
const annotation = (imageId: unknown, more: object = {}): object => ({
  id: 1,
  image_id: imageId,
  category_id: 1,
  bbox: [1, 2, 3, 4],
  ...more,
});

function read(file: object, to: AnnotationTarget = target): ImportedTracks {
  return parseAnnotations(JSON.stringify({ categories, ...file }), 'coco.json', to);
}

/** Label and frames of each track. */
function outline({ tracks }: ImportedTracks): unknown {
  return tracks.map(({ label, frames }) => [label, ...frames.map(({ frameIndex }) => frameIndex)]);
}

describe('COCO', () => {
  it.each([
    ['CocoVID', 'frame_id', (id: number) => ({ instance_id: id })],
    ['TAO and KWCOCO', 'frame_index', (id: number) => ({ track_id: id, iscrowd: 0 })],
    ['Datumaro', 'frame_index', (id: number) => ({ attributes: { track_id: id } })],
    ['text ids', 'frame_id', (id: number) => ({ track_id: `t${id}` })],
  ])('is read with the keys of %s', (_, frameKey, ids) => {
    const document = read({
      images: [image(5, { [frameKey]: 4 }), image(6, { [frameKey]: 0 })],
      annotations: [
        annotation(5, ids(3)),
        annotation(6, { ...ids(3), bbox: [-1.5, 2, 0, 4.25] }),
        annotation(6, { ...ids(1), category_id: 7 }),
      ],
    });
    expect(outline(document)).toEqual([
      ['person', 0, 4],
      ['dog', 0],
    ]);
    expect(document.tracks[0]!.frames[0]).toEqual({
      frameIndex: 0,
      box: { x: -1.5, y: 2, w: 0, h: 4.25 },
      source: 'imported',
      confirmed: false,
      score: null,
      occluded: false,
      absent: false,
      keyframe: false,
    });
    expect(document).toMatchObject({ media: null, warnings: [] });
  });

  it('keeps what is said of a box beyond COCO, where it makes sense', () => {
    const { tracks, media } = read({
      images: [0, 1, 2, 3].map((at) => image(at, { frame_id: at, width: 64, height: 48 })),
      annotations: [
        { source: 'model:tiny-128', score: 0.25, occluded: true, keyframe: true, confirmed: true },
        { source: 'human', score: null, attributes: { occluded: true, rotation: 0 } },
        { source: 'somebody', score: 17, occluded: 0 },
        { source: 'model:', occluded: 1 },
      ].map((more, at) => annotation(at, { track_id: 1, ...more })),
    });
    expect(media).toEqual({ width: 64, height: 48 });
    expect(
      tracks[0]!.frames.map(({ source, score, occluded, keyframe, confirmed }) => [
        ...[source, score, occluded, keyframe, confirmed],
      ]),
    ).toEqual([
      ['model:tiny-128', 0.25, true, true, true],
      ['human', null, true, false, false],
      ['imported', null, false, false, false],
      ['imported', null, true, false, false],
    ]);
  });

  it('reads one of several videos, chosen by its name with or without its extension', () => {
    const file = {
      videos: [
        { id: 1, name: 'val/run.mp4' },
        { id: 2, name: 'val/walk' },
      ],
      images: [
        image(1, { video_id: 1, frame_id: 3 }),
        image(2, { video_id: 2, frame_id: 3 }),
        image(3, { video_id: 2, frame_id: 4 }),
      ],
      annotations: [1, 2, 3].map((id) => annotation(id, { track_id: 1 })),
    };
    expect(outline(read(file))).toEqual([['person', 3, 4]]);
    expect(outline(read(file, { ...target, name: 'run.mp4' }))).toEqual([['person', 3]]);
    expect(() => read(file, { ...target, name: 'jump.mp4' })).toThrow(
      /has no video called "jump\.mp4", but "run\.mp4", "walk"/,
    );
  });

  it.each<[string, string[], Partial<AnnotationTarget>, number[], RegExp | null]>([
    ['numbers', ['f_000.jpg', 'f_009.jpg'], {}, [0, 9], /images' names, counted from 0/],
    ['numbers up to the last frame', ['1.jpg', '10.jpg'], {}, [0, 9], /names, counted from 1/],
    ['numbers within', ['1.jpg', '9.jpg'], {}, [1, 9], /names, counted from 0/],
    ['no extension', ['a/b3', 'c4'], {}, [3, 4], /names, counted from 0/],
    ['a folder', ['x/b.png', 'a.png'], { fileNames: ['a.png', 'b.png'] }, [1, 0], null],
    ['no numbers', ['b.png', 'a.png'], {}, [0, 1], /images' order/],
  ])('takes frames from file names: %s', (_, names, more, frames, warning) => {
    const document = read(
      {
        images: names.map((file_name, id) => ({ id, file_name })),
        annotations: names.map((__, id) => annotation(id)),
      },
      { ...target, ...more },
    );
    expect(document.tracks.map((track) => track.frames[0]!.frameIndex)).toEqual(frames);
    const [first, ...others] = document.warnings!;
    if (warning === null) expect(first).toMatch(/^2 boxes have no track id/);
    else expect(first).toMatch(warning);
    expect(others.length).toBe(warning === null ? 0 : 1);
  });

  it('says what it left out or changed', () => {
    const { tracks, warnings } = read({
      images: [image(1, { frame_id: 0 }), image(2, { frame_id: 1 })],
      annotations: [
        annotation(1, { track_id: 1 }),
        annotation(2, { track_id: 1, category_id: 7 }),
        annotation(1, { track_id: 2, bbox: null }),
        annotation(1),
      ],
    });
    expect(tracks.map(({ label, frames }) => [label, frames.length])).toEqual([
      ['person', 2],
      ['person', 1],
    ]);
    expect(warnings).toEqual([
      '1 annotations without a box were left out.',
      '1 boxes have no track id: each became a track of one frame.',
      '1 boxes have another category than their track, whose first one was taken.',
    ]);
  });

  const images = [image(1, { frame_id: 0 })];
  it.each<[object, RegExp]>([
    [{ images, annotations: {} }, /coco\.json: annotations should be a list/],
    [
      { images, annotations: [annotation(2)] },
      /annotations\[0\]\.image_id should be the id of an image/,
    ],
    [{ images, annotations: [annotation('__proto__')] }, /annotations\[0\]\.image_id/],
    [{ images, annotations: [annotation(1, { category_id: 5 })] }, /annotations\[0\]\.category_id/],
    [
      { images, annotations: [annotation(1, { bbox: [1, 2, 3] })] },
      /annotations\[0\]\.bbox should be four/,
    ],
    [
      { images, annotations: [annotation(1, { bbox: [1, 2, -3, 4] })] },
      /bbox\[2\] should be a width/,
    ],
    [{ images, annotations: [annotation(1, { bbox: [1, 2, null, 4] })] }, /bbox\[2\]/],
    [{ images, annotations: [annotation(1, { occluded: 'no' })] }, /annotations\[0\]\.occluded/],
    [
      { images, annotations: [1, 1].map((id) => annotation(id, { track_id: 1 })) },
      /annotations\[1\] should be the only box of its track in frame 0/,
    ],
    [{ images: [image(1, { frame_id: -1 })], annotations: [] }, /images\[0\]\.frame_id/],
    [{ images: [...images, image(2, {})], annotations: [] }, /images\[1\] should be an image with/],
    [{ images: [...images, image(2, { frame_id: 0 })], annotations: [] }, /only image of frame 0/],
    [{ images, annotations: [], categories: [{ id: 1 }] }, /categories\[0\]\.name should be text/],
    [{ images }, /is of no format that can be recognised/],
    [{ format: 'other', images, annotations: [] }, /format should be "loretrack-tracks"/],
  ])('refuses %j', (file, message) => {
    let error: unknown;
    try {
      read(file);
    } catch (thrown) {
      error = thrown;
    }
    expect(isStudioError(error, 'bad-input')).toBe(true);
    expect((error as Error).message).toMatch(message);
  });

  it('throws nothing but typed errors, and pollutes nothing, whatever it is given', () => {
    const key = fc.constantFrom(
      ...['id', 'name', 'video_id', 'frame_id', 'file_name', 'image_id', 'category_id', 'bbox'],
      ...['track_id', 'attributes', 'source', 'score', 'occluded', '__proto__', 'constructor'],
    );
    const leaf = fc.oneof(fc.nat(2), fc.jsonValue({ maxDepth: 1 }), fc.constant([0, 0, 5, 5]));
    const item = fc
      .tuple(fc.array(fc.tuple(key, leaf), { maxLength: 2 }), fc.nat(2))
      .map(([entries, id]): object => ({
        ...{ id, name: 'a', frame_id: id, image_id: id, category_id: 1, bbox: [0, 0, 5, 5] },
        ...Object.fromEntries(entries),
      }));
    const files = fc.record({
      videos: fc.oneof(leaf, fc.constant(null), fc.array(item, { maxLength: 1 })),
      images: fc.oneof(
        { weight: 5, arbitrary: fc.array(item, { minLength: 1, maxLength: 3 }) },
        leaf,
      ),
      annotations: fc.oneof({ weight: 5, arbitrary: fc.array(item, { maxLength: 3 }) }, leaf),
    });
    let readable = 0;
    fc.assert(
      fc.property(files, (file) => {
        try {
          for (const { frames } of read(file).tracks) {
            expect(frames.every(({ frameIndex }) => Number.isSafeInteger(frameIndex))).toBe(true);
          }
          readable++;
        } catch (error) {
          if (!isStudioError(error, 'bad-input')) throw error;
        }
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
    expect(readable).toBeGreaterThan(100);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parseAnnotations(text, 'x.json', target);
        } catch (error) {
          if (!isStudioError(error, 'bad-input')) throw error;
        }
      }),
    );
  });
});
