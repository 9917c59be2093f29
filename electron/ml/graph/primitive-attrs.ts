import type { Shape } from './dims.ts';
import type { ConvGeometry } from './shapes.ts';

/** Row of attributes for operations that have none. */
export type NoAttrs = Readonly<Record<string, never>>;

/** Attributes of every primitive, by its name. */
export interface PrimitiveAttrs {
  readonly add: NoAttrs;
  readonly sub: NoAttrs;
  readonly mul: NoAttrs;
  readonly div: NoAttrs;
  readonly relu: NoAttrs;
  readonly sigmoid: NoAttrs;
  readonly gelu: NoAttrs;
  readonly clamp: { readonly min: number; readonly max: number };
  readonly softmax: { readonly axis: number };
  readonly layerNorm: { readonly epsilon: number };
  readonly batchNorm: { readonly epsilon: number };
  readonly matMul: NoAttrs;
  readonly linear: NoAttrs;
  readonly conv: ConvGeometry;
  readonly reshape: { readonly shape: Shape };
  readonly transpose: { readonly perm: readonly number[] };
  readonly slice: { readonly axis: number; readonly start: number; readonly end: number };
  readonly concat: { readonly axis: number };
}

/** Name of a primitive. */
export type PrimitiveName = keyof PrimitiveAttrs;
