import path from 'node:path';
import { checkpointFiles } from '../../electron/adapters/files/checkpoint-files.ts';
import { modelFiles } from '../../electron/adapters/files/model-files.ts';
import { BenchClient, type LaunchBench } from '../../electron/adapters/learning/bench-client.ts';
import { CorrectionLogFiles } from '../../electron/adapters/learning/correction-log-files.ts';
import { FolderRunBook } from '../../electron/adapters/learning/folder-run-book.ts';
import { forkChild } from '../../electron/adapters/processes/fork-child.ts';
import { frameArchives } from '../../electron/adapters/training/frame-archive.ts';
import { runFolders } from '../../electron/adapters/training/run-folder.ts';
import {
  TrainerClient,
  type LaunchDistiller,
} from '../../electron/adapters/training/trainer-client.ts';
import { distillerEntry } from '../../electron/hosts/folders.ts';
import type { LearningPorts } from '../../electron/services/learning/learning.ts';
import { ModelImportService } from '../../electron/services/model-import.ts';
import type { ModelService } from '../../electron/services/models.ts';
import type { ModelStore } from '../../electron/services/ports/model-store.ts';
import { UNKNOWN_POWER, type Power } from '../../electron/services/ports/power.ts';
import { TrainingService } from '../../electron/services/training/training.ts';

/** What learning needs, in a folder of its own; processes start when they are needed. */
export function temporaryLearning(
  folder: string,
  { store, models }: { readonly store: ModelStore; readonly models: ModelService },
  {
    distiller = forkChild(distillerEntry),
    bench: launchBench = forkChild(distillerEntry),
    power = UNKNOWN_POWER,
  }: {
    readonly distiller?: LaunchDistiller;
    readonly bench?: LaunchBench;
    readonly power?: Power;
  } = {},
): { readonly ports: LearningPorts; readonly dispose: () => Promise<void> } {
  const trainer = new TrainerClient(distiller);
  const bench = new BenchClient(launchBench);
  return {
    ports: {
      ...{ store, checkpoints: checkpointFiles, modelFiles, trainer, bench, power },
      imports: new ModelImportService({ store, files: checkpointFiles }),
      training: new TrainingService({ trainer, runs: runFolders, models, store }),
      ...{ archives: frameArchives, folders: runFolders },
      book: new FolderRunBook(path.join(folder, 'runs')),
      log: new CorrectionLogFiles(path.join(folder, 'corrections')),
    },
    async dispose() {
      await trainer.dispose();
      await bench.dispose();
    },
  };
}
