import type { ModelImportService } from '../model-import.ts';
import type { ModelService } from '../models.ts';
import type { CheckpointFiles } from '../ports/checkpoint-files.ts';
import type { CorrectionLog } from '../ports/correction-log.ts';
import type { FrameArchives } from '../ports/frame-archive.ts';
import type { MediaIdentities } from '../ports/media-identity.ts';
import type { ModelBench } from '../ports/model-bench.ts';
import type { ModelFiles } from '../ports/model-files.ts';
import type { ModelStore } from '../ports/model-store.ts';
import type { Power } from '../ports/power.ts';
import type { RunBook } from '../ports/run-book.ts';
import type { RunFolders } from '../ports/run-folders.ts';
import type { TrackingEngine } from '../ports/tracking-engine.ts';
import type { TrainerProcess } from '../ports/trainer.ts';
import type { EventHub } from '../studio/event-hub.ts';
import type { LayerService } from '../studio/layers/layer-service.ts';
import type { ProjectService } from '../studio/project-service.ts';
import type { TrainingService } from '../training/training.ts';
import { CorrectionKeeper } from './correction-keeper.ts';
import { DistillationService } from './distillation-service.ts';
import { LoopClosers } from './loop-closers.ts';
import { ModelDesk } from './model-desk.ts';
import { ModelSpeeds } from './model-speeds.ts';

/** What learning needs of the machine. */
export interface LearningPorts {
  readonly store: ModelStore;
  readonly imports: ModelImportService;
  readonly checkpoints: CheckpointFiles;
  readonly modelFiles: ModelFiles;
  readonly book: RunBook;
  readonly archives: FrameArchives;
  readonly training: TrainingService;
  readonly trainer: TrainerProcess;
  readonly folders: RunFolders;
  readonly bench: ModelBench;
  readonly power: Power;
  readonly log: CorrectionLog;
}

/** What learning shares with the rest of the studio. */
export interface LearningContext {
  readonly projects: ProjectService;
  readonly identities: MediaIdentities;
  readonly events: EventHub;
  readonly layers: LayerService;
  readonly models: ModelService;
  readonly engine: TrackingEngine;
}

/** Distillation, the model manager and what closes the loop between them, over the open project. */
export class Learning {
  readonly distillation: DistillationService;
  readonly desk: ModelDesk;
  readonly loop: LoopClosers;
  readonly corrections: CorrectionKeeper;

  constructor(ports: LearningPorts, context: LearningContext) {
    const { store, log } = ports;
    const { projects, events } = context;
    const speeds = new ModelSpeeds(ports.bench);
    this.corrections = new CorrectionKeeper({ log, store, projects, events });
    this.distillation = new DistillationService({
      ...{ ...ports, ...context, speeds, corrections: this.corrections },
    });
    this.desk = new ModelDesk({
      ...{ ...ports, ...context, speeds, files: ports.modelFiles },
      inUse: () => this.distillation.modelsInUse(),
    });
    this.loop = new LoopClosers(context);
  }

  /** Ends the run that works, which can be gone on with. */
  dispose(): Promise<void> {
    return this.distillation.dispose();
  }
}
