import { create, toBinary } from '@bufbuild/protobuf';
import {
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType,
  type NodeProto,
  type TensorProto,
} from 'onnx-buf';
import { checkGraph, liveValues } from './check.ts';
import { WeightStore, type ExternalData } from './external-data.ts';
import type { Graph } from './graph.ts';
import { attributeProto, tensorProto, valueInfo } from './onnx-messages.ts';
import type { PrimitiveName } from './primitive-attrs.ts';
import type { Emission } from './primitive.ts';
import { primitives } from './primitives.ts';
import { constantName } from './tensor-data.ts';
import type { OpValue, Value } from './value.ts';

const OPSET = 21n;
const IR_VERSION = 10n;

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
