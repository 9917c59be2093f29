import { describe, expect, it } from 'vitest';
import { openSession, type Session } from '../../electron/adapters/ort/session.ts';
import { checkGraph } from '../../electron/ml/graph/check.ts';
import { GraphError } from '../../electron/ml/graph/errors.ts';
import { gradients } from '../../electron/ml/graph/gradient.ts';
import { Graph } from '../../electron/ml/graph/graph.ts';
import * as ops from '../../electron/ml/graph/ops.ts';
import type { PrimitiveName } from '../../electron/ml/graph/primitive-attrs.ts';
import { serialise } from '../../electron/ml/graph/serialise.ts';
import { isReal, type RealDType, type TensorData } from '../../electron/ml/graph/tensor-data.ts';
import type { Value } from '../../electron/ml/graph/value.ts';
import { randomNumbers } from './random-network.ts';

/** One way of using a primitive. */
export interface OpCase {
  readonly name: string;
  /** Shapes are filled with random numbers of magnitude 0.1 to 1; tensors are taken as they are. */
  readonly operands: readonly (readonly number[] | TensorData)[];
  readonly build: (...operands: Value[]) => Value;
  /** float32 where ONNX Runtime's CPU kernels know no float64, which is the default. */
  readonly precision?: RealDType;
  /** Operands by position that have no gradient, beside those of no float type. */
  readonly withoutGradient?: readonly number[];
  /** The result's elements, where they are easily written down. */
  readonly expected?: readonly number[];
}

/** Step, and tolerances of the gradient. Differences have an error of fourth order in the step. */
const precisions = {
  float64: { step: 1e-3, rtol: 1e-8, atol: 1e-9 },
  float32: { step: 2 ** -5, rtol: 3e-4, atol: 3e-5 },
} as const;

/** At most so many elements of each operand are differentiated numerically. */
const SAMPLES = 24;

/** A tensor of given numbers. */
export function reals(
  shape: readonly number[],
  values: readonly number[],
  dtype: RealDType = 'float64',
): TensorData {
  const data = dtype === 'float64' ? Float64Array.from(values) : Float32Array.from(values);
  return { dtype, shape, data };
}

/** An int64 tensor, e.g. an index. */
export function integers(shape: readonly number[], values: readonly number[]): TensorData {
  return { dtype: 'int64', shape, data: BigInt64Array.from(values, BigInt) };
}

/** A bool tensor. */
export function flags(shape: readonly number[], values: readonly (0 | 1)[]): TensorData {
  return { dtype: 'bool', shape, data: Uint8Array.from(values) };
}

/** Distinct whole numbers plus an offset, in a scrambled order: neither ties nor kinks within a step. */
export function spread(shape: readonly number[], offset = 0.25): TensorData {
  const length = shape.reduce((count, dim) => count * dim, 1);
  // 7919 is prime, so that every place occurs once.
  const places = Array.from({ length }, (_, i) => (i * 7919) % length);
  return reals(
    shape,
    places.map((place) => place - Math.floor(length / 2) + offset),
  );
}

/** Checks every row of a group of primitives in all its cases; a row without cases fails. */
export function describeRows<Rows extends object>(
  group: string,
  rows: Rows,
  cases: { readonly [K in keyof Rows]: readonly OpCase[] },
): void {
  describe.each(Object.keys(rows) as (keyof Rows & PrimitiveName)[])(`${group}: %s`, (row) => {
    it('has cases', () => {
      expect(cases[row].length).toBeGreaterThan(0);
    });
    it.each(cases[row])('$name', (opCase) => checkOp(row, opCase));
  });
}

/**
 * The result has the inferred shape; the runtime's optimiser changes nothing; every operand's gradient of sum(result * weights) agrees with central
 * differences; operands without a gradient are refused.
 */
