import { AnnotatedPairs } from '../../ml/distill/data/annotated-pairs.ts';
import { cropStyle } from '../../ml/distill/data/crop-style.ts';
import { HeldOutPairs } from '../../ml/distill/data/held-out-pairs.ts';
import { MixedPairs } from '../../ml/distill/data/mixed-pairs.ts';
import type { PhotoLibrary } from '../../ml/distill/data/photo-library.ts';
import { SyntheticPairs } from '../../ml/distill/data/synthetic-pairs.ts';
import type { PairSource } from '../../ml/distill/data/training-pair.ts';
import type { ModelConfig } from '../../ml/nn/model-config.ts';
import { ArchiveReader } from './archive-reader.ts';

/** A source of pairs as plain data, which can be posted to a thread. */
export type PairSourceData =
  | { readonly kind: 'photos'; readonly library: PhotoLibrary; readonly weight: number }
  | {
      /** Frames of an archive's part. */
      readonly kind: 'frames';
      /** Absolute path of its description. */
      readonly file: string;
      readonly split: 'training' | 'validation';
      readonly weight: number;
    };

/**
 * Opens what a batch is drawn from.
 * @throws StudioError not-found, or bad-input when an archive is damaged
 */
export function openPairs(
  sources: readonly PairSourceData[],
  { seed, config }: { readonly seed: number; readonly config: ModelConfig },
): PairSource {
  const factors = { template: config.templateFactor, search: config.searchFactor };
  const open = (data: PairSourceData): PairSource => {
    if (data.kind === 'photos') return new SyntheticPairs(data.library, { seed, factors });
    const reader = ArchiveReader.open(data.file);
    return data.split === 'training'
      ? new AnnotatedPairs(reader.archive, reader, { seed, factors, style: cropStyle(config) })
      : new HeldOutPairs(reader.archive, reader, { seed, factors });
  };
  const opened = sources.map((data) => ({ source: open(data), weight: data.weight }));
  return opened.length === 1 ? opened[0]!.source : new MixedPairs(opened, seed);
}
