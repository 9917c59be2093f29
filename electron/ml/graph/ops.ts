import { sameShape, type Shape } from './dims.ts';
import type { PrimitiveAttrs } from './primitive-attrs.ts';
import type { ConvGeometry } from './shapes.ts';
import { realType, scalar, type DType } from './tensor-data.ts';
import type { Value } from './value.ts';

/** A number as a scalar [] of x's element type. @throws GraphError when that is no float32 or float64. */
export const number = (x: Value, value: number): Value =>
  x.graph.constant(scalar(value, realType(x)));

/** a + b, broadcast. */
export const add = (a: Value, b: Value): Value => a.graph.apply('add', [a, b], {});

/** a - b, broadcast. */
export const sub = (a: Value, b: Value): Value => a.graph.apply('sub', [a, b], {});

/** a * b elementwise, broadcast. */
export const mul = (a: Value, b: Value): Value => a.graph.apply('mul', [a, b], {});

/** a / b elementwise, broadcast; where b is 0 the result and both gradients are infinite or NaN. */
export const div = (a: Value, b: Value): Value => a.graph.apply('div', [a, b], {});

/** The larger of a and b elementwise, broadcast; equal operands share the gradient. */
export const maximum = (a: Value, b: Value): Value => a.graph.apply('maximum', [a, b], {});

/** The smaller of a and b elementwise, broadcast; equal operands share the gradient. */
export const minimum = (a: Value, b: Value): Value => a.graph.apply('minimum', [a, b], {});

/** max(x, 0); its slope at 0 is 0. */
export const relu = (x: Value): Value => x.graph.apply('relu', [x], {});

/** 1 / (1 + exp(-x)). */
export const sigmoid = (x: Value): Value => x.graph.apply('sigmoid', [x], {});

/** x * Phi(x), with the exact normal distribution function. */
export const gelu = (x: Value): Value => x.graph.apply('gelu', [x], {});

/** e to the power of x. */
export const exp = (x: Value): Value => x.graph.apply('exp', [x], {});

/** Natural logarithm; at 0 it is -Infinity with an infinite slope, and NaN below. */
export const log = (x: Value): Value => x.graph.apply('log', [x], {});

/** Square root; its slope at 0 is infinite (NaN times an upstream 0), so keep x above 0 where gradients flow. */
export const sqrt = (x: Value): Value => x.graph.apply('sqrt', [x], {});

/** Absolute value; its slope at 0 is 0. */
export const abs = (x: Value): Value => x.graph.apply('abs', [x], {});

/** -1, 0 or 1. */
export const sign = (x: Value): Value => x.graph.apply('sign', [x], {});

/** The error function. */
export const erf = (x: Value): Value => x.graph.apply('erf', [x], {});

/** min(max(x, min), max) with finite bounds; the gradient passes where that changes nothing, bounds included. */
export const clamp = (x: Value, min: number, max: number): Value =>
  x.graph.apply('clamp', [x], { min, max });

/** x itself, through which no gradient flows. */
export const stopGradient = (x: Value): Value => x.graph.apply('stopGradient', [x], {});

/** a > b elementwise, broadcast (bool). */
export const greater = (a: Value, b: Value): Value => a.graph.apply('greater', [a, b], {});

/** a >= b elementwise, broadcast (bool). */
export const greaterOrEqual = (a: Value, b: Value): Value =>
  a.graph.apply('greaterOrEqual', [a, b], {});

/** a = b elementwise, broadcast (bool). */
export const equal = (a: Value, b: Value): Value => a.graph.apply('equal', [a, b], {});

/** a where the condition holds, else b; broadcast. */
export const where = (condition: Value, a: Value, b: Value): Value =>
  a.graph.apply('where', [condition, a, b], {});

/** The same values as another element type. */
export const cast = (x: Value, to: DType): Value =>
  x.dtype === to ? x : x.graph.apply('cast', [x], { to });

