import type { Dim } from './dims.ts';
import type { DType, TensorData } from './tensor-data.ts';
import type { TensorType, Value } from './value.ts';

/** ONNX attribute values that primitives use; numbers marked by their ONNX type. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly dtype: DType }
  | { readonly string: string };

/** One standard ONNX node; `operands` are constants appended after the primitive's own inputs. */
export interface Emission {
  readonly opType: string;
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  readonly operands?: readonly TensorData[];
}

/** A node as its gradient rule sees it. */
export interface Differentiated<Attrs> {
  readonly inputs: readonly Value[];
  readonly output: Value;
  readonly attrs: Attrs;
}

/**
 * Everything the builder knows of one operation, in one row.
 * `infer` throws GraphError when operands do not fit; `multiplyAccumulates` is stated where products dominate.
 */
export interface Primitive<Attrs> {
  /** True when operands are of several element types: an index, a condition. */
  readonly hasMixedTypes?: true;
  readonly infer: (inputs: readonly TensorType[], attrs: Attrs) => TensorType;
  readonly emit: (attrs: Attrs, inputs: readonly TensorType[]) => Emission;
  /**
   * Vector-Jacobian product: for each input its gradient, given that of the output; null where the derivative
   * is zero everywhere it exists or the input is no real number. Gradients may still have the output's
   * broadcast shape: the reverse walk sums them back.
   */
  readonly vjp: (node: Differentiated<Attrs>, gradient: Value) => readonly (Value | null)[];
  readonly multiplyAccumulates?: (
    inputs: readonly TensorType[],
    output: TensorType,
    attrs: Attrs,
  ) => Dim;
}

/** Gradient rule of operations whose derivative is zero wherever it exists. */
export const constantAlmostEverywhere = ({
  inputs,
}: {
  readonly inputs: readonly Value[];
}): readonly null[] => inputs.map(() => null);
