import { describe, expect, it } from 'vitest';
import { outline, read } from '../../../test/support/sample-files.ts';
import { annotationsFor, asTracks } from './choose-video.ts';
import type { VideoAnnotations } from './video-annotations.ts';

describe('MOT Challenge', () => {
  const seqinfo =
    '[Sequence]\nname=MOT17-09-SDP\nimDir=img1\nframeRate=30\nseqLength=525\nimWidth=1920\nimHeight=1080\nimExt=.jpg\n';

  it('counts frames, ids and pixels from 1; visibility, ignored rows and classes are kept', () => {
    const { format, videos } = read({
      'MOT17-09/gt/gt.txt':
        '1,1,1,1,50,60,1,1,1\n2,1,2.5,1,50,60,1,1,0.25\r\n1,2,101,51,10,20,0,7,0\n',
      'MOT17-09/seqinfo.ini': seqinfo,
    });
    expect(format).toBe('mot');
    expect(videos[0]!.facts).toMatchObject({
      ...{ name: 'MOT17-09-SDP', width: 1920, height: 1080, fps: 30, frameCount: 525 },
    });
    expect(outline(videos[0]!)).toEqual([
      [
        1,
        'pedestrian',
        [0, [0, 0, 50, 60]],
        [1, [1.5, 0, 50, 60], 'occluded', { visibility: 0.25 }],
      ],
      [2, 'static person', [0, [100, 50, 10, 20], 'occluded', { ignored: true }]],
    ]);
  });

  it('reads classes out of labels.txt, and boxes without a track', () => {
    const { videos } = read({
      'gt/gt.txt': '1,-1,11,11,5,5,1,2,1\n1,-1,21,11,5,5,1,1,1\n',
      'gt/labels.txt': 'cat\ndog\n',
    });
    expect(outline(videos[0]!)).toEqual([
      [1, 'dog', [0, [10, 10, 5, 5]]],
      [2, 'cat', [0, [20, 10, 5, 5]]],
    ]);
  });

  it('reads results with their confidences', () => {
    const { format, videos } = read({ 'walk.txt': '3,4,1,1,10,10,0.5,-1,-1,-1\n' });
    expect(format).toBe('mot-results');
    expect(videos[0]!.facts.name).toBe('walk');
    expect(videos[0]!.table.row(0)).toMatchObject({ frameIndex: 2, score: 0.5 });
  });
});

describe('CVAT for video', () => {
  const box = (frame: number, outside: 0 | 1, x: number, more = '', keyframe = 1): string =>
    `<box frame="${frame}" keyframe="${keyframe}" outside="${outside}" occluded="0" xtl="${x}" ytl="0" xbr="${x + 10}" ybr="100.00" z_order="0">${more}</box>`;
  const file = (tracks: string): string =>
    `<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version><meta><task><name>job &amp; task</name><size>50</size><original_size><width>200</width><height>100</height></original_size><source>walk.mp4</source></task></meta>${tracks}</annotations>`;

  it('takes outside for absence, edges for edges, and keeps attributes', () => {
    const attribute = '<attribute name="pose">sits &lt;low&gt;</attribute>';
    const { format, videos } = read({
      'annotations.xml': file(
        `<!-- exported --><track id="0" label="person" source="manual">${box(3, 0, 190, attribute)}${box(4, 1, 190)}${box(6, 0, 20)}${box(7, 1, 20)}<attribute name="name">Ada</attribute></track>`,
      ),
    });
    expect(format).toBe('cvat');
    expect(videos[0]!.facts).toMatchObject({ name: 'walk.mp4', width: 200, frameCount: 50 });
    expect(outline(videos[0]!)).toEqual([
      [
        ...[1, 'person'],
        [3, [190, 0, 10, 100], { pose: 'sits <low>' }],
        [4, null, 'absent'],
        [5, null, 'absent'],
        [6, [20, 0, 10, 100]],
      ],
    ]);
    expect(videos[0]!.tracks[0]!.attributes).toEqual({ name: 'Ada' });
  });

  it('interpolates between keyframes where frames in between are left out', () => {
    const { videos } = read({
      'a.xml': file(`<track id="3" label="car">${box(0, 0, 0)}${box(2, 0, 20)}</track>`),
    });
    expect(outline(videos[0]!)).toEqual([
      [3, 'car', [0, [0, 0, 10, 100]], [1, [10, 0, 10, 100]], [2, [20, 0, 10, 100]]],
    ]);
    const { table } = videos[0]!;
    expect([0, 1, 2].map((at) => table.row(at).keyframe)).toEqual([true, false, true]);
  });

  it.each([
    [
      'a document type',
      '<!DOCTYPE a [<!ENTITY x "y">]><annotations/>',
      /line 1: it declares a document type/,
    ],
    ['entities', '<annotations>&x;</annotations>', /line 1: "&x;" is no character/],
    ['CVAT for images', file('<image id="0" name="a.jpg"/>'), /CVAT for images/],
    ['another root', '<html></html>', /<annotations> should stand here/],
    ['a cut file', file('').slice(0, -5), /ends within a tag/],
    ['a crossed tag', '<annotations><a></b></annotations>', /<\/b> ends nothing/],
    [
      'no number',
      file(`<track id="0" label="x">${box(0, 0, 1).replace('"1"', '"x"')}</track>`),
      /line 3: <box keyframe> should be 0 or 1, found "x"/,
    ],
    [
      'two boxes in a frame',
      file(`<track id="0" label="x">${box(2, 0, 1)}${box(2, 0, 1)}</track>`),
      /a second box of its track in frame 2/,
    ],
  ])('refuses %s, naming the line', (_, text, message) => {
    expect(() => read({ 'a.xml': text })).toThrow(message);
  });
});

