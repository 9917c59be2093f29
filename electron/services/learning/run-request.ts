import type { DistillationSettings } from '../../contract/distillation.ts';
import { StudioError } from '../../contract/errors.ts';
import type { ModelConfig } from '../../ml/nn/model-config.ts';
import type { ModelInfo } from '../models.ts';
import type { DistillRequest } from '../training/training-request.ts';
import { planDistillation } from '../training/plan-job.ts';
import { lossOf } from './ablations.ts';

/** A run that may only end for lack of improvement ends after a day all the same. */
const LONGEST_MINUTES = 24 * 60;
/** Held-out pairs that are looked at while training; all of them judge in the end. */
const MOST_VALIDATED = 64;
const VALIDATE_EVERY_STEPS = 50;

/** The models that a run needs. */
export interface RunModels {
  readonly teacher: ModelInfo;
  readonly former: ModelInfo;
  readonly start: ModelInfo;
}

/** The training that settings ask for. */
export function requestOf(
  settings: DistillationSettings,
  { teacher, start }: RunModels,
  run: { readonly folder: string; readonly frames: readonly string[]; readonly heldOut: number },
): DistillRequest {
  const { budget, ablations, studentSize } = settings;
  const { learningRate, batch, seed } = ablations;
  const isEndless = budget.minutes === null && budget.steps === null;
  return {
    ...{ folder: run.folder, photos: [], frames: run.frames, studentSize },
    ...{ teacher: teacher.id, start: start.id, loss: lossOf(ablations, teacher.config) },
    budget: { ...budget, minutes: isEndless ? LONGEST_MINUTES : budget.minutes },
    validation: {
      pairs: Math.min(run.heldOut, MOST_VALIDATED),
      everySteps: VALIDATE_EVERY_STEPS,
    },
    ...(learningRate !== undefined && { learningRate }),
    ...(batch !== undefined && { batch }),
    ...(seed !== undefined && { seed }),
  };
}

/** Whether a run can be trained like this at all. @throws StudioError bad-input naming what does not fit */
export function checkSettings(
  settings: DistillationSettings,
  models: RunModels,
  heldOut: number,
): void {
  const { minutes, steps, patience } = settings.budget;
  if (minutes === null && steps === null && patience === null) {
    throw new StudioError(
      'bad-input',
      'Say when training is to end: after how many minutes or steps.',
    );
  }
  if (minutes === null && steps === null && heldOut === 0) {
    throw new StudioError(
      'bad-input',
      'Without held-out frames nobody sees when a student stops improving: give minutes or steps, or hold frames out.',
    );
  }
  const { teacher, start } = models;
  planDistillation(
    requestOf(settings, models, { folder: '', frames: [''], heldOut }),
    teacher,
    start,
  );
}

/** Samples of one step. */
export function batchOf({ ablations, studentSize }: DistillationSettings): number {
  return ablations.batch ?? (studentSize >= 256 ? 16 : 32);
}

/** A network whose crops are as large, and as fine, as those of all that will look at the frames. */
export function widestNetwork(
  { teacher, former, start }: RunModels,
  studentSize: number,
): ModelConfig {
  const configs = [teacher, former, start].map(({ config }) => config);
  const most = (value: (config: ModelConfig) => number): number => Math.max(...configs.map(value));
  return {
    ...teacher.config,
    searchFactor: most(({ searchFactor }) => searchFactor),
    templateFactor: most(({ templateFactor }) => templateFactor),
    searchSize: Math.max(
      studentSize,
      most(({ searchSize }) => searchSize),
    ),
    templateSize: Math.max(
      studentSize / 2,
      most(({ templateSize }) => templateSize),
    ),
  };
}
