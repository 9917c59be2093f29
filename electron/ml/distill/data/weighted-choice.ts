import type { Draw } from './draw.ts';

/** Chooses places of a list by weights above 0, in the logarithm of its length. */
export class WeightedChoice {
  /** Sums of the weights up to each place. */
  readonly #sums: Float64Array;

  /** @throws RangeError without weights, or for one that is not above 0 */
  constructor(weights: readonly number[]) {
    if (weights.length === 0) throw new RangeError('there is nothing to choose from');
    this.#sums = new Float64Array(weights.length);
    let sum = 0;
    for (const [place, weight] of weights.entries()) {
      if (!(weight > 0 && weight < Infinity)) throw new RangeError(`${weight} is no weight`);
      this.#sums[place] = sum += weight;
    }
  }

  /** One place. */
  draw(draw: Draw): number {
    const aim = draw.uniform(0, this.#sums.at(-1)!);
    let [low, high] = [0, this.#sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sums[middle]! > aim) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
