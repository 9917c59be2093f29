import { describe, expect, it } from 'vitest';
import {
  describeRows,
  flags,
  integers,
  reals,
  spread,
  type OpCase,
} from '../../../../test/support/check-op.ts';
import { evaluate } from '../../../../test/support/evaluate-graph.ts';
import { golden, floats } from '../../../../test/support/golden.ts';
import { gradients } from '../gradient.ts';
import { Graph } from '../graph.ts';
import * as ops from '../ops.ts';
import type { TensorData } from '../tensor-data.ts';
import type { Value } from '../value.ts';
import { elementwise } from './elementwise.ts';

type Unary = (x: Value) => Value;
type Binary = (a: Value, b: Value) => Value;

const points = [-2, -0.75, -0.5, -0.25, 0.5, 1, 1.5, 2];
const positive = [0.25, 0.5, 1, 1.5, 2, 4];

const unary = (
  build: Unary,
  reference: (x: number) => number,
  { at = points, ...options }: { at?: readonly number[] } & Partial<OpCase> = {},
): readonly OpCase[] => [
  {
    name: 'of given numbers',
    operands: [reals([at.length], at, options.precision)],
    expected: at.map(reference),
    build,
    ...options,
  },
];

/** Equal shapes with known results, broadcast of either side, axes of length one and growing ranks. */
const binary = (build: Binary, reference: (a: number, b: number) => number): readonly OpCase[] => [
  {
    name: 'of given numbers',
    operands: [reals([4], [1, -2, 3, 0.5]), reals([4], [2, 4, -0.5, -1])],
    expected: [reference(1, 2), reference(-2, 4), reference(3, -0.5), reference(0.5, -1)],
    build,
  },
  { name: 'second broadcast', operands: [spread([2, 3, 4]), spread([3, 1], 0.5)], build },
  { name: 'first broadcast', operands: [spread([4]), spread([2, 3, 4], 0.5)], build },
  { name: 'both broadcast', operands: [spread([3, 1]), spread([2, 1, 4], 0.5)], build },
  { name: 'with a scalar', operands: [spread([2, 2]), reals([], [0.5])], build },
  { name: 'with axes of length one', operands: [spread([1, 1, 2]), reals([1], [0.5])], build },
];

const comparison = (build: Binary, expected: readonly number[]): readonly OpCase[] => [
  {
    name: 'smaller, equal and larger',
    operands: [reals([3], [1, 2, 3]), reals([], [2])],
    withoutGradient: [0, 1],
    expected,
    build,
  },
];

