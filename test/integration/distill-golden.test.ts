import { beforeAll, describe, expect, it } from 'vitest';
import { openSession, type Session } from '../../electron/adapters/ort/session.ts';
import { DISTILL_PRESETS, type DistillConfig } from '../../electron/ml/distill/distill-config.ts';
import type { NamedTensors } from '../../electron/ml/distill/graph-runner.ts';
import {
  OSTRACK_OPTIMISER,
  type OptimiserConfig,
} from '../../electron/ml/distill/optimiser-config.ts';
import { Random } from '../../electron/ml/distill/random.ts';
import { TrainStep } from '../../electron/ml/distill/train-step.ts';
import { TrainingState } from '../../electron/ml/distill/training-state.ts';
import {
  TRAINING_IO,
  teacherGraph,
  trainingGraph,
  type TrainingGraph,
} from '../../electron/ml/distill/training-graph.ts';
import { serialise } from '../../electron/ml/graph/serialise.ts';
import type { StateDict, TensorData } from '../../electron/ml/graph/tensor-data.ts';
import { discriminativeMask } from '../../electron/ml/nn/losses/discriminative-mask.ts';
import { TEACHER_FEATURES, TEACHER_MASK } from '../../electron/ml/nn/losses/teacher-values.ts';
import { TARGET_INPUTS } from '../../electron/ml/nn/losses/total.ts';
import { modelConfig } from '../../electron/ml/nn/model-config.ts';
import { MODEL_IO } from '../../electron/ml/nn/tracker-network.ts';
import { floats, golden } from '../support/golden.ts';
import { microState } from '../support/micro-state.ts';
import { MICRO } from '../support/networks.ts';

const factors = { template: 2, search: 5 };
const student = modelConfig(MICRO, 128, factors);
const teacher = modelConfig(MICRO, 256, factors);
const constantRate = { warmUpSteps: 0, shape: { kind: 'constant' } } as const;

interface Meta {
  readonly scalars_float64: Readonly<Record<string, number>>;
  readonly theoretically_zero_grad_params: readonly string[];
  readonly clip_total_norm: number;
}

let studentState: StateDict;
let teacherState: StateDict;

beforeAll(async () => {
  studentState = await microState('t64_s128.pth.tar');
  teacherState = await microState('t128_s256.pth.tar');
});

