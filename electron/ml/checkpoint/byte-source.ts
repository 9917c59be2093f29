import { badCheckpoint, fetchAgain } from './bad-checkpoint.ts';

/** Random access to the bytes of one file, so that large files are never held whole. */
export interface ByteSource {
  /** What messages call the file. */
  readonly name: string;
  /** Length in bytes. */
  readonly size: number;
  /** Bytes `offset … offset + length - 1` in a fresh array that the caller may keep. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A {@link ByteSource} over bytes that are in memory already. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    // A Buffer's own slice() would share memory instead of copying.
    read: (offset, length) =>
      Promise.resolve(new Uint8Array(bytes.subarray(offset, offset + length))),
  };
}

/**
 * Exactly `length` bytes at `offset`; `what` names them in messages. The range is checked before
 * anything is allocated, so a length out of a hostile header costs nothing.
 * @throws StudioError `bad-checkpoint` when the file does not hold them.
 */
export async function readExactly(
  source: ByteSource,
  offset: number,
  length: number,
  what: string,
): Promise<Uint8Array> {
  const cutShort = (): Error =>
    badCheckpoint(
      source.name,
      `byte ${offset} of ${source.size}`,
      `the file ends before the end of ${what}`,
      fetchAgain,
    );
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length)) throw cutShort();
  if (offset < 0 || length < 0 || offset + length > source.size) throw cutShort();
  if (length === 0) return new Uint8Array(0);
  const bytes = await source.read(offset, length);
  if (bytes.length !== length) throw cutShort();
  return bytes;
}

/** A view for reading little- and big-endian numbers out of `bytes`. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
