import { Random } from '../random.ts';

/** Draws from the distributions that augmentation needs, all out of one generator. */
export class Draw {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Independent draws for each pair of a 32-bit `seed` and an `index`: neighbours share nothing. */
  static of(seed: number, index: number): Draw {
    return new Draw(new Random(mix(seed ^ mix(index ^ 0x6a09e667))));
  }

  /** Uniform in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.#random.next();
  }

  /** Uniform among low..high, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.#random.next() * (high - low + 1));
  }

  /** True with probability `share`. */
  chance(share: number): boolean {
    return this.#random.next() < share;
  }

  /** One of `items`. @throws RangeError when there are none. */
  choose<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('there is nothing to choose from');
    return items[this.integer(0, items.length - 1)]!;
  }

  /** Normal with mean 0. */
  normal(deviation: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.#random.next()));
    return deviation * radius * Math.cos(2 * Math.PI * this.#random.next());
  }

  /** A factor whose logarithm is uniform between those of `low` and `high`. */
  factor(low: number, high: number): number {
    return Math.exp(this.uniform(Math.log(low), Math.log(high)));
  }

  /** 32 random bits. */
  bits(): number {
    return Math.floor(this.#random.next() * 2 ** 32);
  }
}

/** A bijection of 32-bit integers whose every output bit depends on every input bit. */
export function mix(value: number): number {
  let z = value >>> 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}