/** Abramowitz and Stegun 7.1.5, summed until it no longer changes. */
const erf = (x: number): number => {
  let term = x;
  let sum = x;
  for (let n = 1; n < 80; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
};

const condition = flags([2, 1, 3], [1, 0, 1, 0, 0, 1]);

describeRows('elementwise', elementwise, {
  add: binary(ops.add, (a, b) => a + b),
  sub: binary(ops.sub, (a, b) => a - b),
  mul: [
    ...binary(ops.mul, (a, b) => a * b),
    { name: 'by itself', operands: [[2, 3]], build: (x) => ops.mul(x, x) },
  ],
  div: binary(ops.div, (a, b) => a / b),
  maximum: binary(ops.maximum, Math.max),
  minimum: binary(ops.minimum, Math.min),
  relu: unary(ops.relu, (x) => Math.max(x, 0)),
  sigmoid: unary(ops.sigmoid, (x) => 1 / (1 + Math.exp(-x))),
  gelu: unary(ops.gelu, (x) => (x * (1 + erf(x / Math.SQRT2))) / 2, { precision: 'float32' }),
  exp: unary(ops.exp, Math.exp),
  log: unary(ops.log, Math.log, { at: positive }),
  sqrt: unary(ops.sqrt, Math.sqrt, { at: positive }),
  abs: unary(ops.abs, Math.abs),
  sign: unary(ops.sign, Math.sign, { at: [-2, 0, 3], withoutGradient: [0] }),
  erf: unary(ops.erf, erf, { precision: 'float32' }),
  clamp: unary(
    (x) => ops.clamp(x, -0.6, 1.2),
    (x) => Math.min(Math.max(x, -0.6), 1.2),
  ),
  stopGradient: unary(ops.stopGradient, (x) => x, { withoutGradient: [0] }),
  greater: comparison(ops.greater, [0, 0, 1]),
  greaterOrEqual: comparison(ops.greaterOrEqual, [0, 1, 1]),
  equal: comparison(ops.equal, [0, 1, 0]),
  where: [
    {
      name: 'of given numbers',
      operands: [flags([3], [1, 0, 1]), reals([3], [1, 2, 3]), reals([3], [4, 5, 6])],
      expected: [1, 5, 3],
      build: (c, a, b) => ops.where(c, a, b),
    },
    {
      name: 'all three broadcast',
      operands: [condition, [4, 3], [2, 4, 1]],
      build: (c, a, b) => ops.where(c, a, b),
    },
    {
      name: 'values that the condition outgrows',
      operands: [condition, [], [3]],
      build: (c, a, b) => ops.where(c, a, b),
    },
  ],
  cast: [
    {
      name: 'between float types and back',
      operands: [[2, 3]],
      build: (x) => ops.cast(ops.cast(x, 'float32'), 'float64'),
      precision: 'float32',
    },
    {
      name: 'to whole numbers, which cuts the gradient',
      operands: [reals([3], [1.75, -1.75, 2])],
      withoutGradient: [0],
      expected: [1, -1, 2],
      build: (x) => ops.cast(x, 'int64'),
    },
    {
      name: 'of whole numbers',
      operands: [integers([3], [0, 1, -5])],
      expected: [0, 1, -5],
      build: (x) => ops.cast(x, 'float64'),
    },
  ],
});

/** d sum(build(operands)) / d operand, for each operand in turn. */
async function slopes(
  build: (...operands: Value[]) => Value,
  ...operands: readonly (readonly number[])[]
): Promise<readonly (readonly number[])[]> {
  const feeds: Record<string, TensorData> = {};
  for (const [i, values] of operands.entries()) feeds[`x${i}`] = reals([values.length], values);
  const results = await evaluate(feeds, (inputs) => {
    const values = operands.map((_, i) => inputs[`x${i}`]!);
    const gradient = gradients(ops.reduceSum(build(...values), [0], false), values);
    return Object.fromEntries(gradient.map((value, i) => [`x${i}`, value]));
  });
  return operands.map((_, i) => Array.from(results[`x${i}`]!));
}

describe('slopes at kinks and poles', () => {
  it('relu and abs are flat at 0', async () => {
    expect(await slopes((x) => ops.relu(x), [-1, -0, 0, 1])).toEqual([[0, 0, 0, 1]]);
    expect(await slopes((x) => ops.abs(x), [-1, 0, 1])).toEqual([[-1, 0, 1]]);
  });

  it('clamp passes the gradient at its bounds and stops it beyond', async () => {
    const build = (x: Value): Value => ops.clamp(x, -0.25, 0.1);
    // 0.1 is no binary fraction: the bound is rounded as the values are.
    expect(await slopes((x) => build(x), [-1, -0.25, 0, 0.1, 0.11])).toEqual([[0, 1, 1, 1, 0]]);
  });

  it('equal operands of maximum and minimum share the gradient', async () => {
    const a = [1, 2, 3];
    const b = [2, 2, 2];
    expect(await slopes((x, y) => ops.maximum(x, y), a, b)).toEqual([
      [0, 0.5, 1],
      [1, 0.5, 0],
    ]);
    expect(await slopes((x, y) => ops.minimum(x, y), a, b)).toEqual([
      [1, 0.5, 0],
      [0, 0.5, 1],
    ]);
  });

  it('a masked operand spares its branch what lies beyond', async () => {
    const guarded = (x: Value): Value => {
      const isLarge = ops.greater(x, ops.number(x, 1));
      return ops.where(isLarge, ops.number(x, 0), ops.log(ops.where(isLarge, ops.number(x, 1), x)));
    };
    expect(await slopes((x) => guarded(x), [0.5, 1000])).toEqual([[2, 0]]);
  });

  it('roots, logarithms and quotients are infinite at 0, and exact close to it', async () => {
    expect(await slopes((x) => ops.sqrt(x), [0, 1e-300])).toEqual([[Infinity, 5e149]]);
    expect(await slopes((x) => ops.log(x), [0, 1e-300])).toEqual([[Infinity, 1 / 1e-300]]);
    expect(await slopes((a, b) => ops.div(a, b), [1, 3e-200], [0, 2e-200])).toEqual([
      [Infinity, 5e199],
      [-Infinity, expect.closeTo(-7.5e199, -187)],
    ]);
  });

  it('are infinite at 0 even where nothing is wanted: 0 times infinity is NaN', async () => {
    const build = (x: Value): Value => ops.mul(ops.sqrt(x), ops.number(x, 0));
    expect(await slopes((x) => build(x), [0])).toEqual([[NaN]]);
  });
});

it('exact GELU agrees with torch', async () => {
  const { tensors } = golden('losses/units');
  const x: TensorData = { dtype: 'float32', shape: [49], data: floats(tensors, 'gelu_in') };
  const { y } = await evaluate({ x }, ({ x: value }) => ({ y: ops.gelu(value) }));
  expect(y).toBeAllclose(floats(tensors, 'gelu_out'), { atol: 1e-6, rtol: 1e-6 });
});

it('refuses wrong types and bounds', () => {
  const graph = new Graph();
  const x = graph.input('x', [2]);
  const whole = graph.input('i', [2], 'int64');
  expect(() => ops.where(x, x, x)).toThrow(/operand 0 must be bool/);
  expect(() => ops.where(ops.greater(x, x), x, whole)).toThrow(/element types differ/);
  for (const [min, max] of [
    [1, 0],
    [NaN, 1],
    [0, Infinity],
  ] as const) {
    expect(() => ops.clamp(x, min, max)).toThrow(/no finite range/);
  }
  expect(() => ops.number(whole, 1)).toThrow(/int64/);
});
