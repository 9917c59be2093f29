/** A generator of uniform numbers whose whole state can be stored, so that a resumed run draws the same numbers. */
export class Random {
  #state: number;

  /** @param state any 32-bit integer: a seed, or the `state` of another generator. */
  constructor(state: number) {
    this.#state = state >>> 0;
  }

  /** The state after the last number, a 32-bit integer. */
  get state(): number {
    return this.#state;
  }

  /** Goes on from another generator's `state`. */
  restore(state: number): void {
    this.#state = state >>> 0;
  }

  /** The next number in [0, 1) (splitmix32: a counter through a mixing function, 2^32 numbers before it repeats). */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  }
}
