import { GraphError } from './errors.ts';

/** Element types that graphs, checkpoints and model files share. */
export type DType = 'float32' | 'float16' | 'float64' | 'int64' | 'int32' | 'uint8' | 'bool';

/** Values of a dense tensor, row-major. float16 is kept as raw uint16 bits, bool as 0/1 bytes. */
export interface TensorData {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data:
    Float32Array | Float64Array | Uint16Array | BigInt64Array | Int32Array | Uint8Array;
}

/** Named tensors in their file's order: a PyTorch state dict. */
export type StateDict = ReadonlyMap<string, TensorData>;

/** Element types that gradients flow through. */
export type RealDType = 'float32' | 'float64';

/** True for the element types that gradients flow through. */
export function isReal(dtype: DType): dtype is RealDType {
  return dtype === 'float32' || dtype === 'float64';
}

/** The element type of operands that must be float32 or float64. @throws GraphError for any other. */
export function realType({ dtype }: { readonly dtype: DType }): RealDType {
  if (!isReal(dtype)) throw new GraphError(`${dtype} is neither float32 nor float64`);
  return dtype;
}

/** A scalar []. */
export function scalar(value: number, dtype: RealDType = 'float32'): TensorData {
  const data = dtype === 'float64' ? Float64Array.of(value) : Float32Array.of(value);
  return { dtype, shape: [], data };
}

/** An int64 vector. */
export function int64s(values: readonly number[]): TensorData {
  return { dtype: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) };
}

/** A readable name for a small tensor that is the same for equal content, e.g. `int64[2](0,192)`. */
export function constantName({ dtype, shape, data }: TensorData): string {
  const text = (value: unknown): string => (Object.is(value, -0) ? '-0' : String(value));
  const values = Array.from<unknown, string>(data, text);
  return `${dtype}[${shape.join(',')}](${values.join(',')})`;
}
