import { viewOf } from './byte-source.ts';

/** Thrown where the bytes end inside a pickle; more of them may follow in the file. */
export class PickleEndError extends Error {}

/** Reads the numbers and strings of a pickle, checking every length before anything is allocated. */
export class PickleCursor {
  position = 0;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }

  private advance(length: number): number {
    const at = this.position;
    if (length > this.bytes.length - at) throw new PickleEndError();
    this.position = at + length;
    return at;
  }

  uint8(): number {
    return this.view.getUint8(this.advance(1));
  }

  uint16(): number {
    return this.view.getUint16(this.advance(2), true);
  }

  int32(): number {
    return this.view.getInt32(this.advance(4), true);
  }

  uint32(): number {
    return this.view.getUint32(this.advance(4), true);
  }

  /** Above 2^53 the result is inexact, and beyond every limit either way. */
  uint64(): number {
    return Number(this.view.getBigUint64(this.advance(8), true));
  }

  /** BINFLOAT is the one big-endian number of pickles. */
  float64(): number {
    return this.view.getFloat64(this.advance(8));
  }

  /** A view of the next `length` bytes. */
  take(length: number): Uint8Array {
    const at = this.advance(length);
    return this.bytes.subarray(at, at + length);
  }

  /** The bytes up to the next line feed, which is consumed; undefined when none is near. */
  line(maxLength: number): Uint8Array | undefined {
    const window = this.bytes.subarray(this.position, this.position + maxLength + 1);
    const length = window.indexOf(0x0a);
    if (length >= 0) return this.take(length + 1).subarray(0, length);
    if (window.length <= maxLength) throw new PickleEndError();
    return undefined;
  }
}
