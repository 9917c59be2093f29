import { describe, expect, it } from 'vitest';
import { readAnnotations } from './annotations-reader.ts';
import { annotationsFor, asTracks } from './choose-video.ts';
import type { FormatId } from './format-ids.ts';
import { textsOf } from './named-texts.ts';
import { NO_FACTS, type VideoAnnotations, type VideoFacts } from './video-annotations.ts';

const facts: VideoFacts = { ...NO_FACTS, name: 'walk.mp4', width: 200, height: 100 };

function read(
  texts: Readonly<Record<string, string>>,
  more: { readonly from?: FormatId; readonly firstPixel?: 0 | 1 } = {},
) {
  const { from = null, ...rest } = more;
  return readAnnotations(textsOf('in', texts), { facts, fileNames: null, ...rest }, from);
}

/** id, label, then frame, box and what is special of each row. */
function outline({ tracks, table }: VideoAnnotations): unknown[] {
  return tracks.map(({ id, label, from, to }) => [
    id,
    label,
    ...Array.from(table.rows(from, to), ({ frameIndex, box, occluded, absent, attributes }) => [
      frameIndex,
      box && [box.x, box.y, box.w, box.h],
      ...(occluded ? ['occluded'] : []),
      ...(absent ? ['absent'] : []),
      ...(attributes ? [attributes] : []),
    ]),
  ]);
}

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

describe('TrackingNet', () => {
  it('orders frames as numbers do, counts pixels from 0', () => {
    const { format, videos } = read({
      'TRAIN_0/anno/-3TIfnTSM6c_2.txt': '10,20,30,40\n11.5,20,30,40\n-4,20,30,40\n',
    });
    expect(format).toBe('trackingnet');
    expect(videos[0]!.facts.name).toBe('-3TIfnTSM6c_2');
    expect(outline(videos[0]!)).toEqual([
      [1, 'object', [0, [10, 20, 30, 40]], [1, [11.5, 20, 30, 40]], [2, [-4, 20, 30, 40]]],
    ]);
  });
});

describe('OTB', () => {
  it.each(['10,20,30,40\n0,0,0,0\n', '10\t20\t30\t40\r\n0\t0\t0\t0\r\n', '10 20 30 40\n0 0 0 0'])(
    'is read whatever splits the numbers: %j',
    (text) => {
      const { format, videos } = read({ 'BlurCar1/groundtruth_rect.txt': text });
      expect(format).toBe('otb');
      expect(outline(videos[0]!)).toEqual([
        [1, 'object', [0, [9, 19, 30, 40]], [1, null, 'absent']],
      ]);
    },
  );

  it('joins the objects of one sequence', () => {
    const { videos } = read({
      'Jogging/groundtruth_rect.1.txt': '1,1,5,5\n',
      'Jogging/groundtruth_rect.2.txt': '11,1,5,5\n',
    });
    expect(videos).toHaveLength(1);
    expect(videos[0]!.facts.name).toBe('Jogging');
    expect(outline(videos[0]!)).toEqual([
      [1, 'object', [0, [0, 0, 5, 5]]],
      [2, 'object', [0, [10, 0, 5, 5]]],
    ]);
  });
});

describe('LaSOT', () => {
  it('takes out of view for absence, and boxes without area for mistakes', () => {
    const { format, videos } = read({
      'airplane/airplane-13/groundtruth.txt': '368,456,35,31\n1,1,0,-2\n5,6,7,8\n9,9,9,9\n',
      'airplane/airplane-13/full_occlusion.txt': '0,0,0,1\n',
      'airplane/airplane-13/out_of_view.txt': '0,0,1,0',
    });
    expect(format).toBe('lasot');
    expect(outline(videos[0]!)).toEqual([
      [
        ...[13, 'airplane'],
        [0, [367, 455, 35, 31]],
        [2, null, 'absent'],
        [3, [8, 8, 9, 9], 'occluded'],
      ],
    ]);
    expect(videos[0]!.warnings).toEqual(['airplane-13: 1 boxes without area were left out.']);
  });
});

