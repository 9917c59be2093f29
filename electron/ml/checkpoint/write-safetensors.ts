import type { StateDict, TensorData } from '../graph/tensor-data.ts';
import { StudioError } from '../../contract/errors.ts';
import { quoted } from './bad-checkpoint.ts';
import { itemSizes } from './element-types.ts';
import { safetensorsTypes } from './safetensors.ts';

const alignment = 8;
/** Pieces small enough that a writer can report progress and be cancelled between them. */
const chunkBytes = 4 * 2 ** 20;
const typeNames = new Map([...safetensorsTypes].map(([name, type]) => [type, name]));

function checkTensor(name: string, { dtype, shape, data }: TensorData): void {
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (count !== data.length || data.byteLength !== count * itemSizes[dtype]) {
    throw new StudioError(
      'bad-input',
      `The tensor ${quoted(name)} of shape [${shape.join(', ')}] has ${data.length} elements.`,
    );
  }
}

function encodeHeader(
  ordered: readonly (readonly [string, TensorData])[],
  metadata: ReadonlyMap<string, string>,
): Uint8Array {
  const fields: string[] = [];
  const field = (name: string, value: unknown): void => {
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`);
  };
  // An object literal would drop a key like __proto__, hence the text is put together by hand.
  const texts = [...metadata].map(
    ([key, text]) => `${JSON.stringify(key)}:${JSON.stringify(text)}`,
  );
  if (texts.length > 0) fields.push(`"__metadata__":{${texts.join(',')}}`);
  let offset = 0;
  for (const [name, { dtype, shape, data }] of ordered) {
    const end = offset + data.byteLength;
    field(name, { dtype: typeNames.get(dtype), shape, data_offsets: [offset, end] });
    offset = end;
  }
  const json = new TextEncoder().encode(`{${fields.join(',')}}`);
  const padded = new Uint8Array(Math.ceil(json.length / alignment) * alignment).fill(0x20);
  padded.set(json);
  return padded;
}

/**
 * A state dict as the successive pieces of a safetensors file; equal input gives equal bytes. Wider
 * types come first, so that every tensor is aligned, and otherwise the state dict's order holds.
 * @throws StudioError `bad-input` when a tensor's data does not fit its shape
 */
export function* writeSafetensors(
  state: StateDict,
  metadata: Readonly<Record<string, string>> = {},
): Generator<Uint8Array> {
  for (const [name, tensor] of state) {
    checkTensor(name, tensor);
    if (name === '__metadata__') {
      throw new StudioError('bad-input', 'A safetensors file cannot name a tensor "__metadata__".');
    }
  }
  const ordered = [...state].toSorted(([, a], [, b]) => itemSizes[b.dtype] - itemSizes[a.dtype]);
  const header = encodeHeader(ordered, new Map(Object.entries(metadata)));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  yield length;
  yield header;
  for (const [, { data }] of ordered) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
}
