import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FrameRow, MediaItem } from '../../domain/annotation.ts';
import { SqliteProjectStores } from '../store/sqlite-project-stores.ts';
import { DatasetFiles } from './dataset-files.ts';

let root: string;
const datasets = new DatasetFiles({ stores: new SqliteProjectStores() });

/** Writes files below the test's folder; folders are made as needed. */
async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
}

const pictures = (folder: string, from: number, to: number, digits = 8): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: to - from + 1 }, (_, i) => [
      `${folder}/${String(from + i).padStart(digits, '0')}.jpg`,
      '',
    ]),
  );
const boxes = (count: number): string => '10,20,30,40\n'.repeat(count);

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'loretrack-datasets-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('DatasetFiles', () => {
  it('reads LaSOT in place, and names what it cannot use', async () => {
    const flags = (count: number): string => Array<number>(count).fill(0).join(',');
    const sequence = (name: string, pictureFiles: Record<string, string>, truth: string) => ({
      ...Object.fromEntries(
        Object.entries(pictureFiles).map(([file, text]) => [`lasot/cat/${name}/${file}`, text]),
      ),
      [`lasot/cat/${name}/groundtruth.txt`]: truth,
      [`lasot/cat/${name}/full_occlusion.txt`]: flags(4),
      [`lasot/cat/${name}/out_of_view.txt`]: flags(4),
    });
    const gap = pictures('img', 1, 4);
    delete gap['img/00000003.jpg'];
    await put({
      ...sequence('cat-10', pictures('img', 1, 4), boxes(4)),
      ...sequence('cat-2', pictures('img', 1, 4), boxes(4)),
      ...sequence('cat-3', gap, boxes(4)),
      ...sequence('cat-4', pictures('img', 1, 4), '1,2,3\n'),
      ...sequence('cat-5', {}, boxes(4)),
    });
    const found = await datasets.open(path.join(root, 'lasot'));
    expect(found).toMatchObject({ name: 'lasot', kind: 'lasot', path: path.join(root, 'lasot') });
    expect(found.sequences.map(({ name }) => name)).toEqual(['cat-2', 'cat-10']);
    expect(found.sequences[0]).toMatchObject({
      ...{ media: path.join(root, 'lasot/cat/cat-2/img'), frames: 4 },
      visible: [true, true, true, true],
    });
    expect(found.unreadable.map(({ name }) => name)).toEqual(['cat-3', 'cat-4', 'cat-5']);
    expect(found.unreadable.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/after 00000002.jpg is missing/),
      expect.stringMatching(/cat-4[\\/]groundtruth.txt, line 1/),
      expect.stringMatching(/cannot be listed|has 0 pictures/),
    ]);
  });

  it('reads TrackingNet, GOT-10k and UAV123', async () => {
    await put({
      ...pictures('tn/frames/abc_0', 0, 11, 1),
      ...{ 'tn/anno/abc_0.txt': boxes(12) },
      ...pictures('got/val/GOT-10k_Val_000001', 1, 3),
      ...{ 'got/val/list.txt': 'GOT-10k_Val_000001\n' },
      ...{ 'got/val/GOT-10k_Val_000001/groundtruth.txt': boxes(3) },
      ...{ 'got/val/GOT-10k_Val_000001/cover.label': '8\n8\n0\n' },
      ...{ 'got/val/GOT-10k_Val_000001/meta_info.ini': '[METAINFO]\nresolution: (64, 48)\n' },
      ...pictures('uav/data_seq/UAV123/bird1', 770, 780, 6),
      ...{ 'uav/anno/UAV123/bird1_2.txt': boxes(5) },
    });
    const of = async (name: string) => (await datasets.open(path.join(root, name))).sequences[0];
    // 10.jpg comes after 9.jpg, not after 1.jpg.
    expect(await of('tn')).toMatchObject({ name: 'abc_0', frames: 12 });
    expect(await of('got')).toMatchObject({ cover: [8, 8, 0], size: { width: 64, height: 48 } });
    expect(await of('uav')).toMatchObject({ name: 'bird1_2', firstFrame: 5, frames: 5 });
  });

  it('follows links to sequences', async () => {
    await put({ ...pictures('elsewhere/a/img', 1, 2), 'elsewhere/a/groundtruth.txt': boxes(2) });
    await mkdir(path.join(root, 'linked'));
    await symlink(path.join(root, 'elsewhere/a'), path.join(root, 'linked/a'), 'junction');
    const { sequences } = await datasets.open(path.join(root, 'linked'));
    expect(sequences.map(({ name }) => name)).toEqual(['a']);
  });

  it('opens a single sequence, and says what is wrong with what is none', async () => {
    const { name, sequences } = await datasets.open(path.join(root, 'elsewhere/a'));
    expect([name, sequences.length]).toEqual(['a', 1]);
    await put({ 'empty/readme.md': '' });
    await expect(datasets.open(path.join(root, 'empty'))).rejects.toThrow(/holds no sequences/);
    await expect(datasets.open(path.join(root, 'nowhere'))).rejects.toThrow(/does not exist/);
  });
});

