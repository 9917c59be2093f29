import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = fileURLToPath(new URL('../golden/', import.meta.url));

/** One tensor of a golden container, as the typed array of its dtype. */
export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Uint8Array | Int32Array | BigInt64Array;
}

interface Entry {
  readonly name: string;
  readonly dtype: 'float32' | 'float64' | 'uint8' | 'int32' | 'int64';
  readonly shape: readonly number[];
  readonly offset: number;
  readonly nbytes: number;
}

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  uint8: Uint8Array,
  int32: Int32Array,
  int64: BigInt64Array,
} as const;

/** Absolute path of a file below test/golden. */
export function goldenPath(name: string): string {
  return path.join(root, name);
}

/** A plain JSON file below test/golden; the caller states its shape. */
export function goldenJson<T>(name: string): T {
  return JSON.parse(readFileSync(goldenPath(name), 'utf8')) as T;
}

/** A container `name`.json + `name`.bin below test/golden: tensors by name, and its meta object. */
export function golden<Meta = Record<string, unknown>>(
  name: string,
): { readonly tensors: ReadonlyMap<string, GoldenTensor>; readonly meta: Meta } {
  const header = goldenJson<{ tensors: Entry[]; meta: Meta }>(`${name}.json`);
  const bytes = readFileSync(goldenPath(`${name}.bin`));
  const tensors = new Map<string, GoldenTensor>();
  for (const { name: key, dtype, shape, offset, nbytes } of header.tensors) {
    const copy = new Uint8Array(bytes.subarray(offset, offset + nbytes)).buffer;
    tensors.set(key, { shape, data: new arrays[dtype](copy) });
  }
  return { tensors, meta: header.meta };
}

/** The float32 values of one golden tensor. */
export function floats(tensors: ReadonlyMap<string, GoldenTensor>, name: string): Float32Array {
  const tensor = tensors.get(name);
  if (!(tensor?.data instanceof Float32Array))
    throw new Error(`golden tensor ${name} is not float32`);
  return tensor.data;
}
