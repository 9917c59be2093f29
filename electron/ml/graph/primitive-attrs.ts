import type { Shape } from './dims.ts';
import type { ConvGeometry } from './shapes.ts';
import type { DType } from './tensor-data.ts';

/** Row of attributes for operations that have none. */
export type NoAttrs = Readonly<Record<string, never>>;

/** Axes of a reduction, none of them negative, and whether they stay with length one. */
export interface ReduceAttrs {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

/** Attributes of every primitive, by its name. */
export interface PrimitiveAttrs {
  readonly add: NoAttrs;
  readonly sub: NoAttrs;
  readonly mul: NoAttrs;
  readonly div: NoAttrs;
  readonly maximum: NoAttrs;
  readonly minimum: NoAttrs;
  readonly relu: NoAttrs;
  readonly sigmoid: NoAttrs;
  readonly gelu: NoAttrs;
  readonly exp: NoAttrs;
  readonly log: NoAttrs;
  readonly sqrt: NoAttrs;
  readonly abs: NoAttrs;
  readonly sign: NoAttrs;
  readonly erf: NoAttrs;
  readonly clamp: { readonly min: number; readonly max: number };
  readonly stopGradient: NoAttrs;
  readonly greater: NoAttrs;
  readonly greaterOrEqual: NoAttrs;
  readonly equal: NoAttrs;
  readonly where: NoAttrs;
  readonly cast: { readonly to: DType };
  readonly reduceSum: ReduceAttrs;
  readonly reduceMean: ReduceAttrs;
  readonly reduceMax: ReduceAttrs;
  readonly argMax: { readonly axis: number };
  readonly softmax: { readonly axis: number };
  readonly logSoftmax: { readonly axis: number };
  readonly layerNorm: { readonly epsilon: number };
  readonly batchNorm: { readonly epsilon: number };
  readonly matMul: NoAttrs;
  readonly gemm: { readonly transA: boolean; readonly transB: boolean };
  readonly linear: NoAttrs;
  readonly conv: ConvGeometry;
  readonly convTranspose: ConvGeometry & { readonly outputPadding: readonly [number, number] };
  readonly reshape: { readonly shape: Shape };
  readonly transpose: { readonly perm: readonly number[] };
  readonly slice: { readonly axis: number; readonly start: number; readonly end: number };
  readonly pad: { readonly axis: number; readonly before: number; readonly after: number };
  readonly concat: { readonly axis: number };
  readonly expand: { readonly shape: Shape };
  readonly gatherElements: { readonly axis: number };
  readonly scatterAdd: { readonly axis: number };
}

/** Name of a primitive. */
export type PrimitiveName = keyof PrimitiveAttrs;
