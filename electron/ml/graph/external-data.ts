import { create } from '@bufbuild/protobuf';
import { TensorProto_DataLocation, TensorProtoSchema, type TensorProto } from 'onnx-buf';
import { onnxTypes, rawBytes, tensorProto } from './onnx-messages.ts';
import type { TensorData } from './tensor-data.ts';
import type { Value } from './value.ts';

/** Models whose weights exceed this many bytes keep them in a second file, which ORT can map. */
const EXTERNAL_DATA_THRESHOLD = 64 * 2 ** 20;
/** Tensors of the second file start at multiples of this many bytes. */
const EXTERNAL_DATA_ALIGNMENT = 4096;
/** Smaller tensors stay in the first file. */
const EXTERNAL_TENSOR_MINIMUM = 1024;

/** Weights of a model's second file: its name relative to the model, and what lies where. */
export interface ExternalData {
  readonly location: string;
  readonly bytes: number;
  readonly parts: readonly { readonly offset: number; readonly data: Uint8Array }[];
}

/** Decides where weights lie, and gives the second file its layout. */
export class WeightStore {
  readonly #location: string;
  readonly #isExternal: boolean;
  readonly #parts: { offset: number; data: Uint8Array }[] = [];
  #end = 0;

  constructor(values: readonly Value[], location: string) {
    this.#location = location;
    const bytes = values.reduce(
      (sum, value) => sum + (value.kind === 'initialiser' ? value.tensor.data.byteLength : 0),
      0,
    );
    this.#isExternal = bytes > EXTERNAL_DATA_THRESHOLD;
  }

  /** A weight's message: with its values, or with their place in the second file. */
  tensor(name: string, tensor: TensorData): TensorProto {
    const data = rawBytes(tensor);
    if (!this.#isExternal || data.byteLength < EXTERNAL_TENSOR_MINIMUM)
      return tensorProto(name, tensor);
    const offset = Math.ceil(this.#end / EXTERNAL_DATA_ALIGNMENT) * EXTERNAL_DATA_ALIGNMENT;
    this.#end = offset + data.byteLength;
    this.#parts.push({ offset, data });
    const entries = {
      location: this.#location,
      offset: String(offset),
      length: String(data.byteLength),
    };
    return create(TensorProtoSchema, {
      name,
      dataType: onnxTypes[tensor.dtype],
      dims: tensor.shape.map(BigInt),
      dataLocation: TensorProto_DataLocation.EXTERNAL,
      externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
    });
  }

  /** The second file, or undefined when all weights are in the first one. */
  external(): ExternalData | undefined {
    if (this.#parts.length === 0) return undefined;
    return { location: this.#location, bytes: this.#end, parts: this.#parts };
  }
}
