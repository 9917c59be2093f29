import type { OnnxFile } from '../../ml/graph/serialise.ts';
import type { StateDict } from '../../ml/graph/tensor-data.ts';
import type { TrainingJob } from '../../ml/distill/training-job.ts';

/** Folders of training runs: their job, checkpoints, figures and results. */
export interface RunFolders {
  /** Writes a new run's job. @throws StudioError `bad-input` when the folder holds a run already, `write-failed`. */
  create(folder: string, job: TrainingJob): Promise<void>;
  /** @throws StudioError `not-found`, `bad-input` when it is no run. */
  readJob(folder: string): Promise<TrainingJob>;
  /** Weights to deploy, of the last checkpoint. @throws StudioError `not-found` when there is none yet. */
  readWeights(folder: string): Promise<StateDict>;
  /** Writes the finished model beside the checkpoint, whole or not at all. */
  writeModel(folder: string, file: OnnxFile, card: string): Promise<void>;
}
