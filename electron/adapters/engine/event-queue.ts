/** Hands values from callbacks to one `for await` loop, in order; an end or an error comes after what was put before it. */
export class EventQueue<T> {
  readonly #values: T[] = [];
  #wake: (() => void) | undefined;
  #isEnded = false;
  #error: Error | undefined;

  put(value: T): void {
    if (this.#isEnded) return;
    this.#values.push(value);
    this.#wake?.();
  }

  /** No more values; with an error, the reader gets it instead of an end. */
  end(error?: Error): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#error = error;
    this.#wake?.();
  }

  async *read(): AsyncGenerator<T, void, undefined> {
    for (;;) {
      while (this.#values.length > 0) yield this.#values.shift()!;
      if (this.#isEnded) {
        if (this.#error !== undefined) throw this.#error;
        return;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
