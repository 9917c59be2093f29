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

/**
 * Gradient of one operand, given that of the result; linear in it. It may keep the result's broadcast shape: the
 * reverse walk sums it back.
 */
export type Pullback = (gradient: Value) => Value;

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
  /** Operands whose element type is given, by position: an index, a condition. All others share one type. */
  readonly operandTypes?: Readonly<Record<number, DType>>;
  readonly infer: (inputs: readonly TensorType[], attrs: Attrs) => TensorType;
  readonly emit: (attrs: Attrs, inputs: readonly TensorType[]) => Emission;
  /**
   * Vector-Jacobian products, one per operand, each built only where it is called; null where the derivative is
   * zero everywhere it exists or the operand is no real number.
   */
  readonly vjp: (node: Differentiated<Attrs>) => readonly (Pullback | null)[];
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
