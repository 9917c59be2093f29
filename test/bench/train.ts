import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openSession } from '../../electron/adapters/ort/session.ts';
import { table } from '../../electron/hosts/cli/terminal.ts';
import { DISTILL_PRESETS } from '../../electron/ml/distill/distill-config.ts';
import type { NamedTensors } from '../../electron/ml/distill/graph-runner.ts';
import { TINY_OPTIMISER } from '../../electron/ml/distill/optimiser-config.ts';
import { Random } from '../../electron/ml/distill/random.ts';
import { TrainStep } from '../../electron/ml/distill/train-step.ts';
import { TrainingState } from '../../electron/ml/distill/training-state.ts';
import { teacherGraph, trainingGraph } from '../../electron/ml/distill/training-graph.ts';
import { gradients } from '../../electron/ml/graph/gradient.ts';
import { Graph } from '../../electron/ml/graph/graph.ts';
import { countMacs } from '../../electron/ml/graph/macs.ts';
import * as ops from '../../electron/ml/graph/ops.ts';
import { serialise } from '../../electron/ml/graph/serialise.ts';
import type { TensorData } from '../../electron/ml/graph/tensor-data.ts';
import type { Value } from '../../electron/ml/graph/value.ts';
import { TEACHER_FEATURES, TEACHER_MASK } from '../../electron/ml/nn/losses/teacher-values.ts';
import { TARGET_INPUTS } from '../../electron/ml/nn/losses/total.ts';
import { TINY, VIT_B, modelConfig } from '../../electron/ml/nn/model-config.ts';
import { fedParameters } from '../../electron/ml/nn/parameters.ts';
import { MODEL_IO } from '../../electron/ml/nn/tracker-network.ts';
import { transformerBlock } from '../../electron/ml/nn/vision-transformer.ts';
import { randomNumbers, randomState, randomTensor } from '../support/random-network.ts';
import { gemmMacs, openGemm } from './gemm.ts';
import { interleaved, median, rounded, timed } from './measure.ts';
import type { Bench } from './run.ts';

const BATCH = 8;
const TOKENS = 80;
const STEP_BATCH = 16;

/**
 * One vit-b block forward and backward (80 tokens, batch 8, one thread) against ONNX Runtime's Gemm in the same run
 * and against PyTorch where it is installed; then a whole step of tiny-128 under a tiny-256 teacher.
 */
export const bench: Bench = async () => {
  const block = await measureBlock();
  const torch = torchBlockMs();
  const step = await measureStep();
  const figures = {
    blockVsGemm: rounded(block.gflops / block.gemmGflops, 3),
    blockVsTorch: torch.ms === null ? null : rounded(torch.ms / block.ms, 3),
    stepMs: rounded(step.stepMs, 1),
    samplesPerSec: rounded((1000 * STEP_BATCH) / step.stepMs, 1),
  };
  console.log(
    table([
      ['block forward and backward, CPU ms', rounded(block.ms, 1)],
      ['block GFLOP/s', rounded(block.gflops, 1)],
      ['Gemm GFLOP/s', rounded(block.gemmGflops, 1)],
      ['PyTorch', torch.ms === null ? torch.remark : `${rounded(torch.ms, 1)} ms, ${torch.remark}`],
      [`tiny-128 step, batch ${STEP_BATCH}, wall ms`, figures.stepMs],
      ['of which teacher (tiny-256)', rounded(step.teacherMs, 1)],
    ]),
  );
  return figures;
};

async function measureBlock() {
  const graph = new Graph();
  const { embedDim } = VIT_B;
  const x = graph.input('x', [BATCH, TOKENS, embedDim]);
  const weights = new Map<string, Value>();
  const parameters = fedParameters(graph, undefined, (name, value) => weights.set(name, value));
  const { tokens } = transformerBlock(x, 0, VIT_B, parameters);
  const upstream = graph.input('upstream', [BATCH, TOKENS, embedDim]);
  const loss = ops.reduceSum(ops.mul(tokens, upstream), [0, 1, 2], false);
  const wrt = [x, ...weights.values()];
  gradients(loss, wrt).forEach((gradient, index) => graph.output(`gradient.${index}`, gradient));
  graph.output('y', tokens);
  const { layers, attention } = countMacs(graph);
  const session = await openSession(serialise(graph, { name: 'block' }).model, { threads: 1 });
  const next = randomNumbers(5);
  const feeds = Object.fromEntries(
    graph.values
      .filter((value) => value.kind === 'input')
      .map(({ name, shape }) => [name, randomTensor(shape as number[], next, 0.05)]),
  );
  const rows = BATCH * TOKENS;
  const gemm = await openGemm(rows);
  const rowsTensor = randomTensor([rows, embedDim], next);
  const samples = await interleaved(
    {
      block: () => session.run(feeds),
      gemm: () => gemm.run({ x: rowsTensor }),
    },
    15,
  );
  await session.close();
  await gemm.close();
  const ms = median(samples.block.map(({ cpuMs }) => cpuMs));
  const gemmMs = median(samples.gemm.map(({ cpuMs }) => cpuMs));
  return {
    ms,
    gflops: (2 * (layers + attention)) / ms / 1e6,
    gemmGflops: (2 * gemmMacs(rows)) / gemmMs / 1e6,
  };
}

