import { describe, expect, it } from 'vitest';
import { isPictureFolder } from './folder-node.ts';
import type { FolderNode } from './folder-node.ts';
import { findSequences } from './layouts.ts';

/** A tree out of slashed paths of files; folders end with a slash. */
function tree(...paths: readonly string[]): FolderNode {
  interface Draft {
    name: string;
    files: string[];
    folders: Draft[];
  }
  const root: Draft = { name: 'data', files: [], folders: [] };
  for (const path of paths) {
    const names = path.split('/');
    const file = names.pop()!;
    let node = root;
    for (const name of names) {
      let next = node.folders.find((folder) => folder.name === name);
      if (next === undefined) node.folders.push((next = { name, files: [], folders: [] }));
      node = next;
    }
    if (file !== '') node.files.push(file);
  }
  return root;
}

describe('findSequences', () => {
  it('knows OTB, with its two objects in one video and its late starts', () => {
    const root = tree(
      ...['David/groundtruth_rect.txt', 'David/img/', 'Jogging/img/'],
      ...['Jogging/groundtruth_rect.1.txt', 'Jogging/groundtruth_rect.2.txt'],
    );
    expect(findSequences(root)).toEqual({
      kind: 'otb',
      places: [
        {
          ...{
            name: 'David',
            pictures: 'David/img',
            truth: 'David/groundtruth_rect.txt',
            extra: {},
          },
          start: { picture: 300 },
        },
        {
          ...{ name: 'Jogging_1', pictures: 'Jogging/img', extra: {} },
          truth: 'Jogging/groundtruth_rect.1.txt',
        },
        {
          ...{ name: 'Jogging_2', pictures: 'Jogging/img', extra: {} },
          truth: 'Jogging/groundtruth_rect.2.txt',
        },
      ],
    });
  });

  it.each([
    ['lasot', 'airplane/airplane-1', 'airplane-1'],
    ['lasot', 'airplane-1', 'airplane-1'],
    ['lasot-ext', 'LaSOT_extension_subset/atv/atv-3', 'atv-3'],
  ])('knows %s at %s', (kind, at, name) => {
    const files = ['groundtruth.txt', 'full_occlusion.txt', 'out_of_view.txt', 'nlp.txt', 'img/'];
    expect(findSequences(tree(...files.map((file) => `${at}/${file}`)))).toEqual({
      kind,
      places: [
        {
          ...{ name, pictures: `${at}/img`, truth: `${at}/groundtruth.txt` },
          extra: {
            fullOcclusion: `${at}/full_occlusion.txt`,
            outOfView: `${at}/out_of_view.txt`,
          },
        },
      ],
    });
  });

  it('knows GOT-10k, whose pictures lie beside', () => {
    const at = 'val/GOT-10k_Val_000001';
    const files = [
      'groundtruth.txt',
      'absence.label',
      'cover.label',
      'meta_info.ini',
      '00000001.jpg',
    ];
    const root = tree('val/list.txt', ...files.map((file) => `${at}/${file}`));
    expect(findSequences(root)).toMatchObject({
      kind: 'got10k',
      places: [{ name: 'GOT-10k_Val_000001', pictures: at, extra: { cover: `${at}/cover.label` } }],
    });
  });

  it('knows TrackingNet, in one chunk or several', () => {
    const chunk = ['anno/0-6LB4FqxoE_0.txt', 'frames/0-6LB4FqxoE_0/'];
    const place = { name: '0-6LB4FqxoE_0', extra: {} };
    expect(findSequences(tree(...chunk))).toEqual({
      kind: 'trackingnet',
      places: [{ ...place, pictures: 'frames/0-6LB4FqxoE_0', truth: 'anno/0-6LB4FqxoE_0.txt' }],
    });
    const nested = findSequences(tree(...chunk.map((path) => `TRAIN_0/${path}`)));
    expect(nested.places[0]).toMatchObject({ truth: 'TRAIN_0/anno/0-6LB4FqxoE_0.txt' });
  });

  it('knows UAV123, which cuts videos into sequences', () => {
    const root = tree(
      ...['anno/UAV123/bird1_2.txt', 'anno/UAV123/car1_s.txt', 'anno/UAV123/att/bird1_2.txt'],
      ...['anno/UAV20L/bird1.txt', 'data_seq/UAV123/bird1/'],
    );
    expect(findSequences(root)).toEqual({
      kind: 'uav123',
      places: [
        {
          ...{ name: 'bird1_2', pictures: 'data_seq/UAV123/bird1', extra: {} },
          ...{ truth: 'anno/UAV123/bird1_2.txt', start: { picture: 775 } },
        },
        {
          ...{ name: 'car1_s', pictures: 'data_seq/UAV123/car1_s', extra: {} },
          truth: 'anno/UAV123/car1_s.txt',
        },
      ],
    });
  });

  it('knows where UAV123 of ten frames a second begins', () => {
    const root = tree('anno/UAV123_10fps/uav1_3.txt', 'data_seq/UAV123_10fps/uav1/');
    expect(findSequences(root).places[0]).toMatchObject({ start: { picture: 825 } });
  });

  it('knows VOT', () => {
    const root = tree('bag/groundtruth.txt', 'bag/sequence', 'bag/occlusion.tag', 'bag/color/');
    expect(findSequences(root)).toEqual({
      kind: 'vot',
      places: [
        {
          ...{ name: 'bag', pictures: 'bag/color', truth: 'bag/groundtruth.txt' },
          extra: { meta: 'bag/sequence', occlusion: 'bag/occlusion.tag' },
        },
      ],
    });
  });

  it('takes plain folders, also the data set itself, and what a person says', () => {
    expect(findSequences(tree('groundtruth.txt', '1.jpg'))).toEqual({
      kind: 'folders',
      places: [{ name: 'data', pictures: '', truth: 'groundtruth.txt', extra: {} }],
    });
    expect(findSequences(tree('a/groundtruth.txt', 'a/img/'), 'uav123').kind).toBe('uav123');
    expect(findSequences(tree('a/readme.txt', 'b/'))).toEqual({ kind: 'folders', places: [] });
  });
});

describe('isPictureFolder', () => {
  it('spares listing what holds pictures only', () => {
    const yes = [
      ['a', 'img'],
      ['a', 'color'],
      ['TRAIN_0', 'frames', 'x'],
      ['data_seq', 'UAV123', 'x'],
    ];
    expect(yes.map(isPictureFolder)).toEqual([true, true, true, true]);
    const no = [[], ['a'], ['frames'], ['data_seq', 'UAV123'], ['val', 'GOT-10k_Val_000001']];
    expect(no.map(isPictureFolder)).toEqual([false, false, false, false, false]);
  });
});
