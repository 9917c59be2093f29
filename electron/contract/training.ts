import type { Box } from '../domain/boxes.ts';

/** Losses by name, before weighting; `total` is their weighted sum. */
export type LossValues = Readonly<Record<string, number>>;

/** A held-out search crop as student, teacher and person see it; boxes as fractions of its side. */
export interface TrainingExample {
  /** Track and frame as the archive names them. */
  readonly track: string;
  readonly frameIndex: number;
  /** Side of the crop in pixels. */
  readonly size: number;
  /** RGB bytes [size,size,3]. */
  readonly pixels: Uint8Array;
  readonly human: Box;
  readonly student: Box;
  /** Null without a teacher. */
  readonly teacher: Box | null;
}

/** What a training run tells while it goes on. */
export type TrainingEvent =
  | {
      readonly type: 'started';
      /** Step that the run goes on from; 0 for a new one. */
      readonly step: number;
      /** What it learns from, in words. */
      readonly data: string;
      /** Files that could not be used. */
      readonly skipped: readonly { readonly file: string; readonly reason: string }[];
    }
  | {
      readonly type: 'progress';
      readonly step: number;
      /** Share of the budget that is used up, 0..1. */
      readonly done: number;
      readonly elapsedSec: number;
      /** Null while too little is known. */
      readonly remainingSec: number | null;
      readonly losses: LossValues;
      /** Mean overlap of the batch. */
      readonly iou: number;
      readonly learningRate: number;
      readonly gradientNorm: number;
      readonly samplesPerSec: number;
      /** Share of the time that was spent waiting for data. */
      readonly dataWaitShare: number;
      /** Part of the teacher's tokens that Disc-KD takes for foreground; null without it. */
      readonly maskShare: number | null;
    }
  /** Mean overlap on held-out pairs. */
  | { readonly type: 'validated'; readonly step: number; readonly iou: number }
  /** What the teacher reaches on the same held-out pairs. */
  | { readonly type: 'teacherValidated'; readonly iou: number }
  /** Held-out crops with what student, teacher and person say of them. */
  | {
      readonly type: 'examples';
      readonly step: number;
      readonly examples: readonly TrainingExample[];
    }
  | { readonly type: 'warning'; readonly step: number; readonly message: string }
  | { readonly type: 'saved'; readonly step: number }
  /** The process died; the run goes on from its last checkpoint. */
  | { readonly type: 'restarted'; readonly reason: string }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  | {
      readonly type: 'finished';
      readonly step: number;
      readonly end: 'budget' | 'stopped' | 'no-improvement';
      /** Last held-out overlap; null without held-out pairs. */
      readonly iou: number | null;
      readonly elapsedSec: number;
    };
