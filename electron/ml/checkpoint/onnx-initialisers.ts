import { fromBinary } from '@bufbuild/protobuf';
import { StringStringEntryProtoSchema } from 'onnx-buf';
import type { ByteSource } from './byte-source.ts';
import { readExactly } from './byte-source.ts';
import { quoted, type Refuse, refuser } from './bad-checkpoint.ts';
import { type CheckpointIndex, maxTensors, type TensorEntry } from './checkpoint.ts';
import { type ElementType, itemSizes, memorySize, tensorFromBytes } from './element-types.ts';
import { onnxTypes, payloadBytes, readTensorHead, type TensorHead } from './onnx-tensor.ts';
import { ProtobufWalker, type WireField } from './protobuf-walk.ts';
import { elementCount } from './tensor-layout.ts';

/** Opens a file of external data; `location` is relative, and {@link isInnerPath} holds for it. */
export type OpenExternal = (location: string) => Promise<ByteSource>;

/** Field numbers of ModelProto and GraphProto (onnx.proto). */
const modelFields = { graph: 7, metadataProps: 14 } as const;
const graphFields = { initializer: 5 } as const;
const maxMetadataBytes = 1024 * 1024;

/** True for relative paths that cannot leave their folder on any platform. */
export function isInnerPath(path: string): boolean {
  if (path === '' || path.length > 1024 || /[\\:\0]/.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** Reads initialisers lazily; the files with external data are opened once each. */
class InitialiserReader {
  readonly walker: ProtobufWalker;
  fileBytes: number;
  private readonly source: ByteSource;
  private readonly openExternal: OpenExternal | undefined;
  private readonly externals = new Map<string, ByteSource>();

  constructor(source: ByteSource, openExternal: OpenExternal | undefined) {
    this.source = source;
    this.openExternal = openExternal;
    this.walker = new ProtobufWalker(source);
    this.fileBytes = source.size;
  }

  async entry(field: WireField): Promise<[string, TensorEntry]> {
    const head = await readTensorHead(this.walker, this.source.name, field);
    const { name, dims, dataType } = head.proto;
    const refuse: Refuse = refuser(this.source.name, `initialiser ${quoted(name)}`);
    const type = onnxTypes.get(dataType);
    if (type === undefined) {
      return refuse(
        `numbers of ONNX type ${dataType} are not supported`,
        'Export the model with float32 weights.',
      );
    }
    const shape = dims.map(Number);
    const count = elementCount(shape, refuse);
    const entry = head.external
      ? await this.external(head, type, shape, count, refuse)
      : this.internal(head, type, shape, count, refuse);
    return [name, entry];
  }

  private internal(
    { payload }: TensorHead,
    type: ElementType,
    shape: readonly number[],
    count: number,
    refuse: Refuse,
  ): TensorEntry {
    const place = payload ?? { form: 'raw_data', start: 0, end: 0 };
    const { form, start, end } = place;
    if (form === 'raw_data' ? end - start !== count * itemSizes[type] : end - start < count) {
      return refuse(`its shape [${shape.join(', ')}] does not fit its ${end - start} bytes`);
    }
    const { source } = this;
    return {
      type,
      shape,
      costBytes: Math.max(end - start, count * memorySize(type)),
      async load() {
        const bytes = await readExactly(source, start, end - start, 'an initialiser');
        const dense = payloadBytes(form, type, bytes, count);
        if (dense === undefined) return refuse(`its ${form} does not fit its type and shape`);
        return tensorFromBytes(type, shape, dense);
      },
    };
  }

  private async external(
    { proto }: TensorHead,
    type: ElementType,
    shape: readonly number[],
    count: number,
    refuse: Refuse,
  ): Promise<TensorEntry> {
    const facts = new Map(proto.externalData.map(({ key, value }) => [key, value]));
    const data = await this.openOnce(facts.get('location') ?? '', refuse);
    const bytes = count * itemSizes[type];
    const offset = decimal(facts.get('offset') ?? '0');
    const length = decimal(facts.get('length') ?? String(bytes));
    if (offset === undefined || length !== bytes || offset + bytes > data.size) {
      return refuse(`its external data does not fit its shape [${shape.join(', ')}] or its file`);
    }
    return {
      type,
      shape,
      costBytes: count * memorySize(type),
      load: async () =>
        tensorFromBytes(type, shape, await readExactly(data, offset, bytes, 'external data')),
    };
  }

  private async openOnce(location: string, refuse: Refuse): Promise<ByteSource> {
    const known = this.externals.get(location);
    if (known !== undefined) return known;
    if (!isInnerPath(location)) {
      return refuse(`its external data lies outside the model's folder: ${quoted(location)}`);
    }
    if (this.openExternal === undefined) {
      return refuse(
        `its values lie in another file, ${quoted(location)}`,
        'Open the model from its folder, together with that file.',
      );
    }
    const opened = await this.openExternal(location);
    this.externals.set(location, opened);
    this.fileBytes += opened.size;
    return opened;
  }
}

/** A decimal number of a text field, or undefined when it is none that can address a file. */
function decimal(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/**
 * The table of contents of an ONNX model: the graph's initialisers by name, and metadata_props.
 * Nodes and elements are skipped, so a model of any size costs little.
 * @throws StudioError `bad-checkpoint`
 */
export async function indexOnnx(
  source: ByteSource,
  openExternal?: OpenExternal,
): Promise<CheckpointIndex> {
  const reader = new InitialiserReader(source, openExternal);
  const { walker } = reader;
  const entries = new Map<string, TensorEntry>();
  const metadata = new Map<string, string>();
  let graphs = 0;

  for await (const field of walker.message(0, source.size)) {
    const refuse: Refuse = refuser(source.name, `byte ${field.tagAt}`);
    if (field.number === modelFields.metadataProps) {
      const bytes = await walker.bytes(field.start, field.end, maxMetadataBytes);
      const { key, value } = parseProperty(bytes, refuse);
      if (metadata.has(key)) refuse(`the metadata names ${quoted(key)} twice`);
      metadata.set(key, value);
    } else if (field.number === modelFields.graph) {
      if (++graphs > 1) refuse('the ONNX file has two graphs');
      for await (const part of walker.message(field.start, field.end)) {
        if (part.number !== graphFields.initializer) continue;
        const [name, entry] = await reader.entry(part);
        if (entries.has(name)) refuse(`the graph has two initialisers ${quoted(name)}`);
        if (entries.size >= maxTensors) refuse('the graph has too many initialisers');
        entries.set(name, entry);
      }
    }
  }
  if (graphs === 0) {
    refuser(source.name, 'whole file')(
      'it is neither a PyTorch checkpoint nor safetensors nor an ONNX model',
      'Choose a .pth, .pth.tar, .safetensors or .onnx file.',
    );
  }
  return {
    format: 'onnx',
    entries,
    // Object.fromEntries defines own properties, so even a key like __proto__ is only data.
    metadata: Object.fromEntries(metadata),
    extras: { foreignNames: [] },
    fileBytes: reader.fileBytes,
  };
}

function parseProperty(bytes: Uint8Array, refuse: Refuse): { key: string; value: string } {
  try {
    return fromBinary(StringStringEntryProtoSchema, bytes, { readUnknownFields: false });
  } catch {
    return refuse('the metadata is damaged');
  }
}

/** True when a file's first byte can be the tag of a ModelProto field, as writers put them first. */
export function looksLikeOnnx(head: Uint8Array): boolean {
  return [0x08, 0x12, 0x3a, 0x42].includes(head[0] ?? 0);
}
