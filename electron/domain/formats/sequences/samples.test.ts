import { describe, expect, it } from 'vitest';
import { outline, read } from '../../../../test/support/sample-files.ts';

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