// To ONNX a reduction over no axes is one over all of them.
const reduce =
  (op: 'reduceSum' | 'reduceMean' | 'reduceMax') =>
  (x: Value, axes: readonly number[], keepDims: boolean): Value =>
    axes.length === 0 ? x : x.graph.apply(op, [x], { axes, keepDims });

/** Sum over axes. */
export const reduceSum = reduce('reduceSum');

/** Mean over axes. */
export const reduceMean = reduce('reduceMean');

/** Maximum over axes; equal maxima share the gradient. */
export const reduceMax = reduce('reduceMax');

/** Index of the first maximum along an axis, which stays with length one (int64). */
export const argMax = (x: Value, axis: number): Value => x.graph.apply('argMax', [x], { axis });

/** Softmax along one axis. */
export const softmax = (x: Value, axis: number): Value => x.graph.apply('softmax', [x], { axis });

/** Logarithm of the softmax along one axis. */
export const logSoftmax = (x: Value, axis: number): Value =>
  x.graph.apply('logSoftmax', [x], { axis });

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

/** Product of two matrices, each transposed or not. */
export const gemm = (a: Value, b: Value, transA: boolean, transB: boolean): Value =>
  a.graph.apply('gemm', [a, b], { transA, transB });

/** x [M,I] times weight [O,I] transposed plus bias [O]. */
export const linear = (x: Value, weight: Value, bias: Value): Value =>
  x.graph.apply('linear', [x, weight, bias], {});

/** 2-D convolution of x [N,C,H,W] with weight [O,C,kh,kw] and bias [O] or none. */
export const conv = (
  x: Value,
  weight: Value,
  bias: Value | undefined,
  { strides, pads, dilations }: ConvGeometry,
): Value => {
  const inputs = bias === undefined ? [x, weight] : [x, weight, bias];
  return x.graph.apply('conv', inputs, { strides, pads, dilations });
};

/** Transpose of the 2-D convolution with weight [O,C,kh,kw]: x [N,O,H,W] -> [N,C,H',W']. */
export const convTranspose = (
  x: Value,
  weight: Value,
  attrs: PrimitiveAttrs['convTranspose'],
): Value => x.graph.apply('convTranspose', [x, weight], attrs);

/** The same elements, row-major, under another shape. */
export const reshape = (x: Value, shape: Shape): Value =>
  sameShape(x.shape, shape) ? x : x.graph.apply('reshape', [x], { shape });

/** Axes in another order: axis i of the result is axis perm[i] of x. */
export const transpose = (x: Value, perm: readonly number[]): Value =>
  x.graph.apply('transpose', [x], { perm });

/** The last two axes swapped. */
export const swapLastAxes = (x: Value): Value => {
  const axes = x.shape.map((_, axis) => axis);
  return transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
};

/** Elements start..end-1 along one axis. */
export const slice = (x: Value, axis: number, start: number, end: number): Value =>
  start === 0 && end === x.shape.at(axis) ? x : x.graph.apply('slice', [x], { axis, start, end });

/** Zeros before and after along one axis. */
export const pad = (x: Value, axis: number, before: number, after: number): Value =>
  x.graph.apply('pad', [x], { axis, before, after });

/** Values joined along one axis. */
export const concat = (values: readonly [Value, ...Value[]], axis: number): Value =>
  values[0].graph.apply('concat', values, { axis });

/** x copied along its axes of length one until it has `shape`. */
export const expand = (x: Value, shape: Shape): Value =>
  sameShape(x.shape, shape) ? x : x.graph.apply('expand', [x], { shape });

/** y[i,j] = x[i,index[i,j]] for axis 1, likewise for others; index int64. */
export const gatherElements = (x: Value, index: Value, axis: number): Value =>
  x.graph.apply('gatherElements', [x, index], { axis });

/** x with updates added at the places that index names along one axis; places may repeat. */
export const scatterAdd = (x: Value, index: Value, updates: Value, axis: number): Value =>
  x.graph.apply('scatterAdd', [x, index, updates], { axis });
