import { expect, it } from 'vitest';
import { describeRows, reals, type OpCase } from '../../../../test/support/check-op.ts';
import { N } from '../dims.ts';
import { Graph } from '../graph.ts';
import * as ops from '../ops.ts';
import type { Value } from '../value.ts';
import { matrix } from './matrix.ts';

const product = (name: string, a: readonly number[], b: readonly number[]): OpCase => ({
  name,
  operands: [a, b],
  build: ops.matMul,
});

const transpositions = [
  { transA: false, transB: false, a: [3, 4], b: [4, 2] },
  { transA: false, transB: true, a: [3, 4], b: [2, 4] },
  { transA: true, transB: false, a: [4, 3], b: [4, 2] },
  { transA: true, transB: true, a: [4, 3], b: [2, 4] },
] as const;

const two = reals([2, 3], [1, 2, 3, 4, 5, 6]);
const three = reals([3, 2], [1, 0, -1, 2, 0, 1]);

describeRows('matrix', matrix, {
  matMul: [
    {
      name: 'of given numbers',
      operands: [two, three],
      expected: [-1, 7, -1, 16],
      build: ops.matMul,
    },
    product('one row, one column', [1, 4], [4, 1]),
    product('inner length one', [3, 1], [1, 2]),
    product('equal batches', [2, 3, 4, 5], [2, 3, 5, 2]),
    product('matrix by batch', [3, 4], [2, 4, 2]),
    product('batch by matrix', [2, 2, 3, 4], [4, 2]),
    product('crossed batches of length one', [2, 1, 3, 4], [1, 3, 4, 2]),
    product('batches of unequal rank', [3, 2, 4], [2, 1, 4, 2]),
    {
      name: 'with itself transposed',
      operands: [[3, 4]],
      build: (x) => ops.matMul(x, ops.swapLastAxes(x)),
    },
  ],
  gemm: [
    ...transpositions.map(({ transA, transB, a, b }) => ({
      name: `A${transA ? "'" : ''} B${transB ? "'" : ''}`,
      operands: [a, b],
      build: (left: Value, right: Value) => ops.gemm(left, right, transA, transB),
    })),
    {
      name: 'of given numbers',
      operands: [two, two],
      expected: [14, 32, 32, 77],
      build: (a, b) => ops.gemm(a, b, false, true),
    },
  ],
  linear: [
    {
      name: 'of given numbers',
      operands: [two, reals([2, 3], [1, 0, -1, 2, 0, 1]), reals([2], [10, 20])],
      expected: [8, 25, 8, 34],
      build: ops.linear,
    },
    { name: 'one row', operands: [[1, 4], [3, 4], [3]], build: ops.linear },
    { name: 'one input, one output', operands: [[4, 1], [1, 1], [1]], build: ops.linear },
  ],
});

it('refuses operands that do not fit', () => {
  const graph = new Graph();
  const x = graph.input('x', [N, 4]);
  const cube = graph.input('cube', [2, 3, 4]);
  expect(() => ops.gemm(x, x, false, false)).toThrow(/inner dimensions/);
  expect(() => ops.gemm(cube, x, false, false)).toThrow(/two dimensions/);
  expect(() => ops.linear(x, graph.input('w', [3, 4]), graph.input('b', [4]))).toThrow(
    /bias \[4\]/,
  );
  expect(() => ops.matMul(cube, graph.input('v', [4]))).toThrow(/two dimensions/);
  expect(() => ops.matMul(cube, graph.input('m', [5, 4, 2]))).toThrow(/do not broadcast/);
});
