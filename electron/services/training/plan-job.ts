import { StudioError } from '../../contract/errors.ts';
import { checkDistillConfig } from '../../ml/distill/check-distill-config.ts';
import { DISTILL_PRESETS, defaultDistillConfig } from '../../ml/distill/distill-config.ts';
import {
  OSTRACK_OPTIMISER,
  TINY_OPTIMISER,
  type OptimiserConfig,
} from '../../ml/distill/optimiser-config.ts';
import type { TrainingJob } from '../../ml/distill/training-job.ts';
import { TINY, modelConfig, type ModelConfig } from '../../ml/nn/model-config.ts';
import { sameArchitecture } from '../../ml/nn/presets.ts';
import type { DistillRequest, PretrainRequest, TrainingRequest } from './training-request.ts';

/** A model as a run needs it. */
export interface TrainingModel {
  readonly path: string;
  readonly config: ModelConfig;
}

/** Crop factors of the tiny family. */
const TINY_FACTORS = { template: 2, search: 4 } as const;
/** How trained weights of the tiny family are trained on: at a lower rate, and warmed up sooner. */
const CONTINUED: OptimiserConfig = {
  ...TINY_OPTIMISER,
  learningRate: 4e-4,
  schedule: { ...TINY_OPTIMISER.schedule, warmUpSteps: 40 },
};

/** The job of a run that learns from boxes alone. @throws StudioError bad-input naming what is wrong. */
export function planPretraining(request: PretrainRequest, startPath: string | null): TrainingJob {
  const student = refused(() => modelConfig(TINY, request.studentSize, TINY_FACTORS));
  const optimiser = startPath === null ? TINY_OPTIMISER : CONTINUED;
  return {
    ...common(request),
    student,
    start: startPath,
    teacher: null,
    loss: { ...DISTILL_PRESETS.tiny, qkvKd: null, discKd: null },
    optimiser: { ...optimiser, learningRate: request.learningRate ?? optimiser.learningRate },
  };
}

/** The job of a run that imitates a teacher. @throws StudioError bad-input naming what is wrong. */
export function planDistillation(
  request: DistillRequest,
  teacher: TrainingModel,
  start: TrainingModel,
): TrainingJob {
  const loss = { ...defaultDistillConfig(teacher.config), ...request.loss };
  const student = refused(() =>
    checkDistillConfig(loss, teacher.config, request.studentSize, start.config),
  );
  const isTiny = sameArchitecture(teacher.config.architecture, TINY);
  const optimiser = isTiny
    ? CONTINUED
    : { ...OSTRACK_OPTIMISER, averageDecay: TINY_OPTIMISER.averageDecay };
  const isTaught = loss.qkvKd !== null || loss.featureKd !== null || loss.discKd !== null;
  return {
    ...common(request),
    student,
    start: start.path,
    // With every module off there is nothing to ask a teacher: the undistilled twin.
    teacher: isTaught ? { path: teacher.path, config: teacher.config } : null,
    loss,
    optimiser: { ...optimiser, learningRate: request.learningRate ?? optimiser.learningRate },
  };
}

function common(
  request: TrainingRequest,
): Omit<TrainingJob, 'student' | 'start' | 'teacher' | 'loss' | 'optimiser'> {
  const { steps, minutes } = request.budget;
  if (steps === null && minutes === null) {
    throw new StudioError('bad-input', 'a run needs a budget: say how many steps or minutes');
  }
  const frames = request.frames ?? [];
  if (request.photos.length === 0 && frames.length === 0) {
    throw new StudioError('bad-input', 'a run needs data: name a folder of photos');
  }
  const batch = request.batch ?? (request.studentSize >= 256 ? 16 : 32);
  return {
    version: 1,
    data: [
      ...request.photos.map((folder) => ({ kind: 'photos' as const, folder, weight: 1 })),
      ...frames.map((file) => ({ kind: 'frames' as const, file, weight: 1 })),
    ],
    batch,
    seed: request.seed ?? 1,
    budget: request.budget,
    poolSize: request.poolSize ?? null,
    cacheBytes: request.poolSize === undefined ? 0 : (request.cacheBytes ?? 0),
    validation: request.validation ?? { pairs: 128, everySteps: 200 },
    checkpointEverySteps: 50,
    workers: request.workers ?? 1,
    threads: request.threads ?? null,
    provider: request.device ?? 'cpu',
  };
}

function refused<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new StudioError('bad-input', error.message, { cause: error });
  }
}
