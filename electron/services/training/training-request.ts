import type { Device } from '../../contract/device.ts';
import type { DistillConfig } from '../../ml/distill/distill-config.ts';
import type { TrainingBudget } from '../../ml/distill/training-job.ts';

/** What every run is told. */
export interface TrainingRequest {
  /** Absolute path of the run's folder, which is made. */
  readonly folder: string;
  /** Absolute paths of folders of photos. */
  readonly photos: readonly string[];
  /** Absolute paths of the lists of frame archives. */
  readonly frames?: readonly string[];
  /** Side of the student's search crop in pixels. */
  readonly studentSize: number;
  readonly budget: TrainingBudget;
  /** Samples per step; by the student's size unless told. */
  readonly batch?: number;
  readonly learningRate?: number;
  readonly seed?: number;
  /** Held-out pairs that are looked at, and how often; 128 every 200 steps unless told. */
  readonly validation?: { readonly pairs: number; readonly everySteps: number };
  /** Number of different augmented pairs; without end unless told. */
  readonly poolSize?: number;
  /** Bytes of teacher outputs kept on disk. */
  readonly cacheBytes?: number;
  readonly workers?: number;
  readonly threads?: number;
  /** Default `cpu`. */
  readonly device?: Exclude<Device, 'auto'>;
}

/** Learns from boxes alone. */
export interface PretrainRequest extends TrainingRequest {
  /** Model id, or path of a model or checkpoint of the tiny family, to start from; null for random weights. */
  readonly start: string | null;
}

/** Learns from boxes and a teacher. */
export interface DistillRequest extends TrainingRequest {
  /** Model id, or path of a model file. */
  readonly teacher: string;
  /** Model id or path whose weights the student starts from; the teacher's own unless told. */
  readonly start?: string;
  /** Switches that differ from the teacher's default. */
  readonly loss?: Partial<DistillConfig>;
}
