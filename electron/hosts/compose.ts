import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { FolderComparisons } from '../adapters/comparison/folder-comparisons.ts';
import { EngineClient } from '../adapters/engine/engine-client.ts';
import type { LaunchEngine } from '../adapters/engine/engine-process.ts';
import { forkEngine } from '../adapters/engine/fork-engine.ts';
import { openMedia } from '../adapters/ffmpeg/open-media.ts';
import { pictureFiles } from '../adapters/ffmpeg/picture-files.ts';
import { writePreview } from '../adapters/ffmpeg/preview-writer.ts';
import { checkpointFiles } from '../adapters/files/checkpoint-files.ts';
import { dataFolder } from '../adapters/files/data-folder.ts';
import { DatasetFiles } from '../adapters/files/dataset-files.ts';
import { exchangeFiles } from '../adapters/files/exchange-files.ts';
import { folderListing } from '../adapters/files/folder-listing.ts';
import { FolderModelStore } from '../adapters/files/folder-model-store.ts';
import { mediaIdentities } from '../adapters/files/media-identity.ts';
import { RecentProjectsFile } from '../adapters/files/recent-projects.ts';
import { resultFiles } from '../adapters/files/result-files.ts';
import { thumbnails } from '../adapters/images/thumbnail.ts';
import { BenchClient, type LaunchBench } from '../adapters/learning/bench-client.ts';
import { CorrectionLogFiles } from '../adapters/learning/correction-log-files.ts';
import { FolderRunBook } from '../adapters/learning/folder-run-book.ts';
import { modelFiles } from '../adapters/files/model-files.ts';
import { frameArchives } from '../adapters/training/frame-archive.ts';
import { runFolders } from '../adapters/training/run-folder.ts';
import { TrainerClient, type LaunchDistiller } from '../adapters/training/trainer-client.ts';
import { forkChild } from '../adapters/processes/fork-child.ts';
import { SqliteProjectStores } from '../adapters/store/sqlite-project-stores.ts';
import { devicesOn } from '../contract/device.ts';
import { ConvertService } from '../services/exchange/convert-service.ts';
import { EvaluationService } from '../services/evaluation/evaluation-service.ts';
import { ModelImportService } from '../services/model-import.ts';
import { ModelService } from '../services/models.ts';
import type { Media } from '../services/ports/media.ts';
import { UNKNOWN_POWER, type Power } from '../services/ports/power.ts';
import { PreviewService } from '../services/preview.ts';
import { StudioService } from '../services/studio/studio-service.ts';
import { TrackingService } from '../services/tracking.ts';
import { TrainingService } from '../services/training/training.ts';
import { distillerEntry, engineEntry, packageFile, shippedModels } from './folders.ts';

/** The studio's services, wired to this machine's files and processes. */
export interface Studio {
  readonly version: string;
  readonly media: Media;
  readonly models: ModelService;
  readonly modelImport: ModelImportService;
  readonly tracking: TrackingService;
  readonly evaluation: EvaluationService;
  readonly training: TrainingService;
  readonly preview: PreviewService;
  readonly convert: ConvertService;
  /** What windows ask for: projects, media, annotations and pictures. */
  readonly service: StudioService;
  /** Closes the project and ends every child process. */
  dispose(): Promise<void>;
}

/**
 * Wires services and adapters; nothing starts before it is used.
 * @param launch how processes are started; as children of this one unless told otherwise
 */
export function compose({
  engine: launchEngine = forkEngine(engineEntry),
  distiller: launchDistiller = forkChild(distillerEntry),
  bench: launchBench = forkChild(distillerEntry),
  power = UNKNOWN_POWER,
}: {
  readonly engine?: LaunchEngine;
  readonly distiller?: LaunchDistiller;
  readonly bench?: LaunchBench;
  /** Where the machine gets its power from, for hosts that know. */
  readonly power?: Power;
} = {}): Studio {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(packageFile, 'utf8')));
  const media: Media = { open: (file) => openMedia(file) };
  const engine = new EngineClient(launchEngine);
  const store = new FolderModelStore({
    shipped: shippedModels,
    own: path.join(dataFolder(), 'models'),
  });
  const files = checkpointFiles;
  const models = new ModelService({ store, files });
  const trainer = new TrainerClient(launchDistiller);
  const modelImport = new ModelImportService({ store, files });
  const training = new TrainingService({ trainer, runs: runFolders, models, store });
  const bench = new BenchClient(launchBench);
  const datasets = new DatasetFiles({ stores: new SqliteProjectStores() });
  const service = new StudioService({
    learning: {
      ...{ store, imports: modelImport, checkpoints: files, modelFiles, training, trainer, bench },
      ...{ archives: frameArchives, folders: runFolders, power },
      book: new FolderRunBook(path.join(dataFolder(), 'runs')),
      log: new CorrectionLogFiles(path.join(dataFolder(), 'corrections')),
    },
    comparison: {
      files: new FolderComparisons(path.join(dataFolder(), 'comparisons')),
      datasets,
      launch: () => new EngineClient(launchEngine),
      maps: engine,
      cores: availableParallelism(),
    },
    version,
    stores: new SqliteProjectStores(),
    media,
    identities: mediaIdentities,
    thumbnails,
    recent: new RecentProjectsFile(path.join(dataFolder(), 'recent-projects.json')),
    folders: folderListing,
    files: exchangeFiles,
    pictures: pictureFiles,
    engine,
    models,
    devices: devicesOn(process.platform),
  });
  return {
    version,
    media,
    models,
    modelImport,
    tracking: new TrackingService({ engine, media, createdBy: `loretrack-studio ${version}` }),
    evaluation: new EvaluationService({
      launch: () => new EngineClient(launchEngine),
      datasets,
      files: resultFiles,
      media,
      models,
      cores: availableParallelism(),
      createdBy: `loretrack-studio ${version}`,
    }),
    training,
    convert: new ConvertService({ files: exchangeFiles, media, pictures: pictureFiles }),
    preview: new PreviewService({ media, writer: { write: writePreview } }),
    service,
    async dispose() {
      await service.dispose();
      await trainer.dispose();
      await bench.dispose();
      await engine.dispose();
    },
  };
}
