import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forkChild } from '../../electron/adapters/processes/fork-child.ts';
import { frameArchives } from '../../electron/adapters/training/frame-archive.ts';
import type { FromDistiller, ToDistiller } from '../../electron/adapters/training/protocol.ts';
import { RunFolder } from '../../electron/adapters/training/run-folder.ts';
import {
  TrainerClient,
  type LaunchDistiller,
} from '../../electron/adapters/training/trainer-client.ts';
import type { TrainingEvent } from '../../electron/contract/training.ts';
import { TrainingRun } from '../../electron/hosts/distiller/training-run.ts';
import { distillerEntry } from '../../electron/hosts/folders.ts';
import type { TrainingJob } from '../../electron/ml/distill/training-job.ts';
import { checkpointOf, microJob, writePhotos } from '../support/micro-training.ts';
import { writeMicroModel } from '../support/networks.ts';
import { writeMovingSquare } from '../support/moving-square.ts';
import { runCli } from '../support/run-cli.ts';

const STEPS = 30;

let home: string;
let photos: string;
let job: TrainingJob;
/** The checkpoint of a run that nothing disturbed. */
let undisturbed: unknown;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'loretrack-training-'));
  photos = await writePhotos(path.join(home, 'photos'));
  job = await microJob(home, photos, STEPS);
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function prepared(name: string, change: Partial<TrainingJob> = {}): Promise<string> {
  const folder = path.join(home, name);
  await new RunFolder(folder).create({ ...job, ...change });
  return folder;
}

/** Trains in this process. */
async function train(
  folder: string,
  onEvent: (event: TrainingEvent, run: TrainingRun) => void = () => undefined,
): Promise<readonly TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  const run = new TrainingRun({
    folder,
    workerEntry: new URL('../../electron/hosts/distiller/batch-worker.ts', import.meta.url),
    patienceMs: 500,
    emit: (event) => {
      events.push(event);
      onEvent(event, run);
    },
  });
  await run.run();
  return events;
}

const last = (events: readonly TrainingEvent[]): TrainingEvent => events.at(-1)!;

