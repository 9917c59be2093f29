import type { TrainingEvent } from '../../contract/training.ts';
import { defaultDistillConfig, type DistillConfig } from '../../ml/distill/distill-config.ts';
import type { TrainingJob } from '../../ml/distill/training-job.ts';
import { serialise } from '../../ml/graph/serialise.ts';
import { halfWeights } from '../../ml/nn/half-weights.ts';
import { configToMetadata, type Lineage } from '../../ml/nn/metadata.ts';
import type { ModelConfig } from '../../ml/nn/model-config.ts';
import { deployedGraph } from '../../ml/nn/tracker-network.ts';
import type { ModelService } from '../models.ts';
import type { ModelNotes, ModelStore, StoredModel } from '../ports/model-store.ts';
import type { RunFolders } from '../ports/run-folders.ts';
import type { TrainerProcess } from '../ports/trainer.ts';
import { modelCard } from '../model-card.ts';
import { assertModelId } from '../model-id.ts';
import { lineageOf, type RunSummary } from './lineage.ts';
import { planDistillation, planPretraining } from './plan-job.ts';
import type { DistillRequest, PretrainRequest } from './training-request.ts';

/** What is to be said of a finished model beside how it was trained. */
export interface FinishedFacts {
  readonly lineage?: Lineage;
  readonly notes?: ModelNotes;
}

/** Trains models in the background and adds what comes out to the model store. */
export class TrainingService {
  readonly #trainer: TrainerProcess;
  readonly #runs: RunFolders;
  readonly #models: ModelService;
  readonly #store: ModelStore;

  constructor(ports: {
    readonly trainer: TrainerProcess;
    readonly runs: RunFolders;
    readonly models: ModelService;
    readonly store: ModelStore;
  }) {
    this.#trainer = ports.trainer;
    this.#runs = ports.runs;
    this.#models = ports.models;
    this.#store = ports.store;
  }

  /** Prepares a run that learns from boxes alone. @throws StudioError bad-input, unknown-model, write-failed. */
  async preparePretraining(request: PretrainRequest): Promise<TrainingJob> {
    const start = request.start === null ? null : await this.#startPath(request.start);
    const job = planPretraining(request, start);
    await this.#runs.create(request.folder, job);
    return job;
  }

  /** Prepares a run that imitates a teacher. @throws StudioError bad-input, unknown-model, write-failed. */
  async prepareDistillation(request: DistillRequest): Promise<TrainingJob> {
    const teacher = await this.#models.find(request.teacher);
    const start = request.start === undefined ? teacher : await this.#models.find(request.start);
    const job = planDistillation(request, teacher, start);
    await this.#runs.create(request.folder, job);
    return job;
  }

  /** The losses that a teacher's students get unless told otherwise. */
  defaultLoss(teacher: ModelConfig): DistillConfig {
    return defaultDistillConfig(teacher);
  }

  /**
   * Starts a prepared run, or goes on with a stopped one. Aborting stops it with a checkpoint.
   * @throws StudioError as the data, the models or the disk are; what was saved before stays
   */
  run(
    folder: string,
    options: { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<TrainingEvent, void, undefined> {
    return this.#trainer.run(folder, options);
  }

  /**
   * Writes the weights of a run's last checkpoint as a model into its folder, and adds it to the store under `id`.
   * @throws StudioError bad-input when the id is wrong or taken, not-found without a checkpoint
   */
  async finish(
    folder: string,
    id: string | null,
    summary: RunSummary,
    more: FinishedFacts = {},
  ): Promise<StoredModel | null> {
    if (id !== null) assertModelId(id);
    const job = await this.#runs.readJob(folder);
    const lineage = { ...lineageOf(job, summary), ...more.lineage };
    const name = id ?? `run-${job.student.searchSize}`;
    const file = serialise(
      deployedGraph(job.student, halfWeights(await this.#runs.readWeights(folder))),
      {
        name,
        metadata: configToMetadata(job.student, lineage),
        externalLocation: 'model.onnx.data',
      },
    );
    const card = modelCard(name, job.student, lineage);
    await this.#runs.writeModel(folder, file, card);
    if (id === null) return null;
    return this.#store.add({ id, file, card, ...(more.notes && { notes: more.notes }) });
  }

  async #startPath(start: string): Promise<string> {
    // A checkpoint of the family need not be imported first.
    return /\.(pth|tar|pt|safetensors)$/.test(start)
      ? start
      : (await this.#models.find(start)).path;
  }
}
