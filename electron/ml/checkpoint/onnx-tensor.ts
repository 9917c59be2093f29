import { fromBinary } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';
import {
  type TensorProto,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
} from 'onnx-buf';
import { badCheckpoint } from './bad-checkpoint.ts';
import { type ElementType, itemSizes } from './element-types.ts';
import { type ProtobufWalker, unpackVarints, type WireField } from './protobuf-walk.ts';

/** Element types by their number in TensorProto.data_type. */
export const onnxTypes: ReadonlyMap<number, ElementType> = new Map<number, ElementType>([
  [TensorProto_DataType.FLOAT, 'float32'],
  [TensorProto_DataType.FLOAT16, 'float16'],
  [TensorProto_DataType.BFLOAT16, 'bfloat16'],
  [TensorProto_DataType.DOUBLE, 'float64'],
  [TensorProto_DataType.INT64, 'int64'],
  [TensorProto_DataType.INT32, 'int32'],
  [TensorProto_DataType.UINT8, 'uint8'],
  [TensorProto_DataType.BOOL, 'bool'],
]);

/** Fields of TensorProto that may hold elements, by number. */
const payloadNames: ReadonlyMap<number, Payload['form']> = new Map<number, Payload['form']>([
  [4, 'float_data'],
  [5, 'int32_data'],
  [7, 'int64_data'],
  [9, 'raw_data'],
  [10, 'double_data'],
]);

/** Where an initialiser's elements lie inside the model file. */
export interface Payload {
  readonly form: 'raw_data' | 'float_data' | 'double_data' | 'int32_data' | 'int64_data';
  readonly start: number;
  readonly end: number;
}

/** A TensorProto without its elements. */
export interface TensorHead {
  readonly proto: TensorProto;
  readonly external: boolean;
  /** Absent for external and empty tensors. */
  readonly payload?: Payload;
}

/** Name, dimensions and places of external data take some hundred bytes. */
const maxHeadBytes = 64 * 1024;

/** Reads everything of a TensorProto but its elements, whose place is noted instead. */
export async function readTensorHead(
  walker: ProtobufWalker,
  file: string,
  { start, end }: WireField,
): Promise<TensorHead> {
  const parts: Uint8Array[] = [];
  let headBytes = 0;
  let payload: Payload | undefined;
  for await (const field of walker.message(start, end)) {
    const form = payloadNames.get(field.number);
    if (form !== undefined && field.wireType === WireType.LengthDelimited) {
      if (payload !== undefined) {
        throw badCheckpoint(file, `byte ${field.tagAt}`, 'an initialiser has its values twice');
      }
      payload = { form, start: field.start, end: field.end };
      continue;
    }
    parts.push(await walker.bytes(field.tagAt, field.end, maxHeadBytes - headBytes));
    headBytes += field.end - field.tagAt;
  }
  const head = new Uint8Array(headBytes);
  let at = 0;
  for (const part of parts) {
    head.set(part, at);
    at += part.length;
  }
  let proto: TensorProto;
  try {
    proto = fromBinary(TensorProtoSchema, head, { readUnknownFields: false });
  } catch (cause) {
    const problem = 'the description of an initialiser is damaged';
    throw badCheckpoint(file, `byte ${start}`, problem, undefined, { cause });
  }
  const external = proto.dataLocation === TensorProto_DataLocation.EXTERNAL;
  return payload === undefined ? { proto, external } : { proto, external, payload };
}

/**
 * The `count` elements of a payload as little-endian bytes of `type`, or undefined when the two do
 * not fit (onnx.proto: which typed field holds which type).
 */
export function payloadBytes(
  form: Payload['form'],
  type: ElementType,
  bytes: Uint8Array,
  count: number,
): Uint8Array | undefined {
  const plain =
    form === 'raw_data' ||
    (form === 'float_data' && type === 'float32') ||
    (form === 'double_data' && type === 'float64');
  if (plain) return bytes.length === count * itemSizes[type] ? bytes : undefined;
  if (form === 'int64_data') {
    const values = type === 'int64' ? unpackVarints(bytes, count) : undefined;
    return values && new Uint8Array(values.buffer);
  }
  if (form !== 'int32_data') return undefined;
  const values = unpackVarints(bytes, count);
  if (values === undefined) return undefined;
  switch (type) {
    case 'int32':
      return new Uint8Array(Int32Array.from(values, Number).buffer);
    case 'float16':
    case 'bfloat16':
      return new Uint8Array(Uint16Array.from(values, Number).buffer);
    case 'uint8':
    case 'bool':
      return Uint8Array.from(values, Number);
    case 'float32':
    case 'float64':
    case 'int64':
      return undefined;
  }
}