describe('GOT-10k', () => {
  it('reads absence, cover and the facts of the sequence', () => {
    const { format, videos } = read({
      'list.txt': 'GOT-10k_Val_000001\n',
      'GOT-10k_Val_000001/groundtruth.txt':
        '499.0000,421.0000,188.0000,126.0000\n1.0000,1.0000,9.0000,9.0000\n0.0000,0.0000,0.0000,0.0000\n',
      'GOT-10k_Val_000001/absence.label': '0\n0\n1\n',
      'GOT-10k_Val_000001/cover.label': '8\n3\n0\n',
      'GOT-10k_Val_000001/cut_by_image.label': '0\n0\n0\n',
      'GOT-10k_Val_000001/meta_info.ini':
        '[METAINFO]\nurl: https://youtu.be/x\nanno_fps: 10Hz\nobject_class: JetLev-Flyer\nresolution: (1920, 1080)\n',
    });
    expect(format).toBe('got10k');
    expect(videos[0]!.facts).toMatchObject({ width: 1920, height: 1080, fps: 10, frameCount: 3 });
    expect(outline(videos[0]!)).toEqual([
      [
        ...[1, 'JetLev-Flyer'],
        [0, [498, 420, 188, 126]],
        [1, [0, 0, 9, 9], 'occluded', { cover: 3 }],
        [2, null, 'absent'],
      ],
    ]);
  });
});

describe('UAV123', () => {
  it('takes NaN for absence', () => {
    const { format, videos } = read({ 'anno/UAV123/bike1.txt': '1,1,5,5\nNaN,NaN,NaN,NaN\n' });
    expect(format).toBe('uav123');
    expect(outline(videos[0]!)).toEqual([[1, 'object', [0, [0, 0, 5, 5]], [1, null, 'absent']]]);
  });
});

describe('VOT', () => {
  it('decides line by line: rectangles, polygons, masks, and marks without a region', () => {
    const { format, videos } = read({
      'ball/sequence': 'name=ball\nfps=29.97\nwidth=640\nheight=480\n',
      'ball/groundtruth.txt':
        '1,2,3,4\n10,40,30,20,50,45,28,60\n0,0,4,0,4,8\nm5,7,4,3,5,2,2,2,1\n0\nnan,nan,nan,nan\n',
      'ball/occlusion.tag': '0\n1\n',
    });
    expect(format).toBe('vot');
    expect(videos[0]!.facts).toMatchObject({ name: 'ball', width: 640, height: 480, fps: 29.97 });
    expect(outline(videos[0]!)).toEqual([
      [
        ...[1, 'object'],
        [0, [1, 2, 3, 4]],
        [1, [10, 20, 40, 40], 'occluded'],
        [2, [0, 0, 4, 8]],
        [3, [6, 8, 2, 2]],
        [4, null, 'absent'],
        [5, null, 'absent'],
      ],
    ]);
  });

  it.each([
    ['1,2,3', /line 1/],
    ['1,2,3,4,5', /line 1/],
    ['m1,2,3', /line 1/],
    ['m0,0,2,2,9', /line 1/],
    ['m0,0,2,2,-1', /line 1/],
  ])('refuses %s', (line, message) => {
    expect(() => read({ 'ball/sequence': 'name=ball', 'ball/groundtruth.txt': line })).toThrow(
      message,
    );
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

describe('raw results', () => {
  it('of pytracking have tabs, whole pixels, and times beside them', () => {
    const { format, videos } = read({
      'Basketball.txt': '198\t214\t34\t81\n199\t214\t34\t81\n',
      'Basketball_time.txt': '0.25\n0.5\n',
    });
    expect(format).toBe('pytracking');
    expect(outline(videos[0]!)).toEqual([
      [
        ...[1, 'object', [0, [197, 213, 34, 81], { seconds: 0.25 }]],
        [1, [198, 213, 34, 81], { seconds: 0.5 }],
      ],
    ]);
  });

  it('of the GOT-10k toolkit lie in a folder per sequence', () => {
    const { format, videos } = read({
      'SiamFC/GOT-10k_Val_000001/GOT-10k_Val_000001_001.txt': '499.000,421.000,188.000,126.000\n',
      'SiamFC/GOT-10k_Val_000001/GOT-10k_Val_000001_time.txt': '0.012\n',
    });
    expect(format).toBe('got10k-results');
    expect(outline(videos[0]!)).toEqual([
      [1, 'object', [0, [498, 420, 188, 126], { seconds: 0.012 }]],
    ]);
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