describe('a training run', () => {
  it('learns: its loss falls, it is looked at, saved, and its teacher is asked once for each pair', async () => {
    const folder = await prepared('undisturbed');
    const events = await train(folder);
    expect(events[0]).toMatchObject({ type: 'started', step: 0, skipped: [] });
    expect(last(events)).toMatchObject({ type: 'finished', step: STEPS, end: 'budget' });
    const validated = events.filter(({ type }) => type === 'validated');
    expect(validated.map((event) => 'step' in event && event.step)).toEqual([0, 10, 20, 30]);
    const saved = events.filter(({ type }) => type === 'saved');
    expect(saved.map((event) => 'step' in event && event.step)).toEqual([
      0, 5, 10, 15, 20, 25, 30, 30,
    ]);
    // Query, key, value and features of each pair.
    expect((await readdir(path.join(folder, 'teacher'))).length).toBe(4 * job.poolSize!);
    const lines = (await readFile(path.join(folder, 'metrics.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.length).toBeGreaterThan(4);
    undisturbed = await checkpointOf(folder);
    const { best } = (undisturbed as { position: { best: { iou: number } } }).position;
    expect(best.iou).toBeGreaterThan(0);
  });

  it('goes on to the bit after its process was killed', async () => {
    const folder = await prepared('killed');
    const fork = forkChild<ToDistiller, FromDistiller>(distillerEntry);
    let kills = 0;
    const launch: LaunchDistiller = (listener) => {
      const child = fork({
        ...listener,
        onMessage: (message) => {
          listener.onMessage(message);
          // Steps after this checkpoint are lost, and made again.
          const isHalfWay = message.type === 'event' && message.event.type === 'saved';
          if (!isHalfWay || message.event.step !== 15 || kills++ > 0) return;
          setTimeout(() => child.kill(), 150);
        },
      });
      return child;
    };
    const client = new TrainerClient(launch);
    const events: TrainingEvent[] = [];
    for await (const event of client.run(folder)) events.push(event);
    expect(kills).toBeGreaterThan(0);
    const restarted = events.findIndex(({ type }) => type === 'restarted');
    expect(restarted).toBeGreaterThan(0);
    const again = events.slice(restarted).find((event) => event.type === 'started')!;
    expect(again.step).toBeGreaterThanOrEqual(15);
    expect(again.step).toBeLessThan(STEPS);
    expect(last(events)).toMatchObject({ type: 'finished', step: STEPS });
    expect(await checkpointOf(folder)).toEqual(undisturbed);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('goes on to the bit after it was stopped', async () => {
    const folder = await prepared('stopped');
    const first = await train(folder, (event, run) => {
      if (event.type === 'saved' && event.step === 10) run.stop();
    });
    expect(last(first)).toMatchObject({ type: 'finished', end: 'stopped' });
    const second = await train(folder);
    expect(second[0]).toMatchObject({ type: 'started', step: 10 });
    expect(last(second)).toMatchObject({ type: 'finished', step: STEPS, end: 'budget' });
    expect(await checkpointOf(folder)).toEqual(undisturbed);
  });

  it('is refused, and left as it is, while another process trains in its folder', async () => {
    const folder = await prepared('claimed');
    // The process that has started this one is alive.
    await writeFile(path.join(folder, 'training.claim'), String(process.ppid));
    const before = await readdir(folder);
    await expect(train(folder)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(`another process trains in ${folder} already`) as string,
    });
    expect(await readdir(folder)).toEqual(before);
  });

  it('goes back when its numbers blow up, and gives up with a good checkpoint', async () => {
    const folder = await prepared('diverging', {
      optimiser: {
        ...job.optimiser,
        ...{ learningRate: 1e30, clipNorm: 1e30, averageDecay: null },
        schedule: { warmUpSteps: 0, shape: { kind: 'constant' } },
      },
    });
    const warnings: string[] = [];
    const training = train(folder, (event) => {
      if (event.type === 'warning') warnings.push(event.message);
    });
    await expect(training).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('does not converge') as string,
    });
    expect(warnings.filter((message) => message.includes('half the learning rate'))).toHaveLength(
      5,
    );
    const { tensors } = (await new RunFolder(folder).load())!;
    for (const { data } of tensors.values()) {
      expect((data as Float32Array).every(Number.isFinite)).toBe(true);
    }
    expect(await readdir(folder)).not.toContain('model.onnx');
  });

  it('learns from annotated frames, and looks at those held out', async () => {
    const folder = path.join(home, 'frames');
    await writeMovingSquare(path.join(home, 'square'), { frames: 12 });
    const frames = Array.from({ length: 12 }, (_, frameIndex) => ({
      ...{
        frameIndex,
        weight: 1,
        split: frameIndex < 9 ? ('training' as const) : ('validation' as const),
      },
      box: { x: 20 + 2 * frameIndex, y: 40 + (frameIndex % 3), w: 24, h: 24 },
    }));
    const sources = [
      { media: path.join(home, 'square', 'img'), tracks: [{ id: 'square', frames }] },
    ];
    const { file } = await frameArchives.write(folder, sources, { network: job.teacher!.config });
    await new RunFolder(folder).create({
      ...{ ...job, data: [{ kind: 'frames', file, weight: 1 }] },
      budget: { steps: 4, minutes: null, patience: null },
    });
    const events = await train(folder);
    expect(events[0]).toMatchObject({ data: '9 annotated frames of 1 track, 3 held out' });
    expect(last(events)).toMatchObject({
      type: 'finished',
      step: 4,
      iou: expect.any(Number) as number,
    });
    await rm(path.join(folder, 'frames.bin'));
    await expect(train(folder)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('ends as soon as looks at held-out pairs bring nothing more', async () => {
    const folder = await prepared('patient', {
      budget: { steps: STEPS, minutes: null, patience: 2 },
      validation: { pairs: 2, everySteps: 1 },
      // Nothing moves, so nothing improves.
      optimiser: {
        ...job.optimiser,
        ...{ learningRate: 1e-30, statisticsMomentum: 0, averageDecay: null },
      },
    });
    const events = await train(folder);
    expect(last(events)).toMatchObject({ type: 'finished', step: 2, end: 'no-improvement' });
  });
});

describe('data that cannot be used', () => {
  it('is refused: a folder without photos, or with unreadable ones only', async () => {
    const empty = path.join(home, 'empty');
    await mkdir(empty);
    const none = await prepared('no-data', {
      data: [{ kind: 'photos', folder: empty, weight: 1 }],
    });
    await expect(train(none)).rejects.toMatchObject({ code: 'bad-input' });
    await writeFile(path.join(empty, 'torn.png'), 'no picture');
    await expect(train(none)).rejects.toThrow(/torn\.png/);
    expect(await readdir(none)).toEqual(['job.json']);
  });

  it('is named: photos that do not decode', async () => {
    const mixed = path.join(home, 'mixed');
    await mkdir(mixed);
    await copyFile(path.join(photos, '00.png'), path.join(mixed, 'good.png'));
    await writeFile(path.join(mixed, 'torn.jpg'), 'no picture');
    const folder = await prepared('mixed-data', {
      data: [{ kind: 'photos', folder: mixed, weight: 1 }],
      budget: { steps: 1, minutes: null, patience: null },
    });
    const [started] = await train(folder);
    expect(started).toMatchObject({
      type: 'started',
      skipped: [{ file: path.join(mixed, 'torn.jpg') }],
    });
  });

  it('is refused when checkpoints would not fit on the disk', async () => {
    const folder = path.join(home, 'no-space');
    const creating = new RunFolder(folder).create({ ...job, cacheBytes: 1e18 });
    await expect(creating).rejects.toMatchObject({
      code: 'write-failed',
      message: expect.stringContaining('MB for checkpoints') as string,
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('loretrack distill', () => {
  const cli = (args: readonly string[], onStart?: (interrupt: () => void) => void) =>
    runCli(args, { cwd: home, ...(onStart && { onStart }) });

  it('refuses what cannot be trained, and leaves neither a run nor a model', async () => {
    const square = path.join(home, 'cli-square');
    await writeMovingSquare(square, { frames: 8 });
    const run = path.join(home, 'cli-run');
    const common = ['--data', square, '--steps', '2', '--run', run, '--id', 'student'];
    const other = await writeMicroModel(home, 't96_s192', { searchFactor: 5 });
    const refused = await Promise.all([
      cli(['pretrain', '--size', '100', ...common]),
      cli(['pretrain', '--size', '64', ...common.slice(2)]),
      cli(['pretrain', '--size', '64', ...common, '--data', path.join(home, 'nowhere')]),
      cli([
        ...['distill', '--teacher', job.teacher!.path, '--start', other],
        ...['--student-size', '64', ...common],
      ]),
      cli(['pretrain', '--size', '64', ...common.slice(0, -1), 'tiny-128']),
    ]);
    expect(refused.map(({ code }) => code)).toEqual([2, 2, 1, 2, 2]);
    expect(refused[0].err).toMatch(/search size 100/);
    expect(refused[1].err).toMatch(/needs data/);
    expect(refused[2].err).toMatch(/nowhere does not exist/);
    expect(refused[3].err).toMatch(/searchFactor is 5 in the student and 4 in its teacher/);
    expect(refused[4].err).toMatch(/there is a model "tiny-128" already/);
    expect(await readdir(home)).not.toContain('cli-run');
    expect(await readdir(home)).not.toContain('models');
  });

  it('stops at Ctrl-C with a checkpoint, goes on with --resume, and adds the model', async () => {
    const run = path.join(home, 'interrupted');
    const metrics = path.join(run, 'metrics.jsonl');
    const stopped = await cli(
      [
        ...['distill', '--teacher', job.teacher!.path, '--student-size', '64', '--data', photos],
        ...['--steps', '40', '--batch', '2', '--threads', '1', '--run', run],
      ],
      (interrupt) => {
        const timer = setInterval(() => {
          // The first look at held-out pairs comes before the first step.
          if (!existsSync(metrics) || !readFileSync(metrics, 'utf8').includes('validated')) return;
          clearInterval(timer);
          setTimeout(interrupt, 300);
        }, 20);
      },
    );
    expect(stopped.code).toBe(130);
    expect(stopped.err).toContain(`stopped; go on with --resume ${run}`);
    const { position } = (await new RunFolder(run).load())!;
    expect(position.step).toBeLessThan(40);
    expect((await readdir(run)).sort()).toEqual([
      ...['checkpoint.safetensors', 'job.json', 'metrics.jsonl'],
    ]);
    const resumed = await cli(['distill', '--resume', run, '--id', 'student', '--json']);
    expect(resumed.code).toBe(0);
    const from = position.step === 0 ? '' : `, going on from step ${position.step}`;
    expect(resumed.err).toContain(
      `learning from 21 photos, 0 annotated boxes, 0 cut-outs${from}\n`,
    );
    const model = path.join(home, 'models', 'student', 'model.onnx');
    expect(JSON.parse(resumed.out)).toMatchObject({ model, steps: 40, end: 'budget' });
    expect(await readFile(model)).toEqual(await readFile(path.join(run, 'model.onnx')));
    const taken = await cli(['distill', '--resume', run, '--id', 'student']);
    expect(taken.code).toBe(2);
    expect(taken.err).toContain('there is a model "student" already');
  });
});
