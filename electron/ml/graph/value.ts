import type { Shape } from './dims.ts';
import type { PrimitiveAttrs, PrimitiveName } from './primitive-attrs.ts';
import type { DType, TensorData } from './tensor-data.ts';

/** Shape and element type of a value. */
export interface TensorType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** What operations need of the graph that their operands belong to. */
export interface GraphBuilder {
  /** Every value so far in the order of creation, which is a topological order; a value's id is its place. */
  readonly values: readonly Value[];
  /** Adds one primitive. @throws GraphError naming the scope, the operation and the operands' shapes. */
  apply<K extends PrimitiveName>(op: K, inputs: readonly Value[], attrs: PrimitiveAttrs[K]): Value;
  /** A small fixed tensor, shared between equal requests. */
  constant(tensor: TensorData): Value;
  /** Runs `build` with `name` added to the scope that names nodes and errors. */
  within<T>(name: string, build: () => T): T;
}

interface ValueBase extends TensorType {
  readonly id: number;
  readonly graph: GraphBuilder;
}

/** A tensor fed when the graph runs. */
export interface InputValue extends ValueBase {
  readonly kind: 'input';
  readonly name: string;
}

/** A tensor stored in the model file, named as in the PyTorch state dict. */
export interface InitialiserValue extends ValueBase {
  readonly kind: 'initialiser';
  readonly name: string;
  readonly tensor: TensorData;
}

/** The result of one primitive. */
export interface OpValue<K extends PrimitiveName = PrimitiveName> extends ValueBase {
  readonly kind: 'op';
  readonly op: K;
  readonly attrs: PrimitiveAttrs[K];
  readonly inputs: readonly Value[];
  /** Where the caller was when it asked for this value, e.g. `blocks.2/attn`. */
  readonly scope: string;
}

/** A node of the graph; immutable. */
export type Value = InputValue | InitialiserValue | OpValue;
