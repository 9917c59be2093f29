import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isStudioError, StudioError } from '../../contract/errors.ts';
import type { Dataset, EvaluationSequence } from '../../domain/datasets/evaluation-sequence.ts';
import { divideHoldOut } from '../../domain/learning/hold-out.ts';
import { isMeasurable } from '../../domain/metrics/frame-errors.ts';
import type { Datasets } from '../../services/ports/datasets.ts';
import type { AnnotatedFrame, AnnotatedSource } from '../../services/ports/frame-archive.ts';
import { exchangeFiles } from '../files/exchange-files.ts';
import { listPictures } from '../images/image-folder.ts';
import { readCocoStills } from './coco-stills.ts';

/** What a path holds to learn from. */
export type TrainingSources =
  | { readonly kind: 'photos'; readonly folder: string }
  | {
      readonly kind: 'frames';
      readonly sources: readonly AnnotatedSource[];
      /** Sequences that cannot be used, and why. */
      readonly unreadable: Dataset['unreadable'];
    };

/** Part of the frames that is only looked at. */
const HELD_OUT = 0.1;
/** Frames this near to held-out ones are not learned from either; fewer, as a share of a short sequence. */
const GUARD_FRAMES = 30;
const GUARD_SHARE = 0.05;

/**
 * Recognises what a path holds: a folder of photos, sequences with true boxes, a COCO file with its pictures, or a
 * project of the studio, of which only what a person drew or confirmed counts.
 * @throws StudioError not-found, or bad-input when there is nothing to learn from
 */
export async function findTrainingSources(
  place: string,
  datasets: Datasets,
): Promise<TrainingSources> {
  const absolute = path.resolve(place);
  const status = await stat(absolute).catch((cause: unknown) => {
    throw new StudioError('not-found', `${absolute} does not exist: check the path.`, { cause });
  });
  if (status.isDirectory()) return readFolder(absolute, datasets);
  if (/\.json$/i.test(absolute)) {
    const stills = await readCocoStills(await exchangeFiles.read(absolute), absolute);
    if (stills?.length === 0) throw nothingIn(absolute, 'its file has no boxes');
    if (stills !== null) return { kind: 'frames', sources: stills, unreadable: [] };
  }
  return fromDataset(await datasets.open(absolute));
}

async function readFolder(folder: string, datasets: Datasets): Promise<TrainingSources> {
  const names = await readdir(folder);
  const isSequence = names.some((name) => /^groundtruth.*\.txt$/i.test(name));
  if (!isSequence && (await hasPhotos(folder, names))) return { kind: 'photos', folder };
  try {
    return fromDataset(await datasets.open(folder));
  } catch (cause) {
    if (!isStudioError(cause, 'bad-input')) throw cause;
    throw nothingIn(folder, 'neither photos nor sequences were found', cause);
  }
}

async function hasPhotos(folder: string, names: readonly string[]): Promise<boolean> {
  const own = await listPictures(folder);
  const inner = names.includes('photos') ? await listPictures(path.join(folder, 'photos')) : [];
  return own.length + inner.length > 0;
}

function fromDataset({ path: place, sequences, unreadable }: Dataset): TrainingSources {
  const frames = sequences.map(framesOf);
  const { tracks } = divideHoldOut(
    frames.map((own, trackId) => ({
      ...{ mediaId: trackId, trackId },
      guardFrames: Math.min(GUARD_FRAMES, Math.ceil(GUARD_SHARE * own.length)),
      frames: own.map(({ frameIndex }) => frameIndex),
    })),
    { share: HELD_OUT, seed: 1 },
  );
  const sources = sequences.map(({ name, media }, trackId): AnnotatedSource => {
    const heldOut = new Set(tracks[trackId]!.heldOut);
    const learned = new Set(tracks[trackId]!.learned);
    const used = frames[trackId]!.filter(
      ({ frameIndex }) => learned.has(frameIndex) || heldOut.has(frameIndex),
    ).map((frame): AnnotatedFrame => {
      const split = heldOut.has(frame.frameIndex) ? 'validation' : 'training';
      return { ...frame, weight: 1, split };
    });
    return { media, tracks: [{ id: name, frames: used }] };
  });
  const used = sources.filter(({ tracks: [track] }) => track!.frames.length > 0);
  if (used.length === 0) {
    const [first] = unreadable;
    throw nothingIn(
      place,
      first === undefined ? 'it has no boxes' : `${first.name} cannot be used (${first.reason})`,
    );
  }
  return { kind: 'frames', sources: used, unreadable };
}

/** The frames of a sequence in which its object has a box that a person vouches for. */
function framesOf({
  truth,
  firstFrame,
  labelled,
  visible,
}: EvaluationSequence): readonly Pick<AnnotatedFrame, 'frameIndex' | 'box'>[] {
  return truth.flatMap((box, i) => {
    const isKnown = (labelled?.[i] ?? true) && (visible?.[i] ?? true) && isMeasurable(box);
    return isKnown ? [{ frameIndex: firstFrame + i, box }] : [];
  });
}

function nothingIn(place: string, why: string, cause?: unknown): StudioError {
  return new StudioError(
    'bad-input',
    `There is nothing to learn from in ${place}: ${why}. Give a folder of photos, sequences with groundtruth.txt, a COCO file with its pictures, or a project.`,
    { cause },
  );
}
