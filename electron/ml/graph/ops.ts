import type { Shape } from './dims.ts';

import type { ConvGeometry } from './shapes.ts';
import type { Value } from './value.ts';

/** a + b, broadcast. */
export const add = (a: Value, b: Value): Value => a.graph.apply('add', [a, b], {});

/** a - b, broadcast. */
export const sub = (a: Value, b: Value): Value => a.graph.apply('sub', [a, b], {});

/** a * b elementwise, broadcast. */
export const mul = (a: Value, b: Value): Value => a.graph.apply('mul', [a, b], {});

/** a / b elementwise, broadcast. */
export const div = (a: Value, b: Value): Value => a.graph.apply('div', [a, b], {});

/** max(x, 0). */
export const relu = (x: Value): Value => x.graph.apply('relu', [x], {});

/** 1 / (1 + exp(-x)). */
export const sigmoid = (x: Value): Value => x.graph.apply('sigmoid', [x], {});

/** x * Phi(x), with the exact normal distribution function. */
export const gelu = (x: Value): Value => x.graph.apply('gelu', [x], {});

/** min(max(x, min), max). */
export const clamp = (x: Value, min: number, max: number): Value =>
  x.graph.apply('clamp', [x], { min, max });

/** Softmax along one axis. */
export const softmax = (x: Value, axis: number): Value => x.graph.apply('softmax', [x], { axis });

/** Layer normalisation over the last axis: x [...,C], weight [C], bias [C]. */
export const layerNorm = (x: Value, weight: Value, bias: Value, epsilon: number): Value =>
  x.graph.apply('layerNorm', [x, weight, bias], { epsilon });

/** The four vectors [C] of a batch normalisation. */
export interface BatchNormOperands {
  readonly weight: Value;
  readonly bias: Value;
  readonly mean: Value;
  readonly variance: Value;
}

/** Batch normalisation of x [N,C,H,W] with given statistics. */
export const batchNorm = (x: Value, operands: BatchNormOperands, epsilon: number): Value => {
  const { weight, bias, mean, variance } = operands;
  return x.graph.apply('batchNorm', [x, weight, bias, mean, variance], { epsilon });
};

/** Batched matrix product [...,M,K] x [...,K,P]. */
export const matMul = (a: Value, b: Value): Value => a.graph.apply('matMul', [a, b], {});

/** x [M,I] times weight [O,I] transposed plus bias [O]. */
export const linear = (x: Value, weight: Value, bias: Value): Value =>
  x.graph.apply('linear', [x, weight, bias], {});

/** 2-D convolution of x [N,C,H,W] with weight [O,C,kh,kw] and bias [O]. */
export const conv = (x: Value, weight: Value, bias: Value, geometry: ConvGeometry): Value =>
  x.graph.apply('conv', [x, weight, bias], geometry);

/** The same elements, row-major, under another shape. */
export const reshape = (x: Value, shape: Shape): Value => x.graph.apply('reshape', [x], { shape });

/** Axes in another order: axis i of the result is axis perm[i] of x. */
export const transpose = (x: Value, perm: readonly number[]): Value =>
  x.graph.apply('transpose', [x], { perm });

/** Elements start..end-1 along one axis. */
export const slice = (x: Value, axis: number, start: number, end: number): Value =>
  x.graph.apply('slice', [x], { axis, start, end });

/** Values joined along one axis. */
export const concat = (values: readonly [Value, ...Value[]], axis: number): Value =>
  values[0].graph.apply('concat', values, { axis });
