import type { ModelConfig } from '../nn/model-config.ts';
import type { DistillConfig } from './distill-config.ts';
import type { OptimiserConfig } from './optimiser-config.ts';
import { shuffled } from './shuffled.ts';

/** Where pairs come from, and how often compared with the run's other data. */
export type TrainingData =
  | {
      /** A folder of still photos, moved synthetically. */
      readonly kind: 'photos';
      /** Absolute path. */
      readonly folder: string;
      readonly weight: number;
    }
  | {
      /** An archive of annotated frames. */
      readonly kind: 'frames';
      /** Absolute path of its description, frames.json. */
      readonly file: string;
      readonly weight: number;
    };

/** When a run is over: whichever comes first; at least one is set. */
export interface TrainingBudget {
  readonly steps: number | null;
  /** Of training, pauses left out. A run that is to be repeated to the bit is given steps. */
  readonly minutes: number | null;
  /** Validations in a row without an improvement after which a run ends. */
  readonly patience: number | null;
}

/** Everything that decides what a run does; plain JSON, stored with it. */
export interface TrainingJob {
  readonly version: 1;
  readonly student: ModelConfig;
  /** Absolute path of the model or checkpoint whose weights the student starts from; null for random ones. */
  readonly start: string | null;
  /** Whom the student imitates; null when it learns from boxes alone. */
  readonly teacher: { readonly path: string; readonly config: ModelConfig } | null;
  readonly data: readonly TrainingData[];
  readonly loss: DistillConfig;
  readonly optimiser: OptimiserConfig;
  readonly batch: number;
  readonly seed: number;
  readonly budget: TrainingBudget;
  /** Number of different augmented pairs, which come again in another order; null for new ones without end. */
  readonly poolSize: number | null;
  /** Most bytes of teacher outputs kept on disk; 0 for none. Only a pool makes them worth keeping. */
  readonly cacheBytes: number;
  /** Held-out pairs that are looked at, and how often. */
  readonly validation: { readonly pairs: number; readonly everySteps: number };
  readonly checkpointEverySteps: number;
  /** Threads that decode and augment. */
  readonly workers: number;
  /** Threads of the networks on the CPU; null for as many as ONNX Runtime likes. */
  readonly threads: number | null;
  /** What the networks run on; falls back to the CPU with a warning. */
  readonly provider: string;
}

/** How far a run has come, beside its weights. */
export interface RunPosition {
  /** Updates of the weights. */
  readonly step: number;
  /** Batches drawn, those that were skipped included. */
  readonly drawn: number;
  /** Seconds spent in training. */
  readonly elapsedSec: number;
  /** State of the generator of stochastic depth. */
  readonly random: number;
  /** Factor of the learning rate: halved by every roll-back. */
  readonly rateScale: number;
  readonly rollBacks: number;
  /** Best validation so far and how many have passed since; null before the first. */
  readonly best: { readonly iou: number; readonly since: number } | null;
}

/** Where a run starts. */
export function firstPosition(seed: number): RunPosition {
  return {
    step: 0,
    drawn: 0,
    elapsedSec: 0,
    random: seed,
    rateScale: 1,
    rollBacks: 0,
    best: null,
  };
}

/** Share of the budget that is used up, 0..1. */
export function shareDone(
  { steps, minutes }: TrainingBudget,
  { step, elapsedSec }: Pick<RunPosition, 'step' | 'elapsedSec'>,
): number {
  const bySteps = steps === null ? 0 : step / steps;
  const byTime = minutes === null ? 0 : elapsedSec / 60 / minutes;
  return Math.min(1, Math.max(bySteps, byTime));
}

/**
 * Numbers of the pairs of a batch: ever new ones, or a pool's, shuffled anew in each round.
 * @param drawn number of the batch, from 0
 */
export function pairIndices(
  { batch, poolSize, seed }: Pick<TrainingJob, 'batch' | 'poolSize' | 'seed'>,
  drawn: number,
): readonly number[] {
  const first = drawn * batch;
  return Array.from({ length: batch }, (_, offset) => {
    const number = first + offset;
    if (poolSize === null) return number;
    return shuffled(number % poolSize, poolSize, seed + Math.floor(number / poolSize));
  });
}
