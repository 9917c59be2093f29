import type { Device } from '../../contract/device.ts';
import type { Box } from '../../domain/boxes.ts';
import type { DatasetKind } from '../../domain/datasets/evaluation-sequence.ts';
import type { Evaluation } from '../../domain/metrics/evaluation.ts';
import type { Protocol } from '../../domain/metrics/protocol.ts';
import type { ModelInfo, ModelService } from '../models.ts';
import type { Datasets } from '../ports/datasets.ts';
import type { Media } from '../ports/media.ts';
import type { ResultFiles } from '../ports/result-files.ts';
import type { TrackingEngine } from '../ports/tracking-engine.ts';

/** Results that another toolkit has written, to be compared with. */
export interface ResultFolder {
  readonly name: string;
  /** Absolute path of the tracker's folder. */
  readonly folder: string;
}

/** Which trackers to measure, and on what. */
export interface EvaluationJob {
  /** Absolute path of a data set, an annotation file or a project. */
  readonly dataset: string;
  /** What the data set is, where its layout is mistaken for another's. */
  readonly kind?: DatasetKind;
  /** Where the videos of an annotation file lie; absolute. */
  readonly mediaFolder?: string;
  /** Names of the sequences to take; all when left out. */
  readonly sequences?: readonly string[];
  readonly models: readonly ModelInfo[];
  readonly results?: readonly ResultFolder[];
  readonly protocols: readonly Protocol[];
  readonly device: Device;
  /** Threads of each network on the CPU; left out: all cores divided by the sequences at once. */
  readonly threads?: number;
  /** Sequences to track at once, from 1; as many as there are cores when left out. */
  readonly atOnce?: number;
  /** Absolute path of the folder that keeps passes; nothing is kept when left out. */
  readonly runs?: string;
  /** Whether speeds are measured by a run of their own where sequences were tracked side by side; true when left out. */
  readonly measuresSpeed?: boolean;
}

/** One tracker and one sequence that are done with. */
export interface EvaluationProgress {
  readonly tracker: string;
  readonly sequence: string;
  /** `kept` passes were on disk already; `failed` ones say why. */
  readonly what: 'tracked' | 'kept' | 'loaded' | 'failed';
  /** Why it failed, or why a pass on disk did not do; null when there is nothing to say. */
  readonly note: string | null;
  readonly done: number;
  readonly total: number;
}

/** What an evaluation tells while it runs. */
export interface EvaluationHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: EvaluationProgress) => void;
}

/** A comparison with the boxes that it is made of. */
export interface EvaluationOutcome {
  readonly evaluation: Evaluation;
  /** By tracker and sequence; image pixels, one per frame of the sequence. */
  readonly boxes: ReadonlyMap<string, ReadonlyMap<string, readonly Box[]>>;
}

/** What an evaluation needs. */
export interface EvaluationPorts {
  /** Starts an engine of its own for each sequence that is tracked at the same time. */
  readonly launch: () => TrackingEngine;
  readonly datasets: Datasets;
  readonly files: ResultFiles;
  readonly media: Media;
  readonly models: Pick<ModelService, 'digest'>;
  /** Cores of this machine. */
  readonly cores: number;
  /** Program and version, for the results. */
  readonly createdBy: string;
}
