import fc from 'fast-check';
import { GraphError } from '../../electron/ml/graph/errors.ts';
import { Graph } from '../../electron/ml/graph/graph.ts';
import * as ops from '../../electron/ml/graph/ops.ts';
import type { TensorData } from '../../electron/ml/graph/tensor-data.ts';
import type { Value } from '../../electron/ml/graph/value.ts';
import { reals } from './check-op.ts';
import { randomNumbers } from './random-network.ts';

/** Which operation is applied to which of the values so far. */
interface Instruction {
  readonly operation: number;
  readonly a: number;
  readonly b: number;
}

const whole = fc.nat(1000);

/** A program of smooth operations, for `buildRandomGraph`. */
export const instructions: fc.Arbitrary<readonly Instruction[]> = fc.array(
  fc.record({ operation: whole, a: whole, b: whole }),
  { minLength: 1, maxLength: 14 },
);

/** Smooth operations whose results stay of order one. */
const operations: readonly ((a: Value, b: Value) => Value)[] = [
  ops.add,
  ops.sub,
  (a, b) => ops.sigmoid(ops.mul(a, b)),
  (a, b) => ops.sigmoid(ops.matMul(a, b)),
  (a, b) => ops.div(a, ops.add(ops.exp(ops.sigmoid(b)), ops.number(b, 1))),
  (a) => ops.softmax(a, -1),
  (a) => ops.log(ops.add(ops.mul(a, a), ops.number(a, 1))),
  (a) => ops.reduceMean(a, [0], false),
  (a) => ops.reduceSum(a, [a.shape.length - 1], true),
  (a) => ops.transpose(a, [...a.shape.keys()].reverse()),
  (a, b) => ops.concat([a, b], 0),
  (a) => ops.slice(a, 0, 1, 2),
  (a) => ops.pad(a, 0, 1, 0),
  (a) => ops.reshape(a, [6]),
  (a) => ops.expand(a, [2, 2, 3]),
];

const shapes = [[2, 3], [3], [3, 2], [2, 1], []] as const;

/** A graph, its float64 inputs and the last of its values. */
export interface RandomGraph {
  readonly graph: Graph;
  readonly inputs: readonly Value[];
  readonly result: Value;
}

/** Follows the instructions; those whose operands do not fit are left out. */
export function buildRandomGraph(program: readonly Instruction[]): RandomGraph {
  const graph = new Graph();
  const inputs = shapes.map((shape, i) => graph.input(`x${i}`, shape, 'float64'));
  const values: Value[] = [...inputs];
  for (const { operation, a, b } of program) {
    // Late operands are likelier, so that graphs grow deep.
    const operand = (place: number): Value =>
      values.at(-1 - Math.floor((place / 1001) ** 2 * values.length))!;
    try {
      values.push(operations[operation % operations.length]!(operand(a), operand(b)));
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
    }
  }
  return { graph, inputs, result: values.at(-1)! };
}

/** Random numbers in [-1, 1) for every input, by name. */
export function randomFeeds(seed: number): Record<string, TensorData> {
  const next = randomNumbers(seed);
  return Object.fromEntries(
    shapes.map((shape, i) => {
      const length = shape.reduce<number>((count, dim) => count * dim, 1);
      return [`x${i}`, reals(shape, Array.from({ length }, next))];
    }),
  );
}
