import type { Frame } from '../../domain/frame.ts';

/** Decoded pictures by key, the least recently used leaving first when they take more than `maxBytes`. */
export class FrameCache {
  readonly maxBytes: number;
  readonly #frames = new Map<string, Frame>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  has(key: string): boolean {
    return this.#frames.has(key);
  }

  get(key: string): Frame | undefined {
    const frame = this.#frames.get(key);
    if (frame !== undefined) {
      // A map keeps the order of insertion: the newest use goes to the end.
      this.#frames.delete(key);
      this.#frames.set(key, frame);
    }
    return frame;
  }

  put(key: string, frame: Frame): void {
    this.#remove(key);
    this.#frames.set(key, frame);
    this.#bytes += frame.data.length;
    for (const oldest of this.#frames.keys()) {
      if (this.#bytes <= this.maxBytes) return;
      this.#remove(oldest);
    }
  }

  clear(): void {
    this.#frames.clear();
    this.#bytes = 0;
  }

  #remove(key: string): void {
    this.#bytes -= this.#frames.get(key)?.data.length ?? 0;
    this.#frames.delete(key);
  }
}