describe('YOLO', () => {
  it('is read as shares of the picture, by the numbers of the file names', () => {
    const { format, videos } = read({
      'data.yaml': "train: images\nnames:\n  0: person\n  1: 'traffic light'\n",
      'labels/frame_000002.txt': '1 0.5 0.5 0.1 0.2\n0 0.25 0.5 0.1 0.2\n',
      'labels/frame_000010.txt': '',
    });
    expect(format).toBe('yolo');
    expect(outline(videos[0]!)).toEqual([
      [1, 'traffic light', [2, [90, 40, 20, 20]]],
      [2, 'person', [2, [40, 40, 20, 20]]],
    ]);
  });

  it('takes a whole sixth value for the track, and another for a confidence', () => {
    const { videos } = read({
      'classes.txt': 'cat\n',
      'labels/0.txt': '0 0.5 0.5 0.1 0.2 7\n',
      'labels/1.txt': '0 0.5 0.5 0.1 0.2 0.75 7\n0 0.5 0.5 0.1 0.2 0.5\n',
    });
    expect(outline(videos[0]!)).toEqual([
      [7, 'cat', [0, [90, 40, 20, 20]], [1, [90, 40, 20, 20]]],
      [1, 'cat', [1, [90, 40, 20, 20]]],
    ]);
    expect(videos[0]!.table.row(1).score).toBe(0.75);
  });
});

describe('VIAME CSV', () => {
  it('reads frames by number, the best class, and attributes', () => {
    const { format, videos } = read({
      'dive.csv':
        '# 1: Detection or Track-id,2: Video or Image Identifier,3: Unique Frame Identifier,…\n' +
        '# metadata,fps: 5,"exported_by: ""dive:python"""\n' +
        '4,00:00:00.200000,1,10,20,30.5,60,0.75,-1,fish,0.2,"shark, white",0.75,(kp) head 11 22,(atr) Lighting dim,(trk-atr) depth 12.5\n',
    });
    expect(format).toBe('viame');
    expect(videos[0]!.facts.fps).toBe(5);
    expect(outline(videos[0]!)).toEqual([
      [4, 'shark, white', [1, [10, 20, 20.5, 40], { Lighting: 'dim' }]],
    ]);
    expect(videos[0]!.tracks[0]!.attributes).toEqual({ depth: 12.5 });
    expect(videos[0]!.table.row(0).score).toBe(0.75);
  });
});

describe('DIVE JSON', () => {
  const track = {
    id: 5,
    meta: {},
    attributes: { name: 'Bo' },
    confidencePairs: [
      ['fish', 0.1],
      ['person', 1],
    ],
    begin: 0,
    end: 9,
    features: [
      { frame: 0, bounds: [0, 0, 10, 10], keyframe: true, interpolate: true },
      { frame: 2, bounds: [20, 0, 30, 10], keyframe: true, interpolate: false },
      {
        frame: 9,
        bounds: [5, 5, 6, 6],
        keyframe: true,
        attributes: { occluded: true, pose: 'sits' },
      },
    ],
  };
  const rows = [
    ...[5, 'person', [0, [0, 0, 10, 10]], [1, [10, 0, 10, 10]], [2, [20, 0, 10, 10]]],
    [9, [5, 5, 1, 1], 'occluded', { pose: 'sits' }],
  ];

  it('interpolates where it says so, and leaves gaps where not', () => {
    const { format, videos } = read({
      'result.json': JSON.stringify({ tracks: { '5': track }, groups: {}, version: 2 }),
    });
    expect(format).toBe('dive');
    expect(outline(videos[0]!)).toEqual([rows]);
  });

  it('is read in version 1 as well', () => {
    const { format, videos } = read({
      'result.json': JSON.stringify({ '5': { ...track, id: undefined, trackId: 5 } }),
    });
    expect([format, outline(videos[0]!)]).toEqual(['dive', [rows]]);
  });
});

