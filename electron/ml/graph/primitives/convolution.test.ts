import { describe, expect, it } from 'vitest';
import { checkOp, describeRows, reals, type OpCase } from '../../../../test/support/check-op.ts';
import { gradients } from '../gradient.ts';
import { Graph } from '../graph.ts';
import * as ops from '../ops.ts';
import type { PrimitiveAttrs } from '../primitive-attrs.ts';
import type { Value } from '../value.ts';
import { convolution } from './convolution.ts';

type Geometry = PrimitiveAttrs['convTranspose'];

const plain: Geometry = {
  strides: [1, 1],
  pads: [0, 0, 0, 0],
  dilations: [1, 1],
  outputPadding: [0, 0],
};

/** x [2,3,...size] and a kernel of four outputs; float32, because the runtime has no float64 convolution. */
const forward = (
  name: string,
  size: readonly number[],
  kernel: readonly number[],
  geometry: Partial<Geometry> = {},
  bias = true,
): OpCase => ({
  name: `${name}${bias ? '' : ', no bias'}`,
  operands: [[2, 3, ...size], [4, 3, ...kernel], ...(bias ? [[4]] : [])],
  build: (x, weight, offset) => ops.conv(x, weight, offset, { ...plain, ...geometry }),
  precision: 'float32',
});

const backward = (
  name: string,
  size: readonly number[],
  kernel: readonly number[],
  geometry: Partial<Geometry> = {},
): OpCase => ({
  name,
  operands: [
    [2, 3, ...size],
    [3, 4, ...kernel],
  ],
  build: (x, weight) => ops.convTranspose(x, weight, { ...plain, ...geometry }),
  precision: 'float32',
});

const counting = reals([1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9], 'float32');
const corners = reals([1, 1, 2, 2], [1, 10, 100, 1000], 'float32');

describeRows('convolution', convolution, {
  conv: [
    {
      name: 'of given numbers: the kernel is not mirrored',
      operands: [counting, corners, reals([1], [0.5], 'float32')],
      expected: [5421.5, 6532.5, 8754.5, 9865.5],
      build: (x, weight, bias) => ops.conv(x, weight, bias, plain),
      precision: 'float32',
    },
    forward('1x1', [3, 4], [1, 1]),
    forward('1x1', [3, 4], [1, 1], {}, false),
    forward('3x3 padded', [5, 4], [3, 3], { pads: [1, 1, 1, 1] }),
    forward('3x3 unpadded', [5, 4], [3, 3], {}, false),
    forward('stride 2, padded, odd size', [7, 5], [3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }),
    forward('stride 2, padded, remainder', [8, 6], [3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }),
    forward('1x1 stride 3, remainders 1 and 2', [5, 6], [1, 1], { strides: [3, 3] }),
    forward('patches', [8, 8], [4, 4], { strides: [4, 4] }),
    forward('unequal strides and kernel', [7, 9], [2, 3], { strides: [2, 3] }, false),
    forward('asymmetric padding', [5, 6], [3, 3], { strides: [2, 2], pads: [0, 2, 1, 0] }),
    forward('padding wider than the kernel', [3, 3], [2, 2], { pads: [3, 2, 2, 3] }),
    forward('dilated', [7, 8], [3, 3], { dilations: [2, 3], pads: [2, 3, 2, 3] }),
    forward('strided and dilated, remainder', [9, 10], [2, 3], {
      strides: [3, 2],
      dilations: [2, 3],
      pads: [1, 0, 0, 2],
    }),
    forward('kernel as large as the map', [4, 3], [4, 3]),
  ],
  convTranspose: [
    {
      name: 'of given numbers',
      operands: [reals([1, 1, 1, 2], [1, 2], 'float32'), corners],
      expected: [1, 12, 20, 100, 1200, 2000],
      build: (x, weight) => ops.convTranspose(x, weight, plain),
      precision: 'float32',
    },
    backward('1x1', [3, 4], [1, 1]),
    backward('3x3 padded', [4, 3], [3, 3], { pads: [1, 1, 1, 1] }),
    backward('stride 2', [3, 4], [3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }),
    backward('stride 2 with output padding', [3, 4], [3, 3], {
      strides: [2, 2],
      pads: [1, 1, 1, 1],
      outputPadding: [1, 1],
    }),
    backward('one-sided output padding', [3, 2], [2, 3], {
      strides: [3, 2],
      outputPadding: [2, 0],
    }),
    backward('asymmetric padding, dilated', [3, 4], [3, 2], {
      strides: [2, 3],
      dilations: [2, 1],
      pads: [0, 1, 2, 0],
      outputPadding: [1, 2],
    }),
  ],
});

describe('second derivatives', () => {
  const geometry = { ...plain, strides: [2, 2], pads: [1, 0, 0, 1] } as const;
  /** Gradient of half the squared convolution, itself differentiated by the check. */
  const gradientBy = (operand: 0 | 1) =>
    function build(...operands: Value[]): Value {
      const y = ops.conv(operands[0]!, operands[1]!, undefined, geometry);
      const energy = ops.reduceSum(ops.mul(y, ops.mul(y, ops.number(y, 0.5))), [0, 1, 2, 3], false);
      return gradients(energy, [operands[operand]!])[0]!;
    };
  it.each([0, 1] as const)('of operand %s', (operand) =>
    checkOp('convTranspose', {
      name: 'second derivative',
      operands: [
        [1, 2, 4, 5],
        [2, 2, 3, 3],
      ],
      build: (x, weight) => {
        const both = [gradientBy(0)(x, weight), gradientBy(1)(x, weight)];
        return both[operand]!;
      },
      precision: 'float32',
    }),
  );
});

it('builds only the convolutions that somebody wants', () => {
  const convolutions = (wanted: readonly number[]): readonly string[] => {
    const graph = new Graph();
    const operands = [graph.input('x', [2, 3, 8, 8]), graph.input('w', [4, 3, 3, 3])] as const;
    const y = ops.conv(operands[0], operands[1], graph.input('b', [4]), plain);
    const before = graph.values.length;
    gradients(
      ops.reduceSum(y, [0, 1, 2, 3], false),
      wanted.map((index) => operands[index]!),
    );
    return graph.values
      .slice(before)
      .flatMap((value) => (value.kind === 'op' && value.op.startsWith('conv') ? [value.op] : []));
  };
  expect(convolutions([0])).toEqual(['convTranspose']);
  expect(convolutions([1])).toEqual(['conv']);
  expect(convolutions([0, 1])).toEqual(['convTranspose', 'conv']);
});

it('refuses geometries that leave nothing', () => {
  const graph = new Graph();
  const x = graph.input('x', [1, 3, 2, 2]);
  const weight = graph.input('w', [3, 4, 1, 1]);
  const pads = [1, 1, 1, 1] as const;
  expect(() => ops.convTranspose(x, weight, { ...plain, pads })).toThrow(/leaves nothing/);
  expect(() => ops.convTranspose(x, weight, { ...plain, outputPadding: [1, 0] })).toThrow(
    /smaller than the stride/,
  );
});
