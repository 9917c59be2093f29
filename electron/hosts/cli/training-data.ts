import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DatasetFiles } from '../../adapters/files/dataset-files.ts';
import { SqliteProjectStores } from '../../adapters/store/sqlite-project-stores.ts';
import { ARCHIVE_FILES } from '../../adapters/training/archive-reader.ts';
import { frameArchives } from '../../adapters/training/frame-archive.ts';
import { RunFolder } from '../../adapters/training/run-folder.ts';
import { findTrainingSources } from '../../adapters/training/training-sources.ts';
import type { ModelConfig } from '../../ml/nn/model-config.ts';
import type { AnnotatedSource } from '../../services/ports/frame-archive.ts';
import type { TrainingRequest } from '../../services/training/training-request.ts';
import { ProgressLine, type Terminal } from './terminal.ts';

/** Skipped frames that are named on the terminal. */
const NAMED = 20;

/**
 * Finds a run's data, keeps annotated frames in its folder, and prepares the run; when that fails, the frames go again.
 * @param places paths as the person gave them
 * @param network the largest one that looks at the frames
 * @throws StudioError bad-input for data that cannot be learned from, or when there is a run already; write-failed
 */
export async function prepareWithData(
  request: TrainingRequest,
  places: readonly string[],
  network: ModelConfig,
  terminal: Terminal,
  prepare: (request: TrainingRequest) => Promise<unknown>,
): Promise<void> {
  const { folder } = request;
  await new RunFolder(folder).assertNew();
  const datasets = new DatasetFiles({ stores: new SqliteProjectStores() });
  const photos: string[] = [];
  const sources: AnnotatedSource[] = [];
  for (const place of places) {
    const found = await findTrainingSources(place, datasets);
    if (found.kind === 'photos') photos.push(found.folder);
    else {
      sources.push(
        ...withPrefix(found.sources, places.length > 1 ? `${path.basename(place)}: ` : ''),
      );
      for (const { name, reason } of found.unreadable) {
        terminal.err.write(`skipped ${name}: ${reason}\n`);
      }
    }
  }
  if (sources.length === 0) {
    await prepare({ ...request, photos });
    return;
  }
  const file = await archive(folder, sources, network, terminal);
  try {
    await prepare({ ...request, photos, frames: [file] });
  } catch (error) {
    for (const name of Object.values(ARCHIVE_FILES))
      await rm(path.join(folder, name), { force: true });
    throw error;
  }
}

function withPrefix(
  sources: readonly AnnotatedSource[],
  prefix: string,
): readonly AnnotatedSource[] {
  return sources.map(({ media, tracks }) => ({
    media,
    tracks: tracks.map(({ id, frames }) => ({ id: `${prefix}${id}`, frames })),
  }));
}

async function archive(
  folder: string,
  sources: readonly AnnotatedSource[],
  network: ModelConfig,
  terminal: Terminal,
): Promise<string> {
  const line = new ProgressLine(terminal);
  const started = performance.now();
  try {
    const { file, skipped, thinned } = await frameArchives.write(folder, sources, {
      ...{ network, signal: terminal.signal },
      onProgress: ({ done, total }) => line.update('gathering frames', done, total, started),
    });
    line.clear();
    for (const { media, frameIndex, reason } of skipped.slice(0, NAMED)) {
      terminal.err.write(`skipped ${media}, frame ${frameIndex}: ${reason}\n`);
    }
    if (skipped.length > NAMED) terminal.err.write(`and ${skipped.length - NAMED} more\n`);
    if (thinned > 0) {
      terminal.err.write(`${thinned} frames were left out, evenly, to save space\n`);
    }
    return file;
  } finally {
    line.clear();
  }
}
