import type { StateDict, TensorData } from '../graph/tensor-data.ts';

/** Values as float16, kept as raw bits; values beyond 65504 become infinite. */
export function toHalf(values: Float32Array): Uint16Array {
  return new Uint16Array(new Float16Array(values).buffer);
}

/** float16 bits as numbers, without a copy. */
export function halves(bits: Uint16Array): Float16Array {
  return new Float16Array(bits.buffer, bits.byteOffset, bits.length);
}

/**
 * Weights for a model file of half the size: matrices and kernels as float16, vectors as they are, because variances
 * and biases of normalisations need their range.
 */
export function halfWeights(state: StateDict): StateDict {
  return new Map(
    [...state].map(([name, tensor]): [string, TensorData] =>
      tensor.dtype === 'float32' && tensor.shape.length > 1
        ? [name, { ...tensor, dtype: 'float16', data: toHalf(tensor.data as Float32Array) }]
        : [name, tensor],
    ),
  );
}
