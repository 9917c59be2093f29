import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from 'onnx-buf';
import { checkGraph, liveValues } from './check.ts';
import { formatDim } from './dims.ts';
import type { Graph } from './graph.ts';
import type { PrimitiveName } from './primitive-attrs.ts';
import type { Emission, OnnxAttribute } from './primitive.ts';
import { primitives } from './primitives.ts';
import type { OpValue, TensorType, Value } from './value.ts';
import { constantName, type DType, type TensorData } from './tensor-data.ts';

const OPSET = 21n;
const IR_VERSION = 10n;
/** Models whose weights exceed this many bytes keep them in a second file, which ORT can map. */
const EXTERNAL_DATA_THRESHOLD = 64 * 2 ** 20;
/** Tensors of the second file start at multiples of this many bytes. */
const EXTERNAL_DATA_ALIGNMENT = 4096;
/** Smaller tensors stay in the first file. */
const EXTERNAL_TENSOR_MINIMUM = 1024;

const onnxTypes: Readonly<Record<DType, TensorProto_DataType>> = {
  float32: TensorProto_DataType.FLOAT,
  float16: TensorProto_DataType.FLOAT16,
  float64: TensorProto_DataType.DOUBLE,
  int64: TensorProto_DataType.INT64,
  int32: TensorProto_DataType.INT32,
  uint8: TensorProto_DataType.UINT8,
  bool: TensorProto_DataType.BOOL,
};

/** Weights of a model's second file: its name relative to the model, and what lies where. */
export interface ExternalData {
  readonly location: string;
  readonly bytes: number;
  readonly parts: readonly { readonly offset: number; readonly data: Uint8Array }[];
}

/** An ONNX model as bytes, deterministic for equal graphs and options. */
export interface OnnxFile {
  readonly model: Uint8Array;
  readonly external?: ExternalData;
}

/** What a model file says beside its graph. */
export interface SerialiseOptions {
  /** Name of the graph, e.g. the model's id. */
  readonly name: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** File name for weights above 64 MB, beside the model file. */
  readonly externalLocation?: string;
}

/** Writes a graph as an ONNX model (opset 21, IR 10). @throws GraphError when the graph does not check. */
export function serialise(graph: Graph, options: SerialiseOptions): OnnxFile {
  checkGraph(graph);
  const values = liveValues(graph);
  const names = new Names(graph, values);
  const constants = new Map<string, TensorProto>();
  const nodes: NodeProto[] = [];
  const weights = new WeightStore(values, options.externalLocation ?? `${options.name}.onnx.data`);
  const initialisers: TensorProto[] = [];

  for (const value of values) {
    if (value.kind === 'op') {
      nodes.push(emitNode(value, names, constants));
    } else if (value.kind === 'initialiser') {
      initialisers.push(weights.tensor(value.name, value.tensor));
      if (value.tensor.dtype === 'float16') nodes.push(widen(value.name, names.of(value)));
    }
  }
  for (const [name, value] of graph.outputs) {
    if (names.of(value) !== name) {
      nodes.push(
        create(NodeProtoSchema, {
          name: `${name}/Identity`,
          opType: 'Identity',
          input: [names.of(value)],
          output: [name],
        }),
      );
    }
  }

  const stored = new Set(initialisers.map(({ name }) => name));
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: 'loretrack-studio',
    opsetImport: [{ domain: '', version: OPSET }],
    graph: {
      name: options.name,
      node: nodes,
      initializer: [
        ...initialisers,
        ...[...constants.values()].filter(({ name }) => !stored.has(name)),
      ],
      input: values
        .filter((value) => value.kind === 'input')
        .map((value) => valueInfo(value.name, value)),
      output: [...graph.outputs].map(([name, value]) => valueInfo(name, value)),
    },
    metadataProps: Object.entries(options.metadata ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => ({ key, value })),
  });
  const external = weights.external();
  return { model: toBinary(ModelProtoSchema, model), ...(external && { external }) };
}

/** Tensor names: leaves keep theirs, results are called after their scope and operation, outputs as declared. */
class Names {
  readonly #names = new Map<Value, string>();

