import type {
  DistillationCurves,
  DistillationExample,
  DistillationRun,
} from '../../contract/distillation.ts';
import type { BoxSource } from '../../domain/track.ts';
import type { AnnotatedSource } from './frame-archive.ts';

/** Where a run goes on: `collect` its frames, `train`, `judge`, or nowhere any more. */
export type RunStage = 'collect' | 'train' | 'judge' | 'done';

/** What is kept of a run beside its checkpoints. */
export interface RunRecord {
  readonly run: DistillationRun;
  readonly stage: RunStage;
  /** What training came to; null before it has ended. */
  readonly summary: {
    readonly steps: number;
    readonly elapsedSec: number;
    readonly iou: number | null;
    readonly data: string;
  } | null;
  readonly teacherHeldOutIou: number | null;
}

/** A held-out stretch of frames of a track, with who made their boxes. */
export interface HeldOutStretch {
  readonly mediaId: number;
  readonly trackId: number;
  readonly by: 'track' | 'time';
  readonly from: number;
  readonly to: number;
  readonly frames: readonly {
    readonly frameIndex: number;
    readonly source: BoxSource;
    readonly confirmed: boolean;
    /** Frames of one block are one observation. */
    readonly block: number;
  }[];
}

/** What a run learns from and is judged by, as it was when the run was started. */
export interface RunFrames {
  readonly sources: readonly AnnotatedSource[];
  readonly heldOut: readonly HeldOutStretch[];
}

/** The runs of the studio, each in a folder of its own. */
export interface RunBook {
  /** Absolute path of a run's folder, whether it is there or not. */
  folderOf(runId: string): string;
  /** Every run that can be read, the newest first. */
  list(): Promise<readonly RunRecord[]>;
  /** Makes a run's folder. @throws StudioError write-failed */
  create(record: RunRecord, frames: RunFrames): Promise<void>;
  /** Notes where a run stands, whole or not at all. @throws StudioError write-failed */
  save(record: RunRecord): Promise<void>;
  /** @throws StudioError not-found when the run's folder was damaged */
  frames(runId: string): Promise<RunFrames>;
  /** Deletes a run with everything in its folder. */
  remove(runId: string): Promise<void>;
  /** Deletes what only training needs of a run that is over: its frames and checkpoints. */
  tidy(runId: string): Promise<void>;
  /** Figures from the run's beginning; empty columns before the first. */
  curves(runId: string): Promise<Omit<DistillationCurves, 'teacherHeldOutIou'>>;
  saveExamples(runId: string, examples: readonly DistillationExample[]): Promise<void>;
  examples(runId: string): Promise<readonly DistillationExample[]>;
  /**
   * Claims a run for this process, so that no other one trains it as well; false while another one has it. A claim
   * ends with `release`, or with the process.
   */
  claim(runId: string): Promise<boolean>;
  release(runId: string): Promise<void>;
  /** True when another process that is alive has the run. */
  isElsewhere(runId: string): Promise<boolean>;
}
