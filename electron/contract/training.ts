/** Losses by name, before weighting; `total` is their weighted sum. */
export type LossValues = Readonly<Record<string, number>>;

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