  constructor(graph: Graph, values: readonly Value[]) {
    for (const [name, value] of graph.outputs) {
      if (value.kind === 'op' && !this.#names.has(value)) this.#names.set(value, name);
    }
    for (const value of values) {
      if (value.kind === 'input') this.#names.set(value, value.name);
      if (value.kind === 'initialiser') {
        this.#names.set(
          value,
          value.tensor.dtype === 'float16' ? `${value.name}/float32` : value.name,
        );
      }
    }
  }

  readonly #counts = new Map<string, number>();

  of(value: Value): string {
    const name = this.#names.get(value);
    if (name === undefined) throw new Error(`value ${value.id} is used before it is named`);
    return name;
  }

  /** Names a node, e.g. `blocks.2/attn/MatMul_1`, and its result unless that is an output. */
  node(value: OpValue, opType: string): string {
    const stem = value.scope === '' ? opType : `${value.scope}/${opType}`;
    const count = this.#counts.get(stem) ?? 0;
    this.#counts.set(stem, count + 1);
    const name = count === 0 ? stem : `${stem}_${count}`;
    if (!this.#names.has(value)) this.#names.set(value, `${name}:0`);
    return name;
  }
}

function emitNode<K extends PrimitiveName>(
  value: OpValue<K>,
  names: Names,
  constants: Map<string, TensorProto>,
): NodeProto {
  const emission: Emission = primitives[value.op].emit(value.attrs, value.inputs);
  const input = value.inputs.map((operand) => names.of(operand));
  for (const tensor of emission.operands ?? []) {
    const name = constantName(tensor);
    if (!constants.has(name)) constants.set(name, tensorProto(name, tensor));
    input.push(name);
  }
  return create(NodeProtoSchema, {
    name: names.node(value, emission.opType),
    opType: emission.opType,
    input,
    output: [names.of(value)],
    attribute: Object.entries(emission.attributes ?? {}).map(([name, attribute]) =>
      attributeProto(name, attribute),
    ),
  });
}

function widen(from: string, to: string): NodeProto {
  return create(NodeProtoSchema, {
    name: `${from}/Cast`,
    opType: 'Cast',
    input: [from],
    output: [to],
    attribute: [attributeProto('to', { int: TensorProto_DataType.FLOAT })],
  });
}

function attributeProto(name: string, attribute: OnnxAttribute): AttributeProto {
  if ('int' in attribute) {
    return create(AttributeProtoSchema, {
      name,
      type: AttributeProto_AttributeType.INT,
      i: BigInt(attribute.int),
    });
  }
  if ('dtype' in attribute) {
    return attributeProto(name, { int: onnxTypes[attribute.dtype] });
  }
  if ('float' in attribute) {
    return create(AttributeProtoSchema, {
      name,
      type: AttributeProto_AttributeType.FLOAT,
      f: attribute.float,
    });
  }
  if ('ints' in attribute) {
    return create(AttributeProtoSchema, {
      name,
      type: AttributeProto_AttributeType.INTS,
      ints: attribute.ints.map(BigInt),
    });
  }
  return create(AttributeProtoSchema, {
    name,
    type: AttributeProto_AttributeType.STRING,
    s: new TextEncoder().encode(attribute.string),
  });
}

function valueInfo(name: string, { shape, dtype }: TensorType): ValueInfoProto {
  const dim = shape.map((size) =>
    typeof size === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(size) } }
      : { value: { case: 'dimParam' as const, value: formatDim(size) } },
  );
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType: onnxTypes[dtype], shape: { dim } } } },
  });
}

function tensorProto(name: string, tensor: TensorData): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dataType: onnxTypes[tensor.dtype],
    dims: tensor.shape.map(BigInt),
    rawData: rawBytes(tensor),
  });
}

/** The tensor's little-endian bytes, without a copy (every platform of ONNX Runtime is little-endian). */
function rawBytes({ data }: TensorData): Uint8Array<ArrayBuffer> {
  return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
}

/** Decides where weights lie, and gives the second file its layout. */
class WeightStore {
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

  external(): ExternalData | undefined {
    if (this.#parts.length === 0) return undefined;
    return { location: this.#location, bytes: this.#end, parts: this.#parts };
  }
}
