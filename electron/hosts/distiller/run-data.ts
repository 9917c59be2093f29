import { readPhotoLibrary } from '../../adapters/images/photo-library.ts';
import type { PairSourceData } from '../../adapters/training/open-pairs.ts';
import { holdOutPhotos } from '../../ml/distill/data/hold-out-photos.ts';
import type { TrainingJob } from '../../ml/distill/training-job.ts';

/** A run's data, divided into what is learned from and what is only looked at. */
export interface RunData {
  readonly training: readonly PairSourceData[];
  readonly validation: readonly PairSourceData[];
  /** What it is, in words. */
  readonly description: string;
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

/** Reads a run's data. @throws StudioError not-found, bad-input when there is nothing to learn from. */
export async function readRunData({ data }: TrainingJob): Promise<RunData> {
  const training: PairSourceData[] = [];
  const validation: PairSourceData[] = [];
  const descriptions: string[] = [];
  const skipped: RunData['skipped'][number][] = [];
  for (const { folder, weight } of data) {
    const library = await readPhotoLibrary(folder);
    const parts = holdOutPhotos(library);
    training.push({ kind: 'photos', library: parts.training, weight });
    // A handful of photos leaves none to hold out; the run then has no validation.
    if (parts.validation.photos.length > 0) {
      validation.push({ kind: 'photos', library: parts.validation, weight });
    }
    descriptions.push(
      `${library.photos.length} photos, ${library.boxes.length} annotated boxes, ${library.cutouts.length} cut-outs`,
    );
    skipped.push(...library.skipped);
  }
  return { training, validation, description: descriptions.join('; '), skipped };
}
