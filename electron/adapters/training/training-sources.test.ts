import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeMovingSquare } from '../../../test/support/moving-square.ts';
import { temporaryStudio, videoFixture } from '../../../test/support/temporary-studio.ts';
import type { AnnotatedSource } from '../../services/ports/frame-archive.ts';
import { DatasetFiles } from '../files/dataset-files.ts';
import { SqliteProjectStores } from '../store/sqlite-project-stores.ts';
import { findTrainingSources } from './training-sources.ts';

const datasets = new DatasetFiles({ stores: new SqliteProjectStores() });

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'loretrack-sources-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function writePicture(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const create = { width: 80, height: 80, channels: 3 as const, background: 'red' };
  await sharp({ create }).png().toFile(file);
}

async function framesIn(place: string): Promise<readonly AnnotatedSource[]> {
  const found = await findTrainingSources(place, datasets);
  if (found.kind !== 'frames') throw new Error(`${place} holds photos`);
  return found.sources;
}

const splits = ({ tracks }: AnnotatedSource): Record<string, number> => {
  const counts = Map.groupBy(
    tracks.flatMap(({ frames }) => frames),
    ({ split }) => split,
  );
  return Object.fromEntries([...counts].map(([split, { length }]) => [split, length]));
};

describe('a folder', () => {
  it('of photos is learned from as such', async () => {
    const folder = path.join(home, 'photos');
    await writePicture(path.join(folder, 'a.png'));
    const photos = { kind: 'photos', folder };
    expect(await findTrainingSources(folder, datasets)).toEqual(photos);
    const library = path.join(home, 'library');
    await writePicture(path.join(library, 'photos', 'a.png'));
    await writeFile(path.join(library, 'boxes.json'), '[]');
    expect(await findTrainingSources(library, datasets)).toEqual({
      kind: 'photos',
      folder: library,
    });
  });

  it('of a sequence, or of many, gives their frames, a part of them held out behind a guard', async () => {
    const folder = path.join(home, 'sequences');
    await writeMovingSquare(path.join(folder, 'one'), { frames: 60, step: 1 });
    await writeMovingSquare(path.join(folder, 'two'), { frames: 4 });
    const [one] = await framesIn(path.join(folder, 'one'));
    expect(one!.media).toBe(path.join(folder, 'one', 'img'));
    expect(one!.tracks[0]!.frames[5]).toEqual({
      ...{ frameIndex: 5, weight: 1, split: 'training' },
      box: { x: 25, y: 42, w: 24, h: 24 },
    });
    const { training, validation } = splits(one!);
    expect(validation).toBeGreaterThan(2);
    expect(training).toBeGreaterThan(30);
    const byPart = Map.groupBy(one!.tracks[0]!.frames, ({ split }) => split);
    const nearest = Math.min(
      ...byPart
        .get('validation')!
        .flatMap((held) =>
          byPart.get('training')!.map(({ frameIndex }) => Math.abs(frameIndex - held.frameIndex)),
        ),
    );
    // A twentieth of the sequence.
    expect(nearest).toBe(4);
    const both = await framesIn(folder);
    expect(both.map(({ tracks }) => tracks[0]!.id)).toEqual(['one', 'two']);
    expect(splits(both[1]!)).toEqual({ training: 4 });
  });

  it('of neither is refused, as is a path to nothing', async () => {
    const empty = path.join(home, 'empty');
    await mkdir(empty);
    await expect(framesIn(empty)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('neither photos nor sequences were found') as string,
    });
    await expect(framesIn(path.join(home, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a COCO file', () => {
  const image = (id: number, name: string) => ({ id, file_name: name, width: 80, height: 80 });
  const box = (id: number, imageId: number, more = {}) => ({
    ...{ id, image_id: imageId, category_id: 1, bbox: [id, 2, 30, 40] },
    ...more,
  });

  async function write(content: object): Promise<string> {
    const folder = await mkdtemp(path.join(home, 'coco-'));
    const file = path.join(folder, 'instances.json');
    await writePicture(path.join(folder, 'beside.png'));
    await writePicture(path.join(folder, 'images', 'inside.png'));
    await writeFile(file, JSON.stringify({ categories: [{ id: 1, name: 'cat' }], ...content }));
    return file;
  }

  it('of stills gives each box as a track of its own, wherever its picture lies', async () => {
    const file = await write({
      images: [image(1, 'beside.png'), image(2, 'inside.png'), image(3, 'gone.png'), image(4, 'x')],
      annotations: [box(1, 1), box(2, 1), box(3, 2), box(4, 3), box(5, 1, { iscrowd: 1 })],
    });
    const sources = await framesIn(file);
    expect(sources.map(({ media }) => path.relative(path.dirname(file), media))).toEqual([
      'beside.png',
      path.join('images', 'inside.png'),
      'gone.png',
    ]);
    expect(sources[0]!.tracks).toEqual([
      {
        id: 'annotation 1',
        frames: [
          { frameIndex: 0, box: { x: 1, y: 2, w: 30, h: 40 }, weight: 1, split: 'training' },
        ],
      },
      expect.objectContaining({ id: 'annotation 2' }),
    ]);
  });

  it('of many stills keeps whole pictures for validation', async () => {
    const file = await write({
      images: Array.from({ length: 40 }, (_, i) => image(i, `${i}.png`)),
      annotations: Array.from({ length: 80 }, (_, i) => box(i, i >> 1)),
    });
    const parts = (await framesIn(file)).map(splits);
    expect(parts.filter(({ validation }) => validation === 2)).toHaveLength(2);
    expect(parts.filter(({ training }) => training === 2)).toHaveLength(38);
  });

  it('without boxes, or of another kind, is refused', async () => {
    const none = await write({ images: [image(1, 'beside.png')], annotations: [] });
    await expect(framesIn(none)).rejects.toThrow(/its file has no boxes/);
    const broken = await write({ images: [{ id: 1 }], annotations: [box(1, 1)] });
    await expect(framesIn(broken)).rejects.toMatchObject({ code: 'bad-input' });
    const other = path.join(home, 'other.json');
    await writeFile(other, '{"hello": 1}');
    await expect(framesIn(other)).rejects.toMatchObject({ code: 'bad-input' });
  });
});

describe('a project', () => {
  it('gives the frames that a person drew, and nothing between them', async () => {
    const studio = await temporaryStudio();
    const file = studio.at('clip.loretrack');
    try {
      const { service } = studio;
      await service.createProject({ path: file });
      const [media] = await service.addMedia({ paths: [videoFixture('bframes.mp4')] });
      const label = { name: 'square', color: '#e69f00', hotkey: '1', attributes: [] };
      await service.edit({ command: { type: 'addLabel', ...label } });
      const labelId = (await service.status()).project!.labels[0]!.id;
      const box = { x: 10, y: 12, w: 20, h: 16 };
      const first = { mediaId: media!.id, labelId, frameIndex: 3, box };
      await service.edit({ command: { type: 'addTrack', ...first } });
      const [columns] = await service.tracks({ mediaId: media!.id });
      const second = { trackId: columns!.track.id, frameIndex: 23, box: { ...box, x: 30 } };
      await service.edit({ command: { type: 'setBox', ...second } });
      await service.closeProject();
      const [source, ...others] = await framesIn(file);
      expect(others).toEqual([]);
      expect(source!.media).toBe(videoFixture('bframes.mp4'));
      expect(source!.tracks[0]!.frames).toEqual([
        { frameIndex: 3, box, weight: 1, split: 'training' },
        { frameIndex: 23, box: { ...box, x: 30 }, weight: 1, split: 'training' },
      ]);
    } finally {
      await studio.remove();
    }
  });
});
