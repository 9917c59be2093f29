import { expect, it } from 'vitest';
import { describeRows, integers, reals, type OpCase } from '../../../../test/support/check-op.ts';
import { N } from '../dims.ts';
import { Graph } from '../graph.ts';
import * as ops from '../ops.ts';
import type { Value } from '../value.ts';
import { movement } from './movement.ts';

const given = reals([2, 3], [1, 2, 3, 4, 5, 6]);

const one = (name: string, shape: readonly number[], build: (x: Value) => Value): OpCase => ({
  name,
  operands: [shape],
  build,
});

const of = (expected: readonly number[], build: (x: Value) => Value): OpCase => ({
  name: 'of given numbers',
  operands: [given],
  expected,
  build,
});

/** The runtime moves transpositions past other operations, and must renumber their axes. */
const between = (name: string, build: (x: Value) => Value): OpCase =>
  one(`${name} between transpositions`, [2, 3, 4], (x) =>
    ops.transpose(build(ops.transpose(x, [2, 0, 1])), [1, 2, 0]),
  );

describeRows('movement', movement, {
  reshape: [
    of([1, 2, 3, 4, 5, 6], (x) => ops.reshape(x, [3, 2])),
    one('to a vector and back to a batch', [2, 3, 4], (x) =>
      ops.mul(ops.reshape(ops.reshape(x, [24]), [4, 1, 6]), ops.reshape(x, [4, 6, 1])),
    ),
    one('to a scalar', [1, 1], (x) => ops.reshape(x, [])),
  ],
  transpose: [
    of([1, 4, 2, 5, 3, 6], (x) => ops.transpose(x, [1, 0])),
    ...[
      [2, 0, 1],
      [1, 2, 0],
      [0, 2, 1],
    ].map((perm) => one(`axes ${perm.join(', ')}`, [2, 3, 4], (x) => ops.transpose(x, perm))),
    one('of rank four', [2, 3, 4, 2], (x) => ops.transpose(x, [3, 1, 0, 2])),
  ],
  slice: [
    between('slice', (x) => ops.slice(x, 0, 1, 3)),
    of([2, 3, 5, 6], (x) => ops.slice(x, 1, 1, 3)),
    one('start', [4, 3], (x) => ops.slice(x, 0, 0, 1)),
    one('middle', [2, 5, 2], (x) => ops.slice(x, 1, 2, 4)),
    one('end, axis from behind', [2, 3], (x) => ops.slice(x, -1, 2, 3)),
    one('overlapping slices', [2, 4], (x) => ops.mul(ops.slice(x, 1, 0, 3), ops.slice(x, 1, 1, 4))),
  ],
  pad: [
    between('pad', (x) => ops.pad(x, 0, 1, 2)),
    of([0, 1, 2, 3, 0, 0, 0, 4, 5, 6, 0, 0], (x) => ops.pad(x, 1, 1, 2)),
    one('before', [2, 3], (x) => ops.pad(x, 0, 2, 0)),
    one('after, axis from behind', [2, 3, 2], (x) => ops.pad(x, -2, 0, 3)),
  ],
  concat: [
    between('concat', (x) => ops.concat([x, ops.mul(x, x)], 0)),
    of([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6], (x) => ops.concat([x, x], 1)),
    { name: 'of one', operands: [[2, 3]], build: (x) => ops.concat([x], 1) },
    {
      name: 'of three, unequal lengths',
      operands: [
        [2, 1, 2],
        [2, 3, 2],
        [2, 2, 2],
      ],
      build: (a, b, c) => ops.concat([a, b, c], -2),
    },
    {
      name: 'of batches',
      operands: [
        [1, 3],
        [2, 3],
      ],
      build: (a, b) => ops.concat([a, b], 0),
    },
  ],
  expand: [
    of([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6], (x) => ops.expand(x, [2, 2, 3])),
    one('along an axis of length one', [2, 1, 3], (x) => ops.expand(x, [2, 4, 3])),
    one('with more axes', [3, 1], (x) => ops.expand(x, [2, 3, 4])),
    one('of a scalar', [], (x) => ops.expand(x, [2, 2])),
  ],
  gatherElements: [
    {
      name: 'between transpositions',
      operands: [[2, 3], integers([1, 2], [2, 0])],
      build: (x, index) => {
        const gathered = ops.gatherElements(ops.transpose(x, [1, 0]), index, 0);
        return ops.transpose(ops.mul(gathered, gathered), [1, 0]);
      },
    },
    {
      name: 'of given numbers',
      operands: [given, integers([2, 2], [2, 0, 1, 1])],
      expected: [3, 1, 5, 5],
      build: (x, index) => ops.gatherElements(x, index, 1),
    },
    {
      name: 'more often than there are elements',
      operands: [[2, 3], integers([5, 3], [0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0])],
      build: (x, index) => ops.gatherElements(x, index, 0),
    },
    {
      name: 'axis from behind',
      operands: [[2, 3, 2], integers([2, 1, 2], [2, 0, 1, 1])],
      build: (x, index) => ops.gatherElements(x, index, -2),
    },
  ],
  scatterAdd: [
    {
      name: 'of given numbers, one place twice',
      operands: [given, integers([2, 2], [2, 2, 0, 1]), reals([2, 2], [10, 20, 30, 40])],
      expected: [1, 2, 33, 34, 45, 6],
      build: (x, index, updates) => ops.scatterAdd(x, index, updates, 1),
    },
    {
      name: 'repeated places along the first axis',
      operands: [[3, 2], integers([4, 2], [0, 2, 0, 2, 1, 2, 0, 0]), [4, 2]],
      build: (x, index, updates) => ops.scatterAdd(x, index, updates, 0),
    },
  ],
});

it('leaves out what would change nothing', () => {
  const graph = new Graph();
  const x = graph.input('x', [N, 3]);
  const fixed = graph.input('y', [2, 3]);
  expect(ops.reshape(x, [N, 3])).toBe(x);
  expect(ops.slice(x, -1, 0, 3)).toBe(x);
  expect(ops.expand(fixed, [2, 3])).toBe(fixed);
  expect(ops.cast(x, 'float32')).toBe(x);
});

it('refuses operands that do not fit', () => {
  const graph = new Graph();
  const x = graph.input('x', [2, 3]);
  const index = graph.input('i', [2, 1], 'int64');
  expect(() => ops.gatherElements(x, x, 1)).toThrow(/operand 1 must be int64/);
  expect(() => ops.gatherElements(x, index, 0)).toThrow(/index \[2,1\] does not fit axis 0/);
  expect(() => ops.scatterAdd(x, index, x, 1)).toThrow(/updates \[2,3\]/);
  expect(() => ops.scatterAdd(x, index, index, 1)).toThrow(/element types differ/);
  expect(() => ops.pad(x, 1, -1, 0)).toThrow(/padding/);
  expect(() => ops.pad(x, 1, 0.5, 0)).toThrow(/padding/);
  expect(() => ops.expand(x, [3, 3])).toThrow(/do not broadcast/);
  expect(() => ops.expand(x, [1, 3])).toThrow(/does not expand/);
});
