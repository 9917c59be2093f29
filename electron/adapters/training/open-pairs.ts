import { MixedPairs } from '../../ml/distill/data/mixed-pairs.ts';
import type { PhotoLibrary } from '../../ml/distill/data/photo-library.ts';
import { SyntheticPairs } from '../../ml/distill/data/synthetic-pairs.ts';
import type { PairSource } from '../../ml/distill/data/training-pair.ts';
import type { ModelConfig } from '../../ml/nn/model-config.ts';

/** A source of pairs as plain data, which can be posted to a thread. */
export type PairSourceData = {
  readonly kind: 'photos';
  readonly library: PhotoLibrary;
  readonly weight: number;
};

/** Opens what a batch is drawn from. */
export function openPairs(
  sources: readonly PairSourceData[],
  { seed, config }: { readonly seed: number; readonly config: ModelConfig },
): Promise<PairSource> {
  const factors = { template: config.templateFactor, search: config.searchFactor };
  const opened = sources.map(({ library, weight }) => ({
    source: new SyntheticPairs(library, { seed, factors }),
    weight,
  }));
  return Promise.resolve(opened.length === 1 ? opened[0]!.source : new MixedPairs(opened, seed));
}
