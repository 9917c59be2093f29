import { expect, it } from 'vitest';
import { describeRows, reals, spread, type OpCase } from '../../../../test/support/check-op.ts';
import { evaluate } from '../../../../test/support/evaluate-graph.ts';
import { N } from '../dims.ts';
import { GraphError } from '../errors.ts';
import { gradients } from '../gradient.ts';
import { Graph } from '../graph.ts';
import * as ops from '../ops.ts';
import type { Value } from '../value.ts';
import { reductions } from './reduce.ts';

type Reduction = (x: Value, axes: readonly number[], keepDims: boolean) => Value;

const given = reals([2, 3], [1, 5, 3, -4, -6, -5]);

const overAxes = (build: Reduction, expected: readonly number[]): readonly OpCase[] => [
  { name: 'of given numbers', operands: [given], expected, build: (x) => build(x, [1], false) },
  ...[[0], [1], [2], [0, 2], [1, 2], [0, 1, 2], [2, 0]].flatMap((axes) =>
    [false, true].map((keepDims) => ({
      name: `axes ${axes.join(', ')}${keepDims ? ', kept' : ''}`,
      operands: [spread([2, 3, 4])],
      build: (x: Value) => build(x, axes, keepDims),
    })),
  ),
  {
    name: 'between transpositions',
    operands: [spread([2, 3, 4])],
    build: (x) => ops.transpose(build(ops.transpose(x, [2, 0, 1]), [0], true), [1, 2, 0]),
  },
  { name: 'an axis of length one', operands: [[3, 1]], build: (x) => build(x, [1], false) },
];

describeRows('reductions', reductions, {
  reduceSum: overAxes(ops.reduceSum, [9, -15]),
  reduceMean: overAxes(ops.reduceMean, [3, -5]),
  reduceMax: overAxes(ops.reduceMax, [5, -4]),
  argMax: [
    {
      name: 'of given numbers',
      operands: [given],
      withoutGradient: [0],
      expected: [1, 0],
      build: (x) => ops.argMax(x, 1),
    },
    {
      name: 'first of equal maxima',
      operands: [reals([2, 3], [1, 7, 7, 2, 7, 1])],
      withoutGradient: [0],
      expected: [1, 0, 0],
      build: (x) => ops.argMax(x, 0),
    },
  ],
});

it('equal maxima share the gradient', async () => {
  const { gradient } = await evaluate({ x: reals([2, 4], [3, 1, 3, 3, 0, 0, -1, 0]) }, ({ x }) => {
    const maxima = ops.reduceMax(x, [1], false);
    return { gradient: gradients(ops.reduceSum(maxima, [0], false), [x])[0]! };
  });
  const third = 1 / 3;
  expect(Array.from(gradient!)).toEqual([third, 0, third, third, third, third, 0, third]);
});

it('a reduction over no axes is the value itself', () => {
  const x = new Graph().input('x', [2, 3]);
  for (const build of [ops.reduceSum, ops.reduceMean, ops.reduceMax]) {
    expect(build(x, [], false)).toBe(x);
  }
  expect(() => x.graph.apply('reduceSum', [x], { axes: [], keepDims: true })).toThrow(/needs axes/);
});

it('refuses wrong axes, and gradients that would need the batch size', () => {
  const graph = new Graph();
  const x = graph.input('x', [N, 3]);
  for (const axes of [[2], [-1], [1, 1]]) {
    expect(() => ops.reduceSum(x, axes, true)).toThrow(GraphError);
  }
  expect(() => gradients(ops.reduceSum(x, [0, 1], false), [x])).toThrow(/batch size/);
});
