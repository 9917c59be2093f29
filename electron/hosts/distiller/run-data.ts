import { readPhotoLibrary } from '../../adapters/images/photo-library.ts';
import { readArchive } from '../../adapters/training/archive-reader.ts';
import type { PairSourceData } from '../../adapters/training/open-pairs.ts';
import { countHeldOut } from '../../ml/distill/data/held-out-pairs.ts';
import { holdOutPhotos } from '../../ml/distill/data/hold-out-photos.ts';
import type { TrainingData, TrainingJob } from '../../ml/distill/training-job.ts';

/** A run's data, divided into what is learned from and what is only looked at. */
export interface RunData {
  readonly training: readonly PairSourceData[];
  readonly validation: readonly PairSourceData[];
  /** How many held-out pairs differ; without end where there are photos among them. */
  readonly heldOutPairs: number;
  /** What it is, in words. */
  readonly description: string;
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

/** Reads a run's data. @throws StudioError not-found, bad-input when there is nothing to learn from. */
export async function readRunData({ data }: Pick<TrainingJob, 'data'>): Promise<RunData> {
  const parts: RunData[] = [];
  for (const item of data) {
    parts.push(item.kind === 'photos' ? await readPhotos(item) : readFrames(item));
  }
  return {
    training: parts.flatMap(({ training }) => training),
    validation: parts.flatMap(({ validation }) => validation),
    heldOutPairs: parts.reduce((sum, { heldOutPairs }) => sum + heldOutPairs, 0),
    description: parts.map(({ description }) => description).join('; '),
    skipped: parts.flatMap(({ skipped }) => skipped),
  };
}

async function readPhotos({
  folder,
  weight,
}: Extract<TrainingData, { kind: 'photos' }>): Promise<RunData> {
  const library = await readPhotoLibrary(folder);
  const { training, validation } = holdOutPhotos(library);
  // A handful of photos leaves none to hold out; the run then has no validation.
  const isHeldOut = validation.photos.length > 0;
  return {
    training: [{ kind: 'photos', library: training, weight }],
    validation: isHeldOut ? [{ kind: 'photos', library: validation, weight }] : [],
    heldOutPairs: isHeldOut ? Infinity : 0,
    description: `${library.photos.length} photos, ${library.boxes.length} annotated boxes, ${library.cutouts.length} cut-outs`,
    skipped: library.skipped,
  };
}

function readFrames({ file, weight }: Extract<TrainingData, { kind: 'frames' }>): RunData {
  const archive = readArchive(file);
  const { pictures, skipped, thinned } = archive;
  const heldOutPairs = countHeldOut(archive);
  const learned = pictures.filter(({ split }) => split === 'training');
  const tracks = new Set(learned.map(({ track }) => track)).size;
  const heldOut = pictures.length - learned.length;
  const left = thinned === 0 ? '' : ` (${thinned} more left out for lack of room)`;
  const unnamed = skipped.count - skipped.named.length;
  return {
    training: [{ kind: 'frames', file, split: 'training', weight }],
    validation: heldOutPairs > 0 ? [{ kind: 'frames', file, split: 'validation', weight }] : [],
    heldOutPairs,
    description: `${learned.length} annotated frames of ${tracks} ${tracks === 1 ? 'track' : 'tracks'}, ${heldOut} held out${left}`,
    skipped:
      unnamed === 0
        ? skipped.named
        : [...skipped.named, { file, reason: `${unnamed} more frames could not be used` }],
  };
}