describe.each([
  ['paper', 'eval', DISTILL_PRESETS.paper],
  ['paper', 'train', DISTILL_PRESETS.paper],
  ['code', 'eval', DISTILL_PRESETS.releasedCode],
  ['code', 'train', DISTILL_PRESETS.releasedCode],
] as const)('256 to 128, %s reading, student in %s mode', (reading, mode, config) => {
  const { tensors, meta } = golden<Meta>(`distill/t256_to_s128.${reading}_${mode}`);
  let batch: NamedTensors;
  let plan: TrainingGraph;
  let session: Session;
  let outputs: NamedTensors;

  beforeAll(async () => {
    batch = { ...studentBatch(), ...(await teacherBatch(config, teacherState)) };
    plan = trainingGraph({
      ...{ student, teacher, batch: 2, loss: config, dropPath: false },
      batchNorm: mode === 'train' ? 'batch' : 'running',
    });
    session = await openSession(serialise(plan.graph, { name: 'step' }).model, { threads: 1 });
    const weights = freshState(plan, studentState).feeds(plan.weights);
    outputs = await session.run({ ...batch, ...weights });
    return () => session.close();
  });

  it('has the losses of the reference', () => {
    const expected = meta.scalars_float64;
    const values = Object.fromEntries(
      [...plan.parts, 'total'].map((name) => [name, scalarOf(outputs, TRAINING_IO.part(name))]),
    );
    const pairs = Object.entries(expected).map(([name, value]) => {
      const ours: Readonly<Record<string, string>> = {
        disc_fg: 'discForeground',
        disc_bg: 'discBackground',
      };
      return [ours[name] ?? name, value] as const;
    });
    expect(pairs).toHaveLength(Object.keys(values).length);
    for (const [name, value] of pairs) {
      expect(Math.abs(values[name]! - value) / Math.abs(value), name).toBeLessThan(5e-6);
    }
  });

  it('has the gradient of every parameter', () => {
    const zero = new Set(meta.theoretically_zero_grad_params);
    const names = [...tensors.keys()].filter((name) => name.startsWith('grad.'));
    const compared = names.map((name) => name.slice('grad.'.length));
    expect(plan.trainable.toSorted()).toEqual(compared.toSorted());
    for (const name of compared) {
      if (zero.has(name)) continue;
      const expected = floats(tensors, `grad.${name}`);
      const actual = outputs[TRAINING_IO.gradient(name)]!.data as Float32Array;
      expect(relativeToLargest(actual, expected), name).toBeLessThan(1e-4);
    }
  });

  it.each([
    ['adamw_lr1e-3', { learningRate: 1e-3, backboneFactor: 1, clipNorm: Infinity }],
    ['ref_step', {}],
  ])('moves the weights as torch does: %s', async (step, changes) => {
    const state = freshState(plan, studentState);
    const optimiser: OptimiserConfig = { ...OSTRACK_OPTIMISER, schedule: constantRate, ...changes };
    const random = new Random(1);
    const trainer = new TrainStep({ plan, runner: session, state, config: optimiser, random });
    const report = await trainer.step(batch, 0);
    expect(report.isFinite).toBe(true);
    expect(Math.abs(report.gradientNorm / meta.clip_total_norm - 1)).toBeLessThan(1e-5);
    const zero = new Set(meta.theoretically_zero_grad_params);
    const names = [...tensors.keys()].filter((name) => name.startsWith(`${step}.`));
    expect(names.length).toBeGreaterThan(8);
    for (const key of names) {
      const name = key.slice(step.length + 1);
      if (zero.has(name)) continue;
      const before = studentState.get(name)!.data as Float32Array;
      const expected = floats(tensors, key);
      const actual = state.weight(name);
      // AdamW's first step is lr * sign(gradient): compare where a gradient is clearly not zero.
      const gradient = floats(tensors, `grad.${name}`);
      const largest = gradient.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      for (let i = 0; i < expected.length; i++) {
        if (Math.abs(gradient[i]!) < 1e-3 * largest) continue;
        const moved = expected[i]! - before[i]!;
        expect(Math.abs(actual[i]! - before[i]! - moved), key).toBeLessThan(
          1e-2 * Math.abs(moved) + 2e-7 * Math.abs(before[i]!) + 1e-9,
        );
      }
    }
    for (const [key, { data }] of tensors) {
      if (!key.startsWith('bn_after.') || key.endsWith('num_batches_tracked')) continue;
      const statistic = state.weight(key.slice('bn_after.'.length));
      expect(statistic).toBeAllclose(data as Float32Array, { atol: 1e-6, rtol: 1e-5 });
    }
  });
});

function freshState(plan: TrainingGraph, state: StateDict): TrainingState {
  return new TrainingState(state, plan, { keepAverage: false });
}

function studentBatch(): NamedTensors {
  const { tensors } = golden('distill/t256_to_s128.inputs');
  const take = (name: string): TensorData => ({
    dtype: 'float32',
    shape: tensors.get(name)!.shape,
    data: floats(tensors, name),
  });
  return {
    [MODEL_IO.template]: take('student_template'),
    [MODEL_IO.search]: take('student_search'),
    [TARGET_INPUTS.heat]: take('gt_heatmap'),
    [TARGET_INPUTS.annotation]: take('search_anno'),
  };
}

async function teacherBatch(config: DistillConfig, state: StateDict): Promise<NamedTensors> {
  const { tensors } = golden('ostrack-micro/t128_s256');
  const { model } = serialise(teacherGraph(teacher, state, config), { name: 'teacher' });
  const session = await openSession(model, { threads: 1 });
  const crops = (name: string): TensorData => ({
    dtype: 'float32',
    shape: tensors.get(name)!.shape,
    data: floats(tensors, name),
  });
  const outputs = await session.run({
    [MODEL_IO.template]: crops('template'),
    [MODEL_IO.search]: crops('search'),
  });
  await session.close();
  const features = outputs[TEACHER_FEATURES]!;
  const [batch = 0, tokens = 0, channels = 0] = features.shape;
  const { tau } = config.discKd!;
  const { mask } = discriminativeMask(features.data as Float32Array, { tokens, channels }, tau);
  return { ...outputs, [TEACHER_MASK]: { dtype: 'float32', shape: [batch, tokens], data: mask } };
}

function scalarOf(outputs: NamedTensors, name: string): number {
  return (outputs[name]!.data as Float32Array)[0]!;
}

function relativeToLargest(actual: Float32Array, expected: Float32Array): number {
  let largest = 0;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]!));
    worst = Math.max(worst, Math.abs(actual[i]! - expected[i]!));
  }
  return worst / largest;
}
