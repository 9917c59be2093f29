import type { Frame } from '../../domain/frame.ts';

/**
 * Shared memory for the decoded pictures of one source, used again once a picture has been tracked. It never waits:
 * how many are in use is up to the readers, which stop pulling pictures while enough of them are on their way.
 */
export class SlotPool {
  readonly #free: SharedArrayBuffer[] = [];

  /** Memory of exactly `bytes` bytes for a source to write a picture into. */
  readonly allocate = (bytes: number): Uint8Array => {
    const index = this.#free.findIndex(({ byteLength }) => byteLength === bytes);
    const [slot] = index < 0 ? [] : this.#free.splice(index, 1);
    return new Uint8Array(slot ?? new SharedArrayBuffer(bytes));
  };

  /** Takes a picture's memory back; the picture must not be read any more. */
  release({ data }: Frame): void {
    if (data.buffer instanceof SharedArrayBuffer) this.#free.push(data.buffer);
  }

  /** Gives up the memory that no picture lies in. */
  clear(): void {
    this.#free.length = 0;
  }
}
