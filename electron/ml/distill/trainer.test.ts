import { describe, expect, it } from 'vitest';
import type { StateDict, TensorData } from '../graph/tensor-data.ts';
import { Graph } from '../graph/graph.ts';
import { MODEL_IO } from '../nn/tracker-network.ts';
import { modelConfig, TINY } from '../nn/model-config.ts';
import { TINY_OPTIMISER } from './optimiser-config.ts';
import { DISTILL_PRESETS } from './distill-config.ts';
import type { PairBatch } from './pair-batch.ts';
import { Random } from './random.ts';
import { Trainer, TrainingDiverged, type TrainerHooks } from './trainer.ts';
import { TRAINING_IO, type TrainingGraph } from './training-graph.ts';
import { firstPosition, type RunPosition, type TrainingJob } from './training-job.ts';
import { TrainingState } from './training-state.ts';
import { TrainStep } from './train-step.ts';

const student = modelConfig(TINY, 32, { template: 2, search: 4 });
const vector = (...values: number[]): TensorData => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});

const plan: TrainingGraph = {
  ...{ graph: new Graph(), weights: ['w'], trainable: ['w'], normalisations: [], parts: [] },
  dropPath: { branches: 4, batch: 1 },
};

const batch: PairBatch = {
  student: {
    template: new Float32Array(3 * student.templateSize ** 2),
    search: new Float32Array(3 * student.searchSize ** 2),
  },
  teacher: null,
  boxes: Float32Array.of(0.25, 0.25, 0.5, 0.5),
  keys: ['a'],
};

interface Setting {
  readonly budget?: Partial<TrainingJob['budget']>;
  readonly validation?: TrainingJob['validation'];
  readonly checkpointEverySteps?: number;
  /** The loss of a batch by its number. */
  readonly loss?: (drawn: number) => number;
  /** Size of the box that the network sees at its n-th look: 0.5 is right. */
  readonly seen?: (look: number) => number;
  /** Asked before each step. */
  readonly stopAt?: number;
  readonly from?: { readonly position: RunPosition; readonly tensors: StateDict };
}

/** A trainer over a network of one weight; what it did, as words. */
function trainerOf(setting: Setting) {
  const log: string[] = [];
  const drawnBatches: number[] = [];
  const rates: number[] = [];
  let drawn = 0;
  let looks = 0;
  let clock = 0;
  let saved = setting.from;
  const random = new Random(setting.from?.position.random ?? 7);
  const state = new TrainingState(new Map([['w', vector(1)]]), plan, { keepAverage: false });
  if (setting.from) state.restore(setting.from.tensors, setting.from.position.step);
  const job: TrainingJob = {
    ...{ version: 1, student, start: null, teacher: null, data: [], batch: 1, seed: 7 },
    loss: { ...DISTILL_PRESETS.tiny, qkvKd: null, discKd: null },
    optimiser: {
      ...TINY_OPTIMISER,
      ...{ dropPath: 0.5, averageDecay: null },
      schedule: { warmUpSteps: 0, shape: { kind: 'constant' } },
    },
    budget: { steps: 6, minutes: null, patience: null, ...setting.budget },
    ...{ poolSize: null, cacheBytes: 0, workers: 1, threads: null, provider: 'cpu' },
    validation: setting.validation ?? { pairs: 1, everySteps: 2 },
    checkpointEverySteps: setting.checkpointEverySteps ?? 3,
  };
  const hooks: TrainerHooks = {
    onProgress: ({ step, learningRate }) => {
      log.push(`step ${step}`);
      rates.push(learningRate);
    },
    onValidated: ({ step }) => log.push(`look ${step}`),
    onSkipped: ({ step }) => log.push(`skip ${step}`),
    onRolledBack: ({ step }, reason) => log.push(`back ${step}: ${reason}`),
    save: (position, tensors) => {
      log.push(`save ${position.step}`);
      const copies = [...tensors].map(
        ([name, { shape, data }]) =>
          [name, { dtype: 'float32', shape, data: (data as Float32Array).slice() }] as const,
      );
      saved = { position, tensors: new Map(copies) };
      return Promise.resolve();
    },
    load: () => Promise.resolve(saved!),
    mayGoOn: () => Promise.resolve(state.step === setting.stopAt ? 'stop' : 'go'),
    nowSec: () => (clock += 0.5),
  };
  const trainer = new Trainer(
    job,
    {
      ...{ state, random, hooks, teacher: null },
      batches: {
        next: (number) => {
          drawn = number;
          drawnBatches.push(number);
          return Promise.resolve(batch);
        },
      },
      step: new TrainStep({
        ...{ plan, state, random, config: job.optimiser },
        runner: {
          run: (feeds) => {
            const drops = feeds[TRAINING_IO.dropPath]!.data as Float32Array;
            return Promise.resolve({
              [TRAINING_IO.total]: vector(setting.loss?.(drawn) ?? 1),
              [TRAINING_IO.iou]: vector(0.5),
              [TRAINING_IO.gradient('w')]: vector(0.1 + drops[2]!),
            });
          },
        },
      }),
      validation: {
        runner: {
          run: () => {
            const size = setting.seen?.(looks++) ?? 0.5;
            const cells = (student.searchSize / student.stride) ** 2;
            const map = (...values: number[]): TensorData => ({
              dtype: 'float32',
              shape: [1, values.length, 2, 2],
              data: Float32Array.from(
                { length: values.length * cells },
                (_, i) => values[Math.floor(i / cells)]!,
              ),
            });
            const score = map(0.1);
            (score.data as Float32Array)[3] = 0.9;
            return Promise.resolve({
              [MODEL_IO.score]: score,
              [MODEL_IO.size]: map(size, size),
              [MODEL_IO.offset]: map(0, 0),
            });
          },
        },
        set: { crops: batch.student, boxes: batch.boxes },
      },
    },
    setting.from?.position ?? firstPosition(7),
  );
  return { trainer, log, state, rates, drawnBatches, saved: () => saved! };
}

