/** Element types that graphs, checkpoints and model files share. */
export type DType = 'float32' | 'float16' | 'float64' | 'int64' | 'int32' | 'uint8' | 'bool';

/** Values of a dense tensor, row-major. float16 is kept as raw uint16 bits, bool as 0/1 bytes. */
export interface TensorData {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data:
    | Float32Array
    | Float64Array
    | Uint16Array
    | BigInt64Array
    | Int32Array
    | Uint8Array;
}

/** Named tensors in their file's order: a PyTorch state dict. */
export type StateDict = ReadonlyMap<string, TensorData>;
