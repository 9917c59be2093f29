import { appendFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunFrames, RunRecord } from '../../services/ports/run-book.ts';
import { FolderRunBook } from './folder-run-book.ts';

let folder: string;
let book: FolderRunBook;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'runs-'));
  book = new FolderRunBook(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const record = (id: string, createdAt: string): RunRecord => ({
  run: {
    ...{ id, name: 'Night', project: '/a.loretrack', createdAt, status: 'training' },
    settings: {
      ...{ teacherId: 'a', replacesId: 'b', startId: null, studentSize: 128, trackIds: [1] },
      ...{ holdOutShare: 0.2, ablations: { tau: { kind: 'quantile', share: 0.2 } } },
      budget: { minutes: 10, steps: null, patience: 3 },
    },
    ...{ waitsFor: null, learnedFrames: 3, heldOutFrames: 1, dataHash: 'abc', progress: null },
    ...{ verdict: null, modelId: null, note: null, examples: 0 },
  },
  ...{ stage: 'train', summary: null, teacherHeldOutIou: 0.5 },
});
const frames: RunFrames = {
  sources: [
    {
      media: '/a.mp4',
      tracks: [
        {
          id: '1',
          frames: [
            { frameIndex: 3, box: { x: 1, y: 2, w: 3, h: 4 }, weight: 3, split: 'training' },
          ],
        },
      ],
    },
  ],
  heldOut: [
    {
      ...{ mediaId: 1, trackId: 1, by: 'time', from: 9, to: 9 },
      frames: [{ frameIndex: 9, source: 'human', confirmed: false, block: 1 }],
    },
  ],
};

describe('the book of runs', () => {
  it('gives back what was written, the newest run first', async () => {
    const [old, young] = [record('old', '2026-01-01'), record('young', '2026-01-02')];
    await book.create(old, frames);
    await book.create(young, frames);
    expect(await book.list()).toEqual([young, old]);
    expect(await book.frames('old')).toEqual(frames);
    const judged: RunRecord = { ...old, stage: 'done', run: { ...old.run, status: 'judged' } };
    await book.save(judged);
    expect((await new FolderRunBook(folder).list())[1]).toEqual(judged);
  });

  it('knows no run that was never finished to be made, nor one that is being deleted', async () => {
    await mkdir(book.folderOf('half'));
    await writeFile(path.join(book.folderOf('half'), 'annotated.json'), '{}');
    await mkdir(book.folderOf('broken'));
    await writeFile(path.join(book.folderOf('broken'), 'studio.json'), '{"run":');
    await book.create(record('gone', '2026-01-01'), frames);
    await book.remove('gone');
    expect([await book.list(), (await readdir(folder)).sort()]).toEqual([[], ['broken', 'half']]);
    await expect(book.frames('broken')).rejects.toThrow(/has lost annotated.json/);
  });

  it('reads curves out of a run’s figures, also when a crash has cut off the last line', async () => {
    await book.create(record('a', '2026-01-01'), frames);
    const file = path.join(book.folderOf('a'), 'metrics.jsonl');
    const report = (step: number, losses: object) => ({
      ...{ type: 'progress', step, losses, iou: step / 10, samplesPerSec: 8, gradientNorm: 1 },
    });
    const lines = [
      { type: 'validated', step: 0, iou: 0.3 },
      report(1, { giou: 2, qkv: 7 }),
      report(2, { giou: 1, qkv: 6 }),
      { type: 'validated', step: 2, iou: 0.4 },
    ];
    await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await appendFile(file, '{"type":"progress","step":3,"los');
    expect(await book.curves('a')).toEqual({
      steps: [1, 2],
      losses: { giou: [2, 1], qkv: [7, 6] },
      iou: [0.1, 0.2],
      samplesPerSec: [8, 8],
      heldOut: [
        { step: 0, iou: 0.3 },
        { step: 2, iou: 0.4 },
      ],
    });
    expect((await book.curves('none')).steps).toEqual([]);
  });

  it('deletes what only training needs', async () => {
    await book.create(record('a', '2026-01-01'), frames);
    for (const name of ['frames.bin', 'checkpoint.safetensors', 'model.onnx']) {
      await writeFile(path.join(book.folderOf('a'), name), 'x');
    }
    await book.tidy('a');
    const left = (await readdir(book.folderOf('a'))).sort();
    expect(left).toEqual(['annotated.json', 'model.onnx', 'studio.json']);
  });
});