/** The same block in PyTorch on one thread: CPU milliseconds, or why there are none. */
function torchBlockMs(): { readonly ms: number | null; readonly remark: string } {
  const script = fileURLToPath(new URL('./torch-block.py', import.meta.url));
  const { status, stdout } = spawnSync('python3', [script], { encoding: 'utf8' });
  if (status !== 0) return { ms: null, remark: 'not installed, not compared' };
  const { ms, version } = JSON.parse(stdout) as { ms: number; version: string };
  return { ms, remark: version };
}

async function measureStep() {
  const factors = { template: 2, search: 4 };
  const student = modelConfig(TINY, 128, factors);
  const teacher = modelConfig(TINY, 256, factors);
  const loss = DISTILL_PRESETS.tiny;
  const state = randomState(student, 6);
  const plan = trainingGraph({
    ...{ student, teacher, batch: STEP_BATCH, loss, batchNorm: 'batch', dropPath: false },
  });
  const runner = await openSession(serialise(plan.graph, { name: 'step' }).model);
  const teacherModel = teacherGraph(teacher, randomState(teacher, 7), loss);
  const teacherRunner = await openSession(serialise(teacherModel, { name: 'teacher' }).model);
  const trainer = new TrainStep({
    plan,
    runner,
    state: new TrainingState(state, plan, { keepAverage: true }),
    config: TINY_OPTIMISER,
    random: new Random(1),
  });
  const next = randomNumbers(8);
  const crops = (size: number): TensorData => randomTensor([STEP_BATCH, 3, size, size], next);
  const teacherFeeds = { [MODEL_IO.template]: crops(128), [MODEL_IO.search]: crops(256) };
  const studentFeeds: NamedTensors = {
    [MODEL_IO.template]: crops(64),
    [MODEL_IO.search]: crops(128),
    ...centredTargets(),
  };
  const teacherMs: number[] = [];
  const stepMs: number[] = [];
  for (let round = 0; round < 9; round++) {
    let values: NamedTensors = {};
    const forward = await timed(async () => (values = await teacherRunner.run(teacherFeeds)));
    const { shape } = values[TEACHER_FEATURES]!;
    const mask = { dtype: 'float32', shape: shape.slice(0, 2), data: maskOf(shape) } as const;
    const feeds = { ...studentFeeds, ...values, [TEACHER_MASK]: mask };
    const step = await timed(() => trainer.step(feeds, 0));
    if (round === 0) continue;
    teacherMs.push(forward.wallMs);
    stepMs.push(forward.wallMs + step.wallMs);
  }
  await runner.close();
  await teacherRunner.close();
  return { stepMs: median(stepMs), teacherMs: median(teacherMs) };
}

/** A fifth of the tokens, as the tiny family's mask has. */
function maskOf([batch = 0, tokens = 0]: readonly number[]): Float32Array {
  return Float32Array.from({ length: batch * tokens }, (_, i) => (i % 5 === 0 ? 1 : 0));
}

function centredTargets(): NamedTensors {
  const heat = new Float32Array(STEP_BATCH * 64);
  const annotation = new Float32Array(STEP_BATCH * 4);
  const cell = new BigInt64Array(STEP_BATCH).fill(36n);
  for (let sample = 0; sample < STEP_BATCH; sample++) {
    heat[sample * 64 + 36] = 1;
    annotation.set([0.4, 0.4, 0.25, 0.25], sample * 4);
  }
  return {
    [TARGET_INPUTS.heat]: { dtype: 'float32', shape: [STEP_BATCH, 1, 8, 8], data: heat },
    [TARGET_INPUTS.annotation]: { dtype: 'float32', shape: [STEP_BATCH, 4], data: annotation },
    [TARGET_INPUTS.cell]: { dtype: 'int64', shape: [STEP_BATCH], data: cell },
  };
}