describe('annotations and projects', () => {
  const row = (x: number, more: Partial<FrameRow> = {}): FrameRow => ({
    ...{ box: { x, y: 1, w: 9, h: 9 }, source: 'human', confirmed: false, score: null },
    ...{ occluded: false, absent: false, keyframe: true, attributes: {} },
    ...more,
  });

  it('reads a COCO file beside its pictures', async () => {
    const names = ['clip/0001.png', 'clip/0002.png', 'clip/0003.png'];
    await mkdir(path.join(root, 'coco/clip'), { recursive: true });
    const blank = { width: 64, height: 48, channels: 3, background: '#000' } as const;
    for (const name of names) {
      await sharp({ create: blank })
        .png()
        .toFile(path.join(root, 'coco', name));
    }
    const annotation = (id: number, x: number) => ({
      ...{ id, image_id: id, category_id: 1, track_id: 4 },
      bbox: [x, 5, 10, 10],
    });
    const coco = {
      images: names.map((file_name, i) => ({ id: i + 1, file_name, width: 64, height: 48 })),
      categories: [{ id: 1, name: 'bird' }],
      annotations: [annotation(1, 3), annotation(3, 9)],
    };
    await put({ 'coco/labels.json': JSON.stringify(coco) });
    const found = await datasets.open(path.join(root, 'coco/labels.json'));
    expect(found).toMatchObject({
      ...{ kind: 'annotations', unreadable: [] },
      sequences: [
        {
          ...{ name: 'clip_bird-4', media: path.join(root, 'coco/clip'), firstFrame: 0, frames: 3 },
          labelled: [true, false, true],
          size: { width: 64, height: 48 },
        },
      ],
    });
    await put({ 'lost/labels.json': JSON.stringify(coco) });
    const lost = await datasets.open(path.join(root, 'lost/labels.json'));
    expect(lost.unreadable[0]!.reason).toMatch(/were not found; looked at .*clip/);
    const mediaFolder = path.join(root, 'coco');
    const told = await datasets.open(path.join(root, 'lost/labels.json'), { mediaFolder });
    expect(told.sequences).toHaveLength(1);
  });

  it('reads a project, of which only what a person vouches for counts', async () => {
    const media: MediaItem = {
      ...{ id: 1, name: 'clip', path: path.join(root, 'coco/clip'), kind: 'images' },
      ...{ width: 64, height: 48, fps: 30, frameCount: 3, timeBase: { num: 1, den: 30 } },
      identity: { bytes: 1, head: 'a', tail: 'b', table: 'c' },
    };
    const label = { id: 1, name: 'bird', color: '#fff000', hotkey: null, attributes: [] };
    const track = {
      ...{ id: 1, mediaId: 1, labelId: 1, color: null, attributes: {}, interpolate: true },
      ...{ locked: false, hidden: false },
    };
    const rows = [row(3), row(50, { source: 'model:x', score: 1 }), row(9, { confirmed: true })];
    const file = path.join(root, 'p.loretrack');
    const store = await new SqliteProjectStores().create(file);
    store.commit({
      title: 'made',
      changes: [
        { kind: 'media', id: 1, before: null, after: media },
        {
          kind: 'media',
          id: 2,
          before: null,
          after: { ...media, id: 2, name: 'gone', path: '/gone' },
        },
        { kind: 'label', id: 1, before: null, after: label },
        { kind: 'track', id: 1, before: null, after: track },
        ...rows.map((after, frameIndex) => ({
          ...{ kind: 'row' as const, trackId: 1, frameIndex, before: null, after },
        })),
      ],
    });
    store.close();
    const found = await datasets.open(file);
    expect(found).toMatchObject({
      kind: 'project',
      sequences: [{ name: 'clip_bird-1', frames: 3, labelled: [true, false, true] }],
      unreadable: [{ name: 'gone', reason: '/gone is not there any more' }],
    });
    // It was let go again.
    (await new SqliteProjectStores().open(file)).close();
  });
});
