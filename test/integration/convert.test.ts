import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaBinaries } from '../../electron/adapters/ffmpeg/binaries.ts';
import { openMedia } from '../../electron/adapters/ffmpeg/open-media.ts';
import { pictureFiles } from '../../electron/adapters/ffmpeg/picture-files.ts';
import { exchangeFiles } from '../../electron/adapters/files/exchange-files.ts';
import { FORMAT_IDS, type FormatId } from '../../electron/domain/formats/format-ids.ts';
import {
  ConvertService,
  type ConvertJob,
} from '../../electron/services/exchange/convert-service.ts';
import {
  temporaryStudio,
  videoFixture,
  type TemporaryStudio,
} from '../support/temporary-studio.ts';

const clip = videoFixture('vfr.mp4');
const FRAMES = 36;

let folder: string;
const at = (name: string): string => path.join(folder, name);
const service = new ConvertService({
  files: exchangeFiles,
  media: { open: openMedia },
  pictures: pictureFiles,
});

function convert(from: string, to: FormatId, out: string, more: Partial<ConvertJob> = {}) {
  return service.convert({
    ...{ from: at(from), fromFormat: null, to, out: at(out), overwrite: false, check: true },
    ...{ media: clip, facts: {}, firstPixel: null, pictures: null },
    ...more,
  });
}

/** Pictures that a format's layout has, by frame index. */
async function pictures(root: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name.endsWith('.png')) {
      found.set(entry.name, path.join(entry.parentPath, entry.name));
    }
  }
  return found;
}

