import { describe, expect, it } from 'vitest';
import type { TensorData } from '../graph/tensor-data.ts';
import { Graph } from '../graph/graph.ts';
import { OSTRACK_OPTIMISER } from './optimiser-config.ts';
import { Random } from './random.ts';
import { TrainStep } from './train-step.ts';
import { TrainingState } from './training-state.ts';
import { TRAINING_IO, type TrainingGraph } from './training-graph.ts';

const vector = (...values: number[]): TensorData => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});

const plan: TrainingGraph = {
  graph: new Graph(),
  weights: ['backbone.w', 'box_head.w', 'box_head.bn.running_mean', 'box_head.bn.running_var'],
  trainable: ['backbone.w', 'box_head.w'],
  normalisations: ['box_head.bn'],
  parts: ['focal'],
  dropPath: { branches: 4, batch: 2 },
};

const start = new Map([
  ['backbone.w', vector(1, 2)],
  ['box_head.w', vector(3)],
  ['box_head.bn.running_mean', vector(0)],
  ['box_head.bn.running_var', vector(1)],
]);

function stepWith(outputs: Record<string, TensorData>, dropPath = 0) {
  const state = new TrainingState(start, plan, { keepAverage: true });
  const fed: Record<string, TensorData>[] = [];
  const trainer = new TrainStep({
    plan,
    runner: {
      run: (feeds) => {
        fed.push(feeds);
        return Promise.resolve(outputs);
      },
    },
    state,
    config: { ...OSTRACK_OPTIMISER, averageDecay: 0.5, dropPath, weightDecay: 0 },
    random: new Random(3),
  });
  return { state, trainer, fed };
}

const outputs = {
  [TRAINING_IO.total]: vector(2),
  [TRAINING_IO.part('focal')]: vector(1.5),
  [TRAINING_IO.iou]: vector(0.25, 0.75),
  [TRAINING_IO.gradient('backbone.w')]: vector(0.3, 0),
  [TRAINING_IO.gradient('box_head.w')]: vector(-0.4),
  [TRAINING_IO.batchMean('box_head.bn')]: vector(10),
  [TRAINING_IO.batchVariance('box_head.bn')]: vector(3),
};

describe('TrainStep', () => {
  it('moves backbone and head by their own rates, and keeps statistics and averages', async () => {
    const { state, trainer } = stepWith(outputs);
    const report = await trainer.step({ search: vector(1) }, 0);
    expect(report).toMatchObject({ losses: { total: 2, focal: 1.5 }, iou: 0.5, isFinite: true });
    expect(report.gradientNorm).toBeCloseTo(0.5, 6);
    // The first step of AdamW is the learning rate against the gradient's sign.
    expect(state.weight('backbone.w')).toBeAllclose([1 - 4e-5, 2], { atol: 2e-7 });
    expect(state.weight('box_head.w')).toBeAllclose([3 + 4e-4], { atol: 3e-7 });
    expect(state.weight('box_head.bn.running_mean')).toBeAllclose([1], { atol: 1e-6 });
    expect(state.weight('box_head.bn.running_var')).toBeAllclose([1.2], { atol: 1e-6 });
    const average = state.average.get('box_head.bn.running_mean')!;
    expect(average).toBeAllclose([1 - 2 / 11], { atol: 1e-6 });
    expect(state.deployable().get('box_head.bn.running_mean')!.data).toEqual(average);
    expect(state.step).toBe(1);
  });

  it.each([
    ['gradient', { [TRAINING_IO.gradient('box_head.w')]: vector(NaN) }],
    ['loss', { [TRAINING_IO.total]: vector(Infinity) }],
  ])('moves nothing when the %s is not finite', async (_, broken) => {
    const { state, trainer } = stepWith({ ...outputs, ...broken });
    const report = await trainer.step({ search: vector(1) }, 0);
    expect(report.isFinite).toBe(false);
    expect(state.step).toBe(0);
    expect(state.weight('backbone.w')).toEqual(Float32Array.of(1, 2));
    expect(state.weight('box_head.bn.running_mean')).toEqual(Float32Array.of(0));
  });

  it('refuses data that is not finite before anything runs, naming the sample', async () => {
    const { trainer, fed } = stepWith(outputs);
    await expect(trainer.step({ search: vector(1, NaN) }, 0)).rejects.toThrow(
      new RangeError('sample 1 of search holds NaN: the data must be finite numbers'),
    );
    expect(fed).toEqual([]);
  });

  it('never drops the first block, and scales what it keeps', async () => {
    const { trainer, fed } = stepWith(outputs, 0.5);
    const seen = new Set<number>();
    for (let step = 0; step < 40; step++) {
      await trainer.step({ search: vector(1) }, 0);
      const { shape, data } = fed.at(-1)![TRAINING_IO.dropPath]!;
      expect(shape).toEqual([4, 2]);
      expect([...(data as Float32Array).subarray(0, 4)]).toEqual([1, 1, 1, 1]);
      for (const value of (data as Float32Array).subarray(4)) seen.add(value);
    }
    expect([...seen].sort()).toEqual([0, 2]);
  });
});

describe('Random', () => {
  it('goes on from its state as if it had never stopped', () => {
    const whole = new Random(7);
    const first = Array.from({ length: 5 }, () => whole.next());
    const resumed = new Random(whole.state);
    expect(Array.from({ length: 5 }, () => resumed.next())).toEqual(
      Array.from({ length: 5 }, () => whole.next()),
    );
    expect(first.every((value) => value >= 0 && value < 1)).toBe(true);
  });

  it('is uniform', () => {
    const random = new Random(1);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) counts[Math.floor(random.next() * 10)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});
