import { describe, expect, it } from 'vitest';
import { describeRows, reals, type OpCase } from '../../../../test/support/check-op.ts';
import { evaluate, floatTensor } from '../../../../test/support/evaluate-graph.ts';
import { floats, golden } from '../../../../test/support/golden.ts';
import { Graph } from '../graph.ts';
import { gradients } from '../gradient.ts';
import * as ops from '../ops.ts';
import type { Value } from '../value.ts';
import { normalisation } from './normalisation.ts';

type AlongAxis = (x: Value, axis: number) => Value;

const alongAxes = (build: AlongAxis, expected: readonly number[]): readonly OpCase[] => [
  {
    name: 'of given numbers',
    operands: [reals([2, 2], [0, Math.log(3), 500, 500])],
    expected,
    build: (x) => build(x, 1),
  },
  ...[0, 1, 2, -1, -2].map((axis) => ({
    name: `axis ${axis}`,
    operands: [[2, 3, 4]],
    build: (x: Value) => build(x, axis),
  })),
  {
    name: 'between transpositions',
    operands: [[2, 3, 4]],
    build: (x) => ops.transpose(build(ops.transpose(x, [2, 0, 1]), 0), [1, 2, 0]),
  },
  { name: 'an axis of length one', operands: [[3, 1]], build: (x) => build(x, 1) },
];

const batchNorm =
  (epsilon: number) =>
  (x: Value, weight: Value, bias: Value, mean: Value, variance: Value): Value =>
    ops.batchNorm(x, { weight, bias, mean, variance }, epsilon);

const variances = reals([3], [0.25, 1, 4]);

describeRows('normalisation', normalisation, {
  softmax: alongAxes(ops.softmax, [0.25, 0.75, 0.5, 0.5]),
  logSoftmax: alongAxes(ops.logSoftmax, [0.25, 0.75, 0.5, 0.5].map(Math.log)),
  layerNorm: [
    {
      name: 'of given numbers',
      operands: [reals([1, 4], [1, 2, 3, 4]), reals([4], [1, 1, 1, 2]), reals([4], [0, 0, 0, 1])],
      // Mean 2.5, variance 1.25 and epsilon 0.3125: deviation 1.25.
      expected: [-1.2, -0.4, 0.4, 3.4],
      build: (x, weight, bias) => ops.layerNorm(x, weight, bias, 0.3125),
    },
    ...[[5], [2, 5], [2, 3, 5]].map((shape) => ({
      name: `rank ${shape.length}`,
      operands: [shape, [5], [5]],
      build: (x: Value, weight: Value, bias: Value) => ops.layerNorm(x, weight, bias, 2 ** -10),
    })),
  ],
  batchNorm: [
    {
      name: 'of given numbers',
      operands: [
        reals([1, 3, 1, 2], [1, 2, 3, 4, 5, 6]),
        reals([3], [1, 2, 3]),
        reals([3], [0, 0, 1]),
        reals([3], [1, 2, 3]),
        variances,
      ],
      expected: [0, 2, 2, 4, 4, 5.5],
      build: batchNorm(0),
    },
    {
      name: 'maps',
      operands: [[2, 3, 2, 3], [3], [3], [3], variances],
      build: batchNorm(2 ** -10),
    },
    { name: 'one pixel', operands: [[4, 3, 1, 1], [3], [3], [3], variances], build: batchNorm(1) },
  ],
});

describe('agreement with torch', () => {
  const { tensors } = golden('losses/units');
  const feed = (name: string) => floatTensor(tensors, name);

  it('layer normalisation, epsilon 1e-6', async () => {
    const { y } = await evaluate(
      { x: feed('ln_in'), weight: feed('ln_w'), bias: feed('ln_b') },
      ({ x, weight, bias }) => ({ y: ops.layerNorm(x, weight, bias, 1e-6) }),
    );
    expect(y).toBeAllclose(floats(tensors, 'ln_out'), { atol: 2e-6, rtol: 1e-6 });
  });

  it('batch normalisation with running statistics, epsilon 1e-5', async () => {
    const { y } = await evaluate(
      {
        x: feed('bn_in'),
        weight: feed('bn.weight'),
        bias: feed('bn.bias'),
        mean: feed('bn.running_mean'),
        variance: feed('bn.running_var'),
      },
      ({ x, ...statistics }) => ({ y: ops.batchNorm(x, statistics, 1e-5) }),
    );
    expect(y).toBeAllclose(floats(tensors, 'bn_eval_out'), { atol: 2e-6, rtol: 1e-6 });
  });
});

it('layer normalisation of equal values has a finite gradient', async () => {
  const { gradient } = await evaluate({ x: reals([1, 3], [2, 2, 2]) }, ({ x }) => {
    const one = ops.number(x, 1);
    const vector = ops.expand(one, [3]);
    const y = ops.mul(ops.layerNorm(x, vector, vector, 1e-6), x);
    const first = ops.slice(y, 1, 0, 1);
    return { gradient: gradients(ops.reduceSum(first, [0, 1], false), [x])[0]! };
  });
  // Deviation 1e-3: d(first * x) = 2 (delta - 1/3) / 1e-3 + 1 for the first element.
  const steep = 2 / Math.sqrt(Math.fround(1e-6));
  expect(gradient).toBeAllclose([(steep * 2) / 3 + 1, -steep / 3, -steep / 3], { rtol: 1e-6 });
});

it('refuses axes and operands that do not fit', () => {
  const graph = new Graph();
  const x = graph.input('x', [2, 3]);
  const vector = graph.input('v', [3]);
  const statistics = { weight: vector, bias: vector, mean: vector, variance: vector };
  expect(() => ops.batchNorm(x, statistics, 1e-5)).toThrow(/map \[N,C,H,W\]/);
  expect(() => ops.layerNorm(x, vector, graph.input('b', [2]), 1e-6)).toThrow(/bias \[2\]/);
  expect(() => ops.logSoftmax(x, -3)).toThrow(/axis -3/);
});