/** A track in frames 5 to 30 of the clip. */
async function writeSource(): Promise<void> {
  const rows = Array.from(
    { length: 26 },
    (_, i) => `${i + 6},4,${i + 2},3,20,${12 + (i % 3)},0.5,-1,-1,-1\n`,
  );
  await writeFile(at('walk.txt'), rows.join(''));
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-convert-'));
  await writeSource();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('pictures beside annotations', () => {
  let truth: readonly Buffer[];

  beforeAll(async () => {
    // What ffmpeg itself extracts, one file for each frame that it decodes.
    const { ffmpeg, capabilities } = await mediaBinaries();
    const args = ['-i', clip, ...capabilities.passthrough, '-pix_fmt', 'rgb24', '-f', 'rawvideo'];
    const run = promisify(execFile);
    const { stdout } = await run(ffmpeg, ['-v', 'error', ...args, 'pipe:1'], {
      ...{ encoding: 'buffer', maxBuffer: 1e9 },
    });
    const size = stdout.length / FRAMES;
    expect(Number.isInteger(size)).toBe(true);
    truth = Array.from({ length: FRAMES }, (_, i) => stdout.subarray(i * size, (i + 1) * size));
  });

  async function pixels(file: string): Promise<Buffer> {
    const { ffmpeg } = await mediaBinaries();
    const args = ['-v', 'error', '-i', file, '-pix_fmt', 'rgb24', '-f', 'rawvideo', 'pipe:1'];
    const { stdout } = await promisify(execFile)(ffmpeg, args, {
      ...{ encoding: 'buffer', maxBuffer: 1e9 },
    });
    return stdout;
  }

  // First number of each layout's picture names, for frame 0.
  const firsts: Partial<Record<FormatId, number>> = {
    ...{ coco: 0, cvat: 0, yolo: 0, mot: 1, otb: 1, lasot: 1, got10k: 1, trackingnet: 0 },
    ...{ uav123: 1, vot: 1 },
  };

  it.each(Object.entries(firsts) as [FormatId, number][])(
    '%s: frame k is the frame that ffmpeg extracts for k',
    async (format, first) => {
      const out = `pictures-${format}`;
      const result = await convert('walk.txt', format, out, { pictures: 'png' });
      expect(result.difference).toBeNull();
      const isFile = format === 'coco' || format === 'cvat';
      const found = await pictures(at(isFile ? `${out}-pictures` : out));
      expect(found.size).toBe(result.pictures);
      expect(found.size).toBeGreaterThanOrEqual(26);
      const picked = [...found].filter((_, i) => i % 9 === 0);
      for (const [name, file] of picked) {
        const frame = Number(/(\d+)\.png$/.exec(name)![1]) - first;
        expect((await pixels(file)).equals(truth[frame]!)).toBe(true);
      }
    },
  );

  it('are JPEG where that is wanted, and an image folder gives its own files', async () => {
    const made = await convert('walk.txt', 'mot', 'jpg', { pictures: 'jpg' });
    expect(made).toMatchObject({ pictures: FRAMES, difference: null });
    const media = at('jpg/img1');
    const again = await convert('walk.txt', 'otb', 'copied', { pictures: 'jpg', media });
    expect(again.pictures).toBe(FRAMES);
    const copy = await readFile(at('copied/walk/img/0008.jpg'));
    expect(copy.equals(await readFile(at('jpg/img1/000008.jpg')))).toBe(true);
  });
});

describe('files of the disk', () => {
  it('go through every format and back, with exact times', async () => {
    for (const format of FORMAT_IDS) {
      const there = await convert('walk.txt', format, `there-${format}`);
      expect([format, there.difference]).toEqual([format, null]);
      const back = await convert(`there-${format}`, 'json', `back-${format}.json`);
      expect([format, back.boxes, back.difference]).toEqual([format, 26, null]);
      const text = await readFile(at(`back-${format}.json`), 'utf8');
      // Frames of the clip do not come at a constant rate.
      expect(text).toMatch(/"frame":5,"pts":(?!5120)\d+/);
    }
  });

  it('are not replaced unasked, and never what is read', async () => {
    await writeFile(at('kept.xml'), 'kept');
    await expect(convert('walk.txt', 'cvat', 'kept.xml')).rejects.toThrow(/exists already/);
    await expect(
      convert('walk.txt', 'mot-results', 'walk.txt', { overwrite: true }),
    ).rejects.toThrow(/is what is read/);
    await expect(convert('walk.txt', 'vot', 'kept.xml', { overwrite: true })).rejects.toThrow(
      /a file of that name/,
    );
    expect(await readFile(at('kept.xml'), 'utf8')).toBe('kept');
    await convert('walk.txt', 'cvat', 'kept.xml', { overwrite: true });
    expect(await readFile(at('kept.xml'), 'utf8')).toMatch(/^<\?xml/);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('leave nothing behind where they cannot be written', async () => {
    await expect(convert('walk.txt', 'yolo', 'no-size', { media: null })).rejects.toThrow(
      /needs the size of the pictures/,
    );
    await writeFile(at('bad.txt'), '1,1,1,1,5,5,1,1,1\n1,1,x\n');
    await expect(convert('bad.txt', 'coco', 'bad.json')).rejects.toThrow(/bad\.txt, line 2/);
    const names = await readdir(folder);
    expect(names.filter((name) => /tmp|no-size|bad\.json/.test(name))).toEqual([]);
  });

  it('of several videos become one file, or a folder each', async () => {
    await writeFile(
      at('two.json'),
      JSON.stringify({
        videos: [
          { id: 1, name: 'a.mp4', width: 64, height: 48 },
          { id: 2, name: 'b.mp4', width: 64, height: 48 },
        ],
        categories: [{ id: 1, name: 'cat' }],
        images: [1, 2].map((id) => ({ id, video_id: id, frame_id: 3 })),
        annotations: [1, 2].map((id) => ({
          id,
          image_id: id,
          category_id: 1,
          track_id: id,
          bbox: [1, 2, 3, 4],
        })),
      }),
    );
    for (const format of FORMAT_IDS) {
      const result = await convert('two.json', format, `two-${format}`, { media: null });
      expect([format, result.videos, result.difference]).toEqual([format, 2, null]);
    }
    expect(await readdir(at('two-cvat'))).toEqual(['a.cvat.xml', 'b.cvat.xml']);
  });
});

describe('a project', () => {
  let studio: TemporaryStudio;
  beforeAll(async () => {
    studio = await temporaryStudio();
  });
  afterAll(() => studio.remove());

  it('previews, exports with pictures, and merges what comes back', async () => {
    const api = studio.service;
    await api.createProject({ path: studio.at('p.loretrack') });
    const [item] = await api.addMedia({ paths: [clip] });
    const mediaId = item!.id;
    const first = await api.importAnnotations({ mediaId, path: at('walk.txt') });
    expect(first).toMatchObject({ tracks: 1, boxes: 26 });
    expect((await api.tracks({ mediaId }))[0]!.track.id).toBe(4);

    const preview = await api.previewExport({ mediaId, format: 'vot' });
    expect(preview).toMatchObject({ tracks: 1, boxes: 26 });
    expect(preview.losses.map(({ what, count }) => [what, count])).toContainEqual(['gaps', 10]);
    const out = studio.at('got10k');
    const written = await api.exportAnnotations({
      ...{ mediaId, format: 'got10k', path: out, overwrite: false, pictures: 'jpg' },
    });
    expect(written).toMatchObject({ pictures: FRAMES, difference: null, boxes: 26 });
    expect(await readdir(path.join(out, 'vfr'))).toContain('00000036.jpg');

    const same = { mediaId, path: studio.at('again.json'), rule: 'fill' } as const;
    await api.exportAnnotations({ ...same, format: 'json', overwrite: false });
    expect(await api.previewImport(same)).toMatchObject({
      merged: 1,
      conflicts: 0,
      format: 'json',
    });
    const { project: before } = await api.status();
    await api.importAnnotations(same);
    expect((await api.tracks({ mediaId })).length).toBe(1);
    expect((await api.status()).project!.labels).toEqual(before!.labels);
  });
});
