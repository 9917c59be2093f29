import { fixed } from '../../graph/dims.ts';
import * as ops from '../../graph/ops.ts';
import { scalar } from '../../graph/tensor-data.ts';
import type { Value } from '../../graph/value.ts';

/** x times a fixed number. */
export function scaled(x: Value, factor: number): Value {
  return factor === 1 ? x : ops.mul(x, x.graph.constant(scalar(factor)));
}

/** 1 - x. */
export function oneMinus(x: Value): Value {
  return ops.sub(x.graph.constant(scalar(1)), x);
}

/** Sum of all elements, a scalar []. */
export function sumAll(x: Value): Value {
  return ops.reduceSum(x, [...x.shape.keys()], false);
}

/** Mean of all elements, a scalar []. */
export function meanAll(x: Value): Value {
  return ops.reduceMean(x, [...x.shape.keys()], false);
}

/** Sum of values times their weights. */
export function weightedSum(terms: readonly (readonly [weight: number, value: Value])[]): Value {
  return terms.map(([weight, value]) => scaled(value, weight)).reduce(ops.add);
}

/** Shape of a training value: every dimension is known, the batch size too. @throws GraphError when one is not. */
export function trainingShape(x: Value, what: string): readonly number[] {
  return x.shape.map((dim) => fixed(dim, `the shape of ${what}`));
}