export async function checkOp(row: PrimitiveName, opCase: OpCase): Promise<void> {
  const { precision = 'float64', withoutGradient = [] } = opCase;
  const next = randomNumbers(7);
  const graph = new Graph();
  const feeds: Record<string, TensorData> = {};
  const feed = (name: string, tensor: TensorData): Value => {
    feeds[name] = tensor;
    return graph.input(name, tensor.shape, tensor.dtype);
  };
  const operands = opCase.operands.map((operand, index) =>
    feed(`operand ${index}`, 'data' in operand ? operand : randomReals(operand, precision, next)),
  );
  const result = opCase.build(...operands);
  expect(graph.values.some((value) => value.kind === 'op' && value.op === row)).toBe(true);
  graph.output('result', result);
  const shape = result.shape as readonly number[];
  const weights = randomReals(shape, precision, next);
  const weighted = ops.mul(ops.cast(result, precision), feed('weights', weights));
  const loss = ops.reduceSum(weighted, [...shape.keys()], false);
  graph.output('loss', loss);

  const differentiable = operands.filter(
    (operand, index) => isReal(operand.dtype) && !withoutGradient.includes(index),
  );
  for (const operand of operands.filter((value) => !differentiable.includes(value))) {
    expect(() => gradients(loss, [operand])).toThrow(GraphError);
  }
  for (const [index, gradient] of gradients(loss, differentiable).entries()) {
    graph.output(`gradient ${index}`, gradient);
  }
  checkGraph(graph);
  const { model } = serialise(graph, { name: row });
  const plain = await openSession(model, { threads: 1, graphOptimisation: 'disabled' });
  const unoptimised = await plain.run(feeds).finally(() => plain.close());
  const session = await openSession(model, { threads: 1 });
  try {
    const outputs = await session.run(feeds);
    const rounding = precision === 'float64' ? 1e-12 : 1e-5;
    for (const [name, { data }] of Object.entries(outputs)) {
      const reference = numbers(unoptimised[name]!);
      const tolerance = { rtol: rounding, atol: rounding };
      expect(numbers({ data }), `${name} as optimised`).toBeAllclose(reference, tolerance);
    }
    expect(outputs['result']?.shape).toEqual(shape);
    if (opCase.expected !== undefined) {
      const tolerance = precision === 'float64' ? 1e-12 : 1e-6;
      const values = numbers(outputs['result']!);
      expect(values).toBeAllclose(opCase.expected, { rtol: tolerance, atol: tolerance });
    }
    const { step, rtol, atol } = precisions[precision];
    for (const [index, operand] of differentiable.entries()) {
      const name = operand.kind === 'input' ? operand.name : '';
      const analytic = outputs[`gradient ${index}`]!;
      expect(analytic.shape).toEqual(operand.shape);
      const places = sample(analytic.data.length);
      const numeric: number[] = [];
      for (const place of places) {
        numeric.push(await slope(session, feeds, { name, place, step }));
      }
      const found = places.map((place) => Number(analytic.data[place]));
      expect(found, `gradient of ${name}`).toBeAllclose(numeric, { rtol, atol });
    }
  } finally {
    await session.close();
  }
}

function numbers({ data }: Pick<TensorData, 'data'>): readonly number[] {
  return Array.from<number | bigint, number>(data, Number);
}

/** Random numbers of magnitude 0.1 to 1 and either sign, so that kinks at 0 are out of reach. */
function randomReals(shape: readonly number[], dtype: RealDType, next: () => number): TensorData {
  const length = shape.reduce((count, dim) => count * dim, 1);
  const values = Array.from({ length }, () => {
    const value = next();
    return Math.sign(value) * (0.1 + 0.9 * Math.abs(value));
  });
  return reals(shape, values, dtype);
}

function sample(length: number): readonly number[] {
  const count = Math.min(length, SAMPLES);
  return Array.from({ length: count }, (_, i) => Math.floor((i * length) / count));
}

/** Derivative of sum(result * weights) by one element, from four runs; the sum is taken in float64. */
async function slope(
  session: Session,
  feeds: Readonly<Record<string, TensorData>>,
  { name, place, step }: { readonly name: string; readonly place: number; readonly step: number },
): Promise<number> {
  const moved = async (by: number): Promise<number> => {
    const tensor = feeds[name]!;
    const data = tensor.data.slice() as Float64Array;
    data[place]! += by;
    const { result } = await session.run({ ...feeds, [name]: { ...tensor, data } });
    const weights = feeds['weights']!.data as Float64Array;
    return (result!.data as Float64Array).reduce((sum, value, i) => sum + value * weights[i]!, 0);
  };
  const near = (await moved(step)) - (await moved(-step));
  const far = (await moved(2 * step)) - (await moved(-2 * step));
  return (8 * near - far) / (12 * step);
}
