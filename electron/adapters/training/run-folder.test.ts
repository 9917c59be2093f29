import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstPosition, type TrainingJob } from '../../ml/distill/training-job.ts';
import type { TensorData } from '../../ml/graph/tensor-data.ts';
import { planPretraining } from '../../services/training/plan-job.ts';
import { RunFolder, runFolders } from './run-folder.ts';

let folder: string;
let run: RunFolder;
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'loretrack-run-')), 'run');
  run = new RunFolder(folder);
});
afterEach(() => rm(path.dirname(folder), { recursive: true, force: true }));

const job: TrainingJob = planPretraining(
  {
    ...{ folder: '/run', photos: ['/photos'], studentSize: 64, start: null },
    budget: { steps: 5, minutes: null, patience: null },
  },
  null,
);
const file = (name: string): string => path.join(folder, name);
const vector = (...values: number[]): TensorData => ({
  ...{ dtype: 'float32', shape: [values.length], data: Float32Array.from(values) },
});
const tensors = new Map([
  ['weight.a', vector(1, -0)],
  ['average.a', vector(2, 3)],
  ['first.a', vector(0, 0)],
  ['weight.b', vector(4)],
]);

describe('RunFolder', () => {
  it('keeps a job, and refuses another one', async () => {
    await expect(run.readJob()).rejects.toMatchObject({ code: 'not-found' });
    await run.assertNew();
    await run.create(job);
    expect(await run.readJob()).toEqual(job);
    await expect(run.create(job)).rejects.toMatchObject({ code: 'bad-input' });
    await expect(run.assertNew()).rejects.toThrow(`${folder} holds a training run already`);
  });

  it('keeps checkpoints to the bit', async () => {
    await run.create(job);
    expect(await run.load()).toBeNull();
    const position = { ...firstPosition(3), elapsedSec: 0.1 + 0.2, best: { iou: 1 / 3, since: 2 } };
    await run.save(position, tensors);
    const loaded = (await run.load())!;
    expect(loaded.position).toEqual(position);
    expect([...loaded.tensors.keys()].sort()).toEqual([...tensors.keys()].sort());
    for (const [name, { shape, data }] of tensors) {
      expect(loaded.tensors.get(name)).toMatchObject({ shape });
      expect(Buffer.from((loaded.tensors.get(name)!.data as Float32Array).buffer)).toEqual(
        Buffer.from((data as Float32Array).buffer),
      );
    }
  });

  it('gives averaged weights to deploy, and plain ones where none are averaged', async () => {
    await run.create(job);
    await expect(runFolders.readWeights(folder)).rejects.toMatchObject({ code: 'not-found' });
    await run.save(firstPosition(3), tensors);
    const weights = await runFolders.readWeights(folder);
    expect([...weights.keys()].sort()).toEqual(['a', 'b']);
    expect(weights.get('a')!.data).toEqual(Float32Array.of(2, 3));
    expect(weights.get('b')!.data).toEqual(Float32Array.of(4));
  });

  it('refuses a damaged checkpoint', async () => {
    await run.create(job);
    await run.save(firstPosition(3), tensors);
    await truncate(file('checkpoint.safetensors'), 60);
    await expect(run.load()).rejects.toMatchObject({ code: 'bad-checkpoint' });
    const wrong = { ...firstPosition(3), step: -1 };
    await run.save(wrong, tensors);
    await expect(run.load()).rejects.toThrow(/does not say how far its run had come/);
  });

  it('drops figures that will come again, and a line that was cut off', async () => {
    await run.create(job);
    for (const step of [0, 1, 2, 3]) await run.note({ type: 'progress', step });
    await writeFile(file('metrics.jsonl'), '{"type":"progress","st', { flag: 'a' });
    await run.forgetAfter(2);
    const lines = (await readFile(file('metrics.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { step: number }).step)).toEqual([0, 1, 2]);
  });

  it('removes what a killed process was writing, and nothing else', async () => {
    await run.create(job);
    await writeFile(file('.checkpoint.safetensors.123.tmp'), 'half');
    await writeFile(file('notes.tmp'), 'a person’s');
    await run.clearDrafts();
    expect((await readdir(folder)).sort()).toEqual(['job.json', 'notes.tmp']);
  });

  it('refuses a run for which the disk has no room, before it is one', async () => {
    await expect(run.create({ ...job, cacheBytes: 1e18 })).rejects.toMatchObject({
      code: 'write-failed',
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a job that was changed by hand', () => {
  it.each([
    ['{', /it is not JSON/],
    [JSON.stringify({ ...job, batch: 1 }), /batch: /],
    [JSON.stringify({ ...job, data: [] }), /data: /],
    [JSON.stringify({ ...job, data: [{ kind: 'frames', folder: '/x', weight: 1 }] }), /data\.0/],
    [JSON.stringify({ ...job, surprise: true }), /surprise/],
    [JSON.stringify({ ...job, loss: { ...job.loss, reading: 'guess' } }), /loss\.reading/],
    [JSON.stringify({ ...job, provider: 'auto' }), /provider/],
  ])('is refused: %s', async (text, reason) => {
    await run.create(job);
    await writeFile(file('job.json'), text);
    const reading = run.readJob();
    await expect(reading).rejects.toMatchObject({ code: 'bad-input' });
    await expect(reading).rejects.toThrow(reason);
  });

  it('is read where it is right: archives beside photos', async () => {
    const mixed: TrainingJob = {
      ...job,
      data: [...job.data, { kind: 'frames', file: '/run/frames.json', weight: 2 }],
    };
    await run.create(mixed);
    expect(await run.readJob()).toEqual(mixed);
  });
});