describe('Trainer', () => {
  it('saves and looks before the first step, when they are due, and at the end', async () => {
    const { trainer, log, saved } = trainerOf({});
    expect(await trainer.run()).toBe('budget');
    expect(log).toEqual([
      ...['look 0', 'save 0', 'step 1', 'step 2', 'look 2', 'step 3', 'save 3', 'step 4'],
      ...['look 4', 'step 5', 'step 6', 'look 6', 'save 6', 'save 6'],
    ]);
    expect(saved().position).toMatchObject({ step: 6, drawn: 6, rateScale: 1, rollBacks: 0 });
  });

  it('ends by the time spent in training', async () => {
    // Each step takes one second and a half of the clock, but for the pauses.
    const { trainer, saved } = trainerOf({ budget: { steps: null, minutes: 0.1 } });
    expect(await trainer.run()).toBe('budget');
    expect(saved().position.elapsedSec).toBeGreaterThanOrEqual(6);
    expect(saved().position.elapsedSec).toBeLessThan(8);
  });

  it('goes on after a stop as if it had never stopped, whichever step it came at', async () => {
    const whole = trainerOf({ budget: { patience: 9 }, seen: (look) => 0.5 + look });
    await whole.trainer.run();
    for (const stopAt of [0, 1, 2, 3, 5]) {
      const first = trainerOf({ budget: { patience: 9 }, seen: (look) => 0.5 + look, stopAt });
      expect(await first.trainer.run()).toBe('stopped');
      const second = trainerOf({
        ...{ budget: { patience: 9 }, from: first.saved() },
        seen: (look) => 5.5 + look,
      });
      expect(await second.trainer.run()).toBe('budget');
      const { elapsedSec, ...position } = second.saved().position;
      expect(position).toEqual({ ...whole.saved().position, elapsedSec: undefined });
      expect(elapsedSec).toBeGreaterThan(0);
      expect(second.saved().tensors).toEqual(whole.saved().tensors);
    }
  });

  it('skips a step that is not finite, and goes on with the next batch', async () => {
    const { trainer, log, drawnBatches, state } = trainerOf({
      loss: (drawn) => (drawn === 1 || drawn === 2 ? NaN : 1),
      validation: { pairs: 1, everySteps: 100 },
    });
    await trainer.run();
    expect(log.slice(0, 6)).toEqual(['look 0', 'save 0', 'step 1', 'skip 1', 'skip 1', 'step 2']);
    expect(drawnBatches).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(state.step).toBe(6);
  });

  it('goes back to its checkpoint with half the rate after three such steps, and not to the same batches', async () => {
    const { trainer, log, rates, drawnBatches, saved } = trainerOf({
      loss: (drawn) => (drawn >= 4 && drawn <= 6 ? Infinity : 1),
      validation: { pairs: 1, everySteps: 100 },
    });
    await trainer.run();
    expect(log.slice(7, 13)).toEqual([
      ...['skip 4', 'skip 4', 'skip 4', 'back 3: 3 steps in a row were not finite'],
      ...['step 4', 'step 5'],
    ]);
    expect(drawnBatches.at(-1)).toBe(9);
    expect(rates.at(-1)).toBeCloseTo(rates[0]! / 2, 12);
    expect(saved().position).toMatchObject({ step: 6, drawn: 10, rateScale: 0.5, rollBacks: 1 });
  });

  it('never saves weights that are not finite', async () => {
    const { trainer, log, state, saved } = trainerOf({
      loss: (drawn) => {
        if (drawn === 4) state.weight('w')[0] = NaN;
        return 1;
      },
      validation: { pairs: 1, everySteps: 100 },
    });
    await trainer.run();
    expect(log).toContain('back 3: the weights are not finite');
    expect((saved().tensors.get('weight.w')!.data as Float32Array)[0]).toBeLessThan(1);
  });

  it('gives up after five roll-backs, and keeps the last good checkpoint', async () => {
    const { trainer, log, saved } = trainerOf({ loss: (drawn) => (drawn < 4 ? 1 : NaN) });
    await expect(trainer.run()).rejects.toBeInstanceOf(TrainingDiverged);
    expect(log.filter((line) => line.startsWith('back'))).toHaveLength(5);
    expect(saved().position.step).toBe(3);
  });

  it('ends when looks bring nothing more, counting from the best one', async () => {
    const sizes = [0.2, 0.3, 0.5, 0.4, 0.45, 0.5];
    const { trainer, log, saved } = trainerOf({
      budget: { steps: 100, patience: 3 },
      validation: { pairs: 1, everySteps: 1 },
      seen: (look) => sizes[look]!,
    });
    expect(await trainer.run()).toBe('no-improvement');
    expect(log.filter((line) => line.startsWith('look'))).toHaveLength(6);
    expect(saved().position).toMatchObject({ step: 5, best: { since: 3 } });
  });
});
