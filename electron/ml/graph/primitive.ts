import type { Dim } from './dims.ts';
import type { TensorData } from './tensor-data.ts';
import type { TensorType } from './value.ts';

/** ONNX attribute values that primitives use; numbers marked by their ONNX type. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly string: string };

/** One standard ONNX node; `operands` are constants appended after the primitive's own inputs. */
export interface Emission {
  readonly opType: string;
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  readonly operands?: readonly TensorData[];
}

/**
 * Everything the builder knows of one operation, in one row.
 * `infer` throws GraphError when operands do not fit; `multiplyAccumulates` is stated where products dominate.
 */
export interface Primitive<Attrs> {
  readonly infer: (inputs: readonly TensorType[], attrs: Attrs) => TensorType;
  readonly emit: (attrs: Attrs, inputs: readonly TensorType[]) => Emission;
  readonly multiplyAccumulates?: (inputs: readonly TensorType[], output: TensorType) => Dim;
}
