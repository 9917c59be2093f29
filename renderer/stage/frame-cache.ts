import type { Frame } from '../../electron/domain/frame.ts';

/** Pictures by frame index, the least recently used given up beyond a number of bytes. */
export class FrameCache {
  readonly #maxBytes: number;
  // A Map keeps the order of insertion: its first entry is the one used longest ago.
  readonly #frames = new Map<number, Frame>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#frames.size;
  }

  has(frameIndex: number): boolean {
    return this.#frames.has(frameIndex);
  }

  /** The picture, which now counts as used. */
  get(frameIndex: number): Frame | null {
    const frame = this.#frames.get(frameIndex);
    if (!frame) return null;
    this.#frames.delete(frameIndex);
    this.#frames.set(frameIndex, frame);
    return frame;
  }

  /** Keeps a picture, even one that alone is larger than the bound. */
  set(frameIndex: number, frame: Frame): void {
    this.#drop(frameIndex);
    for (const oldest of this.#frames.keys()) {
      if (this.#bytes + frame.data.byteLength <= this.#maxBytes) break;
      this.#drop(oldest);
    }
    this.#frames.set(frameIndex, frame);
    this.#bytes += frame.data.byteLength;
  }

  clear(): void {
    this.#frames.clear();
    this.#bytes = 0;
  }

  #drop(frameIndex: number): void {
    const frame = this.#frames.get(frameIndex);
    if (!frame) return;
    this.#frames.delete(frameIndex);
    this.#bytes -= frame.data.byteLength;
  }
}
