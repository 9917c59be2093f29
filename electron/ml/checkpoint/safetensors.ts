import type { ByteSource } from './byte-source.ts';
import { readExactly, viewOf } from './byte-source.ts';
import { fetchAgain, quoted, type Refuse, refuser } from './bad-checkpoint.ts';
import { type CheckpointIndex, maxTensors, type TensorEntry } from './checkpoint.ts';
import { type ElementType, itemSizes, memorySize, tensorFromBytes } from './element-types.ts';
import { countJsonKeys } from './json-keys.ts';
import { elementCount } from './tensor-layout.ts';

/** Names of the element types in safetensors headers. */
export const safetensorsTypes: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['F32', 'float32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['F64', 'float64'],
  ['I64', 'int64'],
  ['I32', 'int32'],
  ['U8', 'uint8'],
  ['BOOL', 'bool'],
]);

/** A header describes tensors and holds none: even large language models stay below a megabyte. */
const maxHeaderBytes = 16 * 2 ** 20;

interface TensorInfo {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseHeader(text: string, refuse: Refuse): Readonly<Record<string, unknown>> {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    return refuse('the header is not JSON');
  }
  if (!isObject(header)) return refuse('the header is not a JSON object');
  const keys = Object.values(header).reduce<number>(
    (sum, value) => sum + (isObject(value) ? Object.keys(value).length : 0),
    Object.keys(header).length,
  );
  if (keys !== countJsonKeys(text)) return refuse('the header names something twice');
  return header;
}

function parseTensor(info: unknown, refuse: Refuse): TensorInfo {
  if (!isObject(info)) return refuse('its description is not an object');
  const { dtype, shape, data_offsets: offsets } = info;
  if (
    typeof dtype !== 'string' ||
    !isNumbers(shape) ||
    !isNumbers(offsets) ||
    offsets.length !== 2
  ) {
    return refuse('its description lacks a correct dtype, shape or data_offsets');
  }
  const type = safetensorsTypes.get(dtype);
  if (type === undefined) {
    return refuse(
      `numbers of type ${quoted(dtype)} are not supported`,
      'Convert the weights to float32 before saving.',
    );
  }
  const [begin, end] = offsets as [number, number];
  if (end - begin !== elementCount(shape, refuse) * itemSizes[type]) {
    return refuse(`its shape [${shape.join(', ')}] does not take ${end - begin} bytes`);
  }
  return { type, shape, begin, end };
}

/** The data area must be covered without gaps and overlaps, as the format demands. */
function checkCoverage(tensors: readonly TensorInfo[], dataBytes: number, refuse: Refuse): void {
  let covered = 0;
  for (const { begin, end } of tensors.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered)
      refuse(`the tensors leave a gap or overlap at byte ${begin} of the data`);
    covered = end;
  }
  if (covered !== dataBytes) {
    refuse(`the tensors take ${covered} bytes, the file has ${dataBytes} for them`, fetchAgain);
  }
}

function parseMetadata(value: unknown, refuse: Refuse): Record<string, string> {
  if (value === undefined) return {};
  if (!isObject(value) || !Object.values(value).every((text) => typeof text === 'string')) {
    return refuse('__metadata__ is not a map of strings');
  }
  return value as Record<string, string>;
}

/**
 * The table of contents of a safetensors file: the header's length as a uint64, a JSON header, the
 * data (https://huggingface.co/docs/safetensors).
 * @throws StudioError `bad-checkpoint`
 */
export async function indexSafetensors(source: ByteSource): Promise<CheckpointIndex> {
  const refuse: Refuse = refuser(source.name, 'header');
  const prefix = viewOf(await readExactly(source, 0, 8, 'the header'));
  const headerBytes = Number(prefix.getBigUint64(0, true));
  if (headerBytes > maxHeaderBytes) refuse(`the header claims ${headerBytes} bytes`);
  const dataAt = 8 + headerBytes;
  const text = new TextDecoder().decode(await readExactly(source, 8, headerBytes, 'the header'));
  const { __metadata__: metadata, ...described } = parseHeader(text, refuse);
  const names = Object.keys(described);
  if (names.length > maxTensors) refuse(`the header lists ${names.length} tensors`);

  const infos = new Map<string, TensorInfo>();
  for (const name of names) {
    infos.set(name, parseTensor(described[name], refuser(source.name, `tensor ${quoted(name)}`)));
  }
  checkCoverage([...infos.values()], source.size - dataAt, refuse);

  const entries = new Map<string, TensorEntry>();
  for (const [name, { type, shape, begin, end }] of infos) {
    const bytesRead = end - begin;
    entries.set(name, {
      type,
      shape,
      costBytes: Math.max(bytesRead, (bytesRead / itemSizes[type]) * memorySize(type)),
      async load() {
        const bytes = await readExactly(
          source,
          dataAt + begin,
          bytesRead,
          `tensor ${quoted(name)}`,
        );
        return tensorFromBytes(type, shape, bytes);
      },
    });
  }
  return {
    format: 'safetensors',
    entries,
    metadata: parseMetadata(metadata, refuse),
    extras: { foreignNames: [] },
    fileBytes: source.size,
  };
}
