import type { DType, TensorData } from '../graph/tensor-data.ts';

/** Element types that files may hold: those of tensors in memory, and bfloat16. */
export type ElementType = DType | 'bfloat16';

/** Bytes of one element. */
export const itemSizes: Readonly<Record<ElementType, number>> = {
  float32: 4,
  float16: 2,
  bfloat16: 2,
  float64: 8,
  int64: 8,
  int32: 4,
  uint8: 1,
  bool: 1,
};

/** Bytes that one element takes in memory: bfloat16 is widened to float32, the others stay as they are. */
export function memorySize(type: ElementType): number {
  return type === 'bfloat16' ? itemSizes.float32 : itemSizes[type];
}

/**
 * The tensor whose contiguous little-endian elements are `bytes`. bfloat16 becomes float32, which
 * holds each of its values exactly. Every platform that the app runs on is little-endian.
 */
export function tensorFromBytes(
  type: ElementType,
  shape: readonly number[],
  bytes: Uint8Array,
): TensorData {
  const aligned = bytes.byteOffset % itemSizes[type] === 0 ? bytes : new Uint8Array(bytes);
  const { buffer, byteOffset } = aligned;
  const count = aligned.byteLength / itemSizes[type];
  switch (type) {
    case 'float32':
      return { dtype: type, shape, data: new Float32Array(buffer, byteOffset, count) };
    case 'float64':
      return { dtype: type, shape, data: new Float64Array(buffer, byteOffset, count) };
    case 'float16':
      return { dtype: type, shape, data: new Uint16Array(buffer, byteOffset, count) };
    case 'int64':
      return { dtype: type, shape, data: new BigInt64Array(buffer, byteOffset, count) };
    case 'int32':
      return { dtype: type, shape, data: new Int32Array(buffer, byteOffset, count) };
    case 'uint8':
      return { dtype: type, shape, data: aligned };
    case 'bool':
      return { dtype: type, shape, data: aligned.map((byte) => (byte === 0 ? 0 : 1)) };
    case 'bfloat16': {
      const upperHalves = new Uint16Array(buffer, byteOffset, count);
      const bits = Uint32Array.from(upperHalves, (half) => half * 0x10000);
      return { dtype: 'float32', shape, data: new Float32Array(bits.buffer) };
    }
  }
}
