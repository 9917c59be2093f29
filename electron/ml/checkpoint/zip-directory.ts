import type { ByteSource } from './byte-source.ts';
import { readExactly, viewOf } from './byte-source.ts';
import { fetchAgain, quoted, refuser } from './bad-checkpoint.ts';

/** One file inside a zip, as the central directory describes it. */
export interface ZipRecord {
  readonly name: string;
  /** Compression method; 0 is stored. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  /** Uncompressed bytes. */
  readonly size: number;
  readonly headerOffset: number;
}

const endSize = 22;
const maxCommentSize = 0xffff;
const locatorSize = 20;
const end64Size = 56;
const entrySize = 46;
const signatures = { entry: 0x02014b50, end: 0x06054b50, end64: 0x06064b50, locator: 0x07064b50 };
/** Real checkpoints have some hundred records; this leaves room for a hundred thousand. */
const maxDirectoryBytes = 16 * 2 ** 20;

interface DirectoryPlace {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

/** 64-bit unsigned number; above 2^53 it is inexact, and larger than any file either way. */
function u64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

/** Finds the central directory through the end record and, where present, its zip64 extension. */
async function findDirectory(source: ByteSource): Promise<DirectoryPlace> {
  const tailSize = Math.min(source.size, endSize + maxCommentSize + locatorSize);
  const tailAt = source.size - tailSize;
  const tail = viewOf(await readExactly(source, tailAt, tailSize, 'the zip'));
  let at = tailSize - endSize;
  for (; at >= 0; at--) {
    const commentEnd = at + endSize + tail.getUint16(at + 20, true);
    if (tail.getUint32(at, true) === signatures.end && commentEnd === tailSize) break;
  }
  if (at < 0) {
    return refuser(source.name, `byte ${source.size}`)('the end of the zip is missing', fetchAgain);
  }
  const refuse = refuser(source.name, `byte ${tailAt + at}`);
  const locatorAt = at - locatorSize;
  let place: DirectoryPlace;
  let endAt = tailAt + at;
  if (locatorAt >= 0 && tail.getUint32(locatorAt, true) === signatures.locator) {
    endAt = u64(tail, locatorAt + 8);
    const end64 = viewOf(await readExactly(source, endAt, end64Size, "the zip's end record"));
    if (end64.getUint32(0, true) !== signatures.end64) refuse('the zip64 end record is damaged');
    place = { count: u64(end64, 32), size: u64(end64, 40), offset: u64(end64, 48) };
  } else {
    place = {
      count: tail.getUint16(at + 10, true),
      size: tail.getUint32(at + 12, true),
      offset: tail.getUint32(at + 16, true),
    };
  }
  if (place.offset + place.size > endAt) refuse("the zip's directory lies outside the file");
  if (place.size > maxDirectoryBytes || place.count * entrySize > place.size) {
    refuse(`the zip's directory claims ${place.count} records in ${place.size} bytes`);
  }
  return place;
}

/**
 * The records of a zip by name, and the offset where its data ends and the directory starts.
 * @throws StudioError `bad-checkpoint`
 */
export async function readZipDirectory(
  source: ByteSource,
): Promise<{ records: ReadonlyMap<string, ZipRecord>; directoryOffset: number }> {
  const { offset, size: directorySize, count } = await findDirectory(source);
  const bytes = await readExactly(source, offset, directorySize, "the zip's directory");
  const view = viewOf(bytes);
  const utf8 = new TextDecoder();
  const records = new Map<string, ZipRecord>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    const refuse = refuser(source.name, `byte ${offset + at}`);
    if (at + entrySize > directorySize) refuse("the zip's directory is cut short");
    if (view.getUint32(at, true) !== signatures.entry) refuse("the zip's directory is damaged");
    const nameAt = at + entrySize;
    const extraAt = nameAt + view.getUint16(at + 28, true);
    const extraEnd = extraAt + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > directorySize) refuse("the zip's directory is cut short");
    const name = utf8.decode(bytes.subarray(nameAt, extraAt));
    if (records.has(name)) refuse(`the zip lists ${quoted(name)} twice`);

    // zip64 (APPNOTE.TXT 4.5.3): the fields that are all ones follow in the extra field, in order.
    const wide = new DataView(bytes.buffer, bytes.byteOffset + extraAt, extraEnd - extraAt);
    let wideAt = findExtra(wide, 0x0001);
    const field = (position: number): number => {
      const value = view.getUint32(at + position, true);
      if (value !== 0xffffffff || wideAt === undefined) return value;
      if (wideAt + 8 > wide.byteLength) refuse(`the zip64 sizes of ${quoted(name)} are missing`);
      wideAt += 8;
      return u64(wide, wideAt - 8);
    };
    const size = field(24);
    const compressedSize = field(20);
    const headerOffset = field(42);
    if (headerOffset + compressedSize > offset) {
      refuse(`the record ${quoted(name)} claims ${compressedSize} bytes, more than the file has`);
    }
    const method = view.getUint16(at + 10, true);
    if (method === 0 && size !== compressedSize) {
      refuse(`the record ${quoted(name)} has two different sizes`);
    }
    const encrypted = (view.getUint16(at + 8, true) & 1) !== 0;
    const crc = view.getUint32(at + 16, true);
    records.set(name, { name, method, encrypted, crc, size, headerOffset });
    at = next;
  }
  return { records, directoryOffset: offset };
}

/** Offset of the data of the extra field with this id, if there is one. */
function findExtra(extra: DataView, id: number): number | undefined {
  let at = 0;
  while (at + 4 <= extra.byteLength) {
    if (extra.getUint16(at, true) === id) return at + 4;
    at += 4 + extra.getUint16(at + 2, true);
  }
  return undefined;
}
