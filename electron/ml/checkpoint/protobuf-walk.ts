import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import type { ByteSource } from './byte-source.ts';
import { readExactly } from './byte-source.ts';
import { badCheckpoint } from './bad-checkpoint.ts';

/** One field of a protobuf message that stays in its file. */
export interface WireField {
  readonly number: number;
  readonly wireType: WireType;
  /** Offset of the field's tag in the file. */
  readonly tagAt: number;
  /** Offset of its value, behind the length of length-delimited ones. */
  readonly start: number;
  readonly end: number;
}

const windowBytes = 64 * 1024;
/** A tag and a length or value: two varints of at most ten bytes. */
const maxHeadBytes = 20;
/** A graph of a hundred layers has some thousand fields on the levels that are walked. */
const maxFields = 2_000_000;

/**
 * Walks the fields of protobuf messages inside a file without reading the large ones: neighbouring
 * small fields come out of one window, the bytes of the others are skipped.
 */
export class ProtobufWalker {
  private readonly source: ByteSource;
  private window: Uint8Array = new Uint8Array(0);
  private windowAt = 0;
  private fields = 0;

  constructor(source: ByteSource) {
    this.source = source;
  }

  private failure(at: number, cause?: unknown): Error {
    const problem = 'the ONNX file is damaged or of another kind';
    return badCheckpoint(this.source.name, `byte ${at}`, problem, undefined, { cause });
  }

  private async head(at: number, end: number): Promise<BinaryReader> {
    const wanted = Math.min(maxHeadBytes, end - at);
    if (at < this.windowAt || at + wanted > this.windowAt + this.window.length) {
      const length = Math.min(windowBytes, this.source.size - at);
      this.window = await readExactly(this.source, at, length, 'the model');
      this.windowAt = at;
    }
    return new BinaryReader(this.window.subarray(at - this.windowAt, at - this.windowAt + wanted));
  }

  /** The fields of the message in bytes `start … end - 1`. */
  async *message(start: number, end: number): AsyncGenerator<WireField> {
    for (let at = start; at < end;) {
      if (++this.fields > maxFields) throw this.failure(at);
      const reader = await this.head(at, end);
      let field: WireField;
      try {
        const [number, wireType] = reader.tag();
        let length = 0;
        if (wireType === WireType.LengthDelimited) length = reader.uint32();
        else reader.skip(wireType, number);
        const valueAt = at + reader.pos;
        field = { number, wireType, tagAt: at, start: valueAt, end: valueAt + length };
      } catch (error) {
        throw this.failure(at, error);
      }
      if (field.end > end) throw this.failure(at);
      yield field;
      at = field.end;
    }
  }

  /** The bytes of one field, or refusal when there are more than `maxBytes`. */
  async bytes(start: number, end: number, maxBytes: number): Promise<Uint8Array> {
    if (end - start > maxBytes) throw this.failure(start);
    if (start >= this.windowAt && end <= this.windowAt + this.window.length) {
      return new Uint8Array(this.window.subarray(start - this.windowAt, end - this.windowAt));
    }
    return readExactly(this.source, start, end - start, 'the model');
  }
}

/**
 * The first `count` integers of a packed repeated field as int64, or undefined when its bytes do
 * not hold exactly that many. Nothing larger than the result is allocated.
 */
export function unpackVarints(bytes: Uint8Array, count: number): BigInt64Array | undefined {
  if (count > bytes.length) return undefined;
  const values = new BigInt64Array(count);
  const reader = new BinaryReader(bytes);
  try {
    for (let i = 0; i < count; i++) values[i] = BigInt(reader.int64());
  } catch {
    return undefined;
  }
  return reader.pos === bytes.length ? values : undefined;
}
