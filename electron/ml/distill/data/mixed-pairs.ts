import { Draw } from './draw.ts';
import type { PairSource, TrainingPair } from './training-pair.ts';

/** A source and how often it is drawn from, compared with the others. */
export interface WeightedSource {
  readonly source: PairSource;
  readonly weight: number;
}

/** Draws each pair from one of several sources, by their weights. */
export class MixedPairs implements PairSource {
  readonly #sources: readonly WeightedSource[];
  readonly #seed: number;
  readonly #total: number;

  /** @throws RangeError without a source */
  constructor(sources: readonly WeightedSource[], seed: number) {
    if (sources.length === 0) throw new RangeError('pairs need a source');
    this.#sources = sources;
    this.#seed = seed;
    this.#total = sources.reduce((sum, { weight }) => sum + weight, 0);
  }

  pair(index: number): Promise<TrainingPair> {
    let left = Draw.of(this.#seed ^ 0x5bd1e995, index).uniform(0, this.#total);
    const chosen = this.#sources.find(({ weight }) => (left -= weight) < 0);
    return (chosen ?? this.#sources.at(-1)!).source.pair(index);
  }
}