describe('Datumaro JSON', () => {
  it('finds the track and flags among the attributes', () => {
    const { format, videos } = read({
      'default.json': JSON.stringify({
        info: {},
        categories: { label: { labels: [{ name: 'cat', parent: '' }] } },
        items: [
          {
            id: 'frame_000004',
            annotations: [
              {
                ...{ id: 0, type: 'bbox', group: 0, label_id: 0, z_order: 0 },
                attributes: { track_id: 3, occluded: true, rotation: 0 },
                bbox: [1, 2, 3, 4],
              },
              { id: 1, type: 'polygon', points: [1, 2, 3, 4, 5, 6] },
            ],
            image: { path: 'frame_000004.png', size: [100, 200] },
          },
        ],
      }),
    });
    expect(format).toBe('datumaro');
    expect(outline(videos[0]!)).toEqual([
      [3, 'cat', [4, [1, 2, 3, 4], 'occluded', { rotation: 0 }]],
    ]);
    expect(videos[0]!.facts).toMatchObject({ width: 200, height: 100 });
    expect(videos[0]!.warnings).toHaveLength(1);
  });
});

describe('Label Studio', () => {
  it('counts frames from 1, reads percent, and ends what is not enabled', () => {
    const at = (frame: number, x: number, enabled: boolean) => ({
      ...{ frame, enabled, rotation: 0, x, y: 0, width: 10, height: 50, time: 0 },
    });
    const { format, videos } = read({
      'export.json': JSON.stringify([
        {
          id: 1,
          data: { video: '/data/upload/walk.mp4' },
          annotations: [
            {
              id: 9,
              result: [
                {
                  ...{ id: 'k3Xa9', type: 'videorectangle', from_name: 'box', to_name: 'video' },
                  value: {
                    framesCount: 10,
                    duration: 0.4,
                    labels: ['person'],
                    sequence: [at(1, 0, true), at(3, 20, false), at(6, 5, false)],
                  },
                },
              ],
            },
          ],
        },
      ]),
    });
    expect(format).toBe('labelstudio');
    expect(videos[0]!.facts).toMatchObject({ name: 'walk.mp4', frameCount: 10, fps: 25 });
    expect(outline(videos[0]!)).toEqual([
      [
        ...[1, 'person', [0, [0, 0, 20, 50]], [1, [20, 0, 20, 50]], [2, [40, 0, 20, 50]]],
        ...[
          [3, null, 'absent'],
          [4, null, 'absent'],
          [5, [10, 0, 20, 50]],
        ],
      ],
    ]);
  });

  it("reads a task's members in any order, and the first of several annotations", () => {
    const region = (id: string) => ({
      ...{ id, type: 'videorectangle', from_name: 'box', to_name: 'video' },
      value: {
        sequence: [{ frame: 1, enabled: false, x: 0, y: 0, width: 10, height: 50 }],
        labels: ['person'],
        framesCount: 3,
      },
    });
    const { videos } = read({
      'export.json': JSON.stringify([
        {
          annotations: [
            { result: [region('1'), { type: 'choices' }], id: 8 },
            { result: [region('2')] },
          ],
          data: { video: 'one.mp4' },
        },
        { data: null, annotations: [{ result: [region('5')] }] },
      ]),
    });
    expect(videos.map(({ facts }) => facts.name)).toEqual(['one.mp4', null]);
    expect(videos.map(({ tracks }) => tracks.map(({ id }) => id))).toEqual([[1], [5]]);
  });

  it('says where its lists are missing', () => {
    const named = (value: unknown) => () =>
      read({ 'export.json': JSON.stringify(value) }, { from: 'labelstudio' });
    expect(named([{ data: {} }])).toThrow('[0].annotations should be a list');
    expect(named([{ annotations: [{ id: 1 }] }])).toThrow(
      '[0].annotations[0].result should be a list',
    );
  });
});

describe('the first pixel', () => {
  it('can be said where a benchmark leaves it open', () => {
    const texts = { 'a/groundtruth_rect.txt': '10,20,30,40\n' };
    expect(read(texts, { firstPixel: 0 }).videos[0]!.table.box(0)!.x).toBe(10);
    expect(read(texts).videos[0]!.table.box(0)!.x).toBe(9);
  });
});

describe('one video out of several', () => {
  const sequences = (...names: string[]): VideoAnnotations[] =>
    names.flatMap((name) => [
      ...read({ [`anno/${name}.txt`]: '1,1,5,5\n' }, { from: 'trackingnet' }).videos,
    ]);

  it('is found by its name, or made of the sequences that are called after it', () => {
    const wanted = { name: 'walk.mp4', frameCount: 1 };
    expect(annotationsFor(sequences('run', 'walk'), wanted, 'in').facts.name).toBe('walk');
    const joined = annotationsFor(sequences('walk-2', 'walk-5', 'run-1'), wanted, 'in');
    expect(joined.tracks.map(({ id }) => id)).toEqual([2, 5]);
    expect(annotationsFor(sequences('x-1', 'y-2'), wanted, 'in').tracks).toHaveLength(2);
    expect(() => annotationsFor(sequences('x', 'y'), { ...wanted, frameCount: 9 }, 'in')).toThrow(
      /has no video called "walk.mp4", but "x", "y"/,
    );
    expect(asTracks(sequences('only')).tracks).toHaveLength(1);
  });
});
