import path from 'node:path';
import { isStudioError, StudioError } from '../../contract/errors.ts';
import { fromColumns } from '../../contract/track-columns.ts';
import { annotatedVideos } from '../../domain/datasets/annotated-videos.ts';
import type { AnnotatedVideo } from '../../domain/datasets/annotated-videos.ts';
import type {
  EvaluationSequence,
  UnreadableSequence,
} from '../../domain/datasets/evaluation-sequence.ts';
import {
  sequencesOfFile,
  sequencesOfProject,
  withDistinctNames,
} from '../../domain/datasets/track-sequences.ts';
import { parseAnnotations } from '../../domain/formats/annotations-reader.ts';
import type { ProjectStores } from '../../services/ports/project-store.ts';
import { openMedia } from '../ffmpeg/open-media.ts';
import { exchangeFiles } from './exchange-files.ts';

/** Sequences out of tracks, and videos that could not be used. */
export interface AnnotatedSequences {
  readonly sequences: readonly EvaluationSequence[];
  readonly unreadable: readonly UnreadableSequence[];
}

/**
 * The tracks of a COCO or track JSON file as sequences; its videos lie in `folder` or where the file says.
 * @throws StudioError bad-input when the file holds no annotations
 */
export async function readAnnotationFile(
  file: string,
  folder: string,
): Promise<AnnotatedSequences> {
  const text = await exchangeFiles.read(file);
  const sequences: EvaluationSequence[] = [];
  const unreadable: UnreadableSequence[] = [];
  for (const video of annotatedVideos(text, file)) {
    try {
      sequences.push(...(await readVideo(text, file, folder, video)));
    } catch (error) {
      if (!isStudioError(error)) throw error;
      unreadable.push({ name: video.name || path.basename(file), reason: error.message });
    }
  }
  return { sequences: withDistinctNames(sequences), unreadable };
}

async function readVideo(
  text: string,
  file: string,
  folder: string,
  { name, places }: AnnotatedVideo,
): Promise<readonly EvaluationSequence[]> {
  const found = await firstThatExists(places.map((place) => path.resolve(folder, place)));
  if (found === null) {
    const looked = places.map((place) => path.resolve(folder, place)).join(', ');
    throw new StudioError(
      'not-found',
      `the pictures of ${name || file} were not found; looked at ${looked}: name their folder.`,
    );
  }
  const source = await openMedia(found);
  const frameCount = source.table.pts.length;
  const { kind, width, height } = source.info;
  await source.close();
  const fileNames = kind === 'images' ? await exchangeFiles.pictureNames(found) : null;
  const target = { name: name || path.basename(found), frameCount, fileNames };
  const media = { name: path.parse(target.name).name, path: found, frameCount, width, height };
  return sequencesOfFile(media, parseAnnotations(text, file, target));
}

async function firstThatExists(paths: readonly string[]): Promise<string | null> {
  for (const candidate of paths) if (await exchangeFiles.exists(candidate)) return candidate;
  return null;
}

/**
 * The tracks of a project as sequences; only what a person drew or confirmed counts.
 * @throws StudioError not-found or bad-input when it cannot be opened
 */
export async function readProject(
  stores: ProjectStores,
  file: string,
): Promise<AnnotatedSequences> {
  const store = await stores.open(file);
  try {
    const labels = new Map(store.labels().map(({ id, name }) => [id, name]));
    const sequences: EvaluationSequence[] = [];
    const unreadable: UnreadableSequence[] = [];
    for (const media of store.media()) {
      if (await exchangeFiles.exists(media.path)) {
        const tracks = store.tracksOf(media.id).map(fromColumns);
        sequences.push(...sequencesOfProject(media, tracks, labels));
      } else {
        unreadable.push({ name: media.name, reason: `${media.path} is not there any more` });
      }
    }
    return { sequences: withDistinctNames(sequences), unreadable };
  } finally {
    store.close();
  }
}
