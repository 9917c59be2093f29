import type { Box } from '../domain/boxes.ts';
import type { FrameRange } from '../domain/edit-command.ts';
import type { LayerState } from './tracking.ts';

/** Sides of the square search crop that a student can have, in pixels. */
export const STUDENT_SIZES = [384, 256, 192, 128, 96] as const;

/** When a run is over, whichever comes first; at least one is set. */
export interface DistillationBudget {
  /** Of training; pauses do not count. */
  readonly minutes: number | null;
  readonly steps: number | null;
  /** Ends when so many looks at the held-out frames in a row brought no improvement; null: never for that reason. */
  readonly patience: number | null;
}

/** The switches of LoReTrack's ablations; left out, each is as the teacher's family has it. */
export interface DistillationAblations {
  /** How features are compared: `kl` as in the released code, `mse` as in the paper's prose. */
  readonly reading?: 'kl' | 'mse';
  readonly qkvKd?: boolean;
  readonly discKd?: boolean;
  /** Plain imitation of features, which QKV-KD is held against. */
  readonly featureKd?: boolean;
  /** Blocks whose queries, keys and values are imitated, counted from the last one. */
  readonly layers?: number;
  /** Whether the template's tokens are imitated too. */
  readonly templateTokens?: boolean;
  /** Which of the teacher's tokens count as foreground: those above a value, or a share of the strongest, 0..1. */
  readonly tau?:
    | { readonly kind: 'absolute'; readonly value: number }
    | { readonly kind: 'quantile'; readonly share: number };
  /** Weights of foreground and background in Disc-KD. */
  readonly alpha?: number;
  readonly beta?: number;
  /** Whether the student sees the frame as when it tracks, or the teacher's crop made smaller. */
  readonly studentInput?: 'crop' | 'resize';
  readonly learningRate?: number;
  /** Samples per step. */
  readonly batch?: number;
  readonly seed?: number;
}

/** What a student is to learn, from whom and from what. */
export interface DistillationSettings {
  /** Model that is imitated. */
  readonly teacherId: string;
  /** Model that the student is to take the place of: it is promoted only if it is better. */
  readonly replacesId: string;
  /** Model whose weights the student starts from; null: the teacher. */
  readonly startId: string | null;
  /** Side of the student's search crop in pixels. */
  readonly studentSize: number;
  /** Tracks whose human and confirmed frames are learned from; every other frame is ignored. */
  readonly trackIds: readonly number[];
  /** Part of the frames that is kept for judging, 0..0.5. */
  readonly holdOutShare: number;
  readonly budget: DistillationBudget;
  readonly ablations: DistillationAblations;
}

/** Frames of a track that are only looked at, never learned from. */
export interface HoldOutSpan extends FrameRange {
  readonly mediaId: number;
  readonly trackId: number;
  /** `track`: the whole track is held out; `time`: this stretch of it. */
  readonly by: 'track' | 'time';
  /** Human and confirmed frames in it. */
  readonly frames: number;
}

/** What becomes of one track's frames. */
export interface TrackUse {
  readonly mediaId: number;
  readonly trackId: number;
  /** Frames that are learned from. */
  readonly learned: number;
  /** Of these, frames in which a person corrected a model: they come up more often. */
  readonly corrected: number;
  readonly heldOut: number;
  /** Human and confirmed frames too near to held-out ones in time. */
  readonly guarded: number;
  /** Human and confirmed frames without a usable box: absent, or hardly within the picture. */
  readonly unusable: number;
  /** Frames nobody has confirmed: neither right nor wrong, so they are left out. */
  readonly ignored: number;
}

/** Something about a plan that a person should know. */
export interface PlanRemark {
  /** `refused`: a run cannot be started like this; `weak`: it can, but little will come of it. */
  readonly level: 'refused' | 'weak';
  readonly reason:
    | 'empty'
    | 'too-few'
    | 'one-track'
    | 'one-moment'
    | 'one-place'
    | 'no-hold-out'
    | 'too-few-to-judge'
    | 'media-missing'
    | 'settings';
  /** What is wrong, and what to do. */
  readonly message: string;
}

/** What a run would do; nothing is started or written. */
export interface DistillationPlan {
  readonly canStart: boolean;
  readonly remarks: readonly PlanRemark[];
  readonly tracks: readonly TrackUse[];
  readonly holdOut: readonly HoldOutSpan[];
  readonly learnedFrames: number;
  readonly heldOutFrames: number;
  /** Held-out frames that can judge the student against the model it replaces, and the spans they lie in. */
  readonly judgedFrames: number;
  readonly judgedSpans: number;
  /** SHA-256 of everything that is learned from and judged by, in hexadecimal digits. */
  readonly dataHash: string;
  /** Estimated from a measurement on this machine; null before `measureModel` was called for student and teacher. */
  readonly estimate: {
    readonly secondsPerStep: number;
    /** Null when only time or patience ends the run. */
    readonly minutes: number | null;
    readonly steps: number | null;
  } | null;
  /** Milliseconds per frame of the student on this machine; null where it was not measured. */
  readonly studentMsPerFrame: number | null;
  readonly power: 'mains' | 'battery' | 'unknown';
}

/**
 * Where a run is. `preparing`: its frames are gathered; `training`; `waiting`: see `waitsFor`; `judging`;
 * `interrupted`: a quit or a crash ended it, it can be resumed; `judged`: it has a verdict and its model is there;
 * `failed`: see `note`, it can be resumed; `cancelled`: it is gone with its files.
 */
export type DistillationStatus =
  | 'preparing'
  | 'training'
  | 'waiting'
  | 'judging'
  | 'interrupted'
  | 'judged'
  | 'failed'
  | 'cancelled';

/** Figures of a run's present. */
export interface DistillationProgress {
  readonly step: number;
  /** Share of the budget that is used up, 0..1. */
  readonly done: number;
  readonly elapsedSec: number;
  /** Null while too little is known. */
  readonly remainingSec: number | null;
  readonly samplesPerSec: number;
  /** Losses before weighting: `giou`, `l1`, `focal`, `qkv`, `disc`, as far as they are on, and `total`. */
  readonly losses: Readonly<Record<string, number>>;
  /** Mean overlap of the last batches. */
  readonly iou: number;
  /** Last mean overlap on held-out frames; null before the first look. */
  readonly heldOutIou: number | null;
}

/** How a student did on held-out frames. */
export interface DistillationVerdict {
  /** Frames and spans that judged: a person's boxes, or confirmed ones that neither model made. */
  readonly frames: number;
  readonly spans: number;
  /** Mean overlap with the person's boxes; null when nothing could be judged. */
  readonly studentIou: number | null;
  /** Of the model that it would replace. */
  readonly formerIou: number | null;
  readonly teacherIou: number | null;
  /** Mean overlap of student minus former with its 95 % interval, by block bootstrap over spans. */
  readonly gain: { readonly mean: number; readonly low: number; readonly high: number } | null;
  readonly outcome: 'promoted' | 'not-better' | 'not-enough-to-judge';
  /** The outcome in one sentence. */
  readonly reason: string;
}

/** A run as windows see it. */
export interface DistillationRun {
  readonly id: string;
  readonly name: string;
  /** Absolute path of the project whose frames it learns from. */
  readonly project: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly settings: DistillationSettings;
  readonly status: DistillationStatus;
  /** Why a run waits: a person paused it, the annotator is working, or it runs on battery and asks; else null. */
  readonly waitsFor: 'person' | 'annotator' | 'battery' | null;
  readonly learnedFrames: number;
  readonly heldOutFrames: number;
  readonly dataHash: string;
  /** Null before the first figures. */
  readonly progress: DistillationProgress | null;
  readonly verdict: DistillationVerdict | null;
  /** Model that came of it; null before it has ended. */
  readonly modelId: string | null;
  /** What a person should know: why it failed, that it lost its process and went on; null when nothing is to be said. */
  readonly note: string | null;
  /** Grows whenever `distillation` has other examples. */
  readonly examples: number;
}

/** Figures of a run from its beginning, one entry per report; columns are as long as `steps`. */
export interface DistillationCurves {
  readonly steps: readonly number[];
  /** Losses before weighting by name: `giou`, `l1`, `focal`, `qkv`, `disc`, `total`. */
  readonly losses: Readonly<Record<string, readonly number[]>>;
  readonly iou: readonly number[];
  readonly samplesPerSec: readonly number[];
  /** Held-out overlap of the student, as it starts at its first entry, and the teacher's; null without a look at it. */
  readonly heldOut: readonly { readonly step: number; readonly iou: number }[];
  readonly teacherHeldOutIou: number | null;
}

/** A held-out search crop with what student, teacher and person say of it. */
export interface DistillationExample {
  readonly mediaId: number;
  readonly trackId: number;
  readonly frameIndex: number;
  /** Side of the crop in pixels. */
  readonly size: number;
  /** Its RGB bytes [size,size,3] in base64. */
  readonly pixels: string;
  /** Boxes as fractions of the crop's side; the teacher's is null where there is no teacher. */
  readonly human: Box;
  readonly student: Box;
  readonly teacher: Box | null;
}

/** Everything of one run. */
export interface DistillationDetail {
  readonly run: DistillationRun;
  readonly curves: DistillationCurves;
  readonly examples: readonly DistillationExample[];
  readonly holdOut: readonly HoldOutSpan[];
}

/** A stretch of doubtful frames that a model may track anew, as a proposal. */
export interface RerunOffer extends FrameRange {
  readonly mediaId: number;
  readonly trackId: number;
  /** Frames that a look is expected to put right. */
  readonly expectedFrames: number;
}

/** Corrections of a stretch of work. */
export interface CorrectionPoint {
  /** ISO 8601, the last edit in it. */
  readonly at: string;
  /** Model whose boxes were corrected. */
  readonly modelId: string;
  /** Frames that the model made in it, and how many of its frames a person corrected. */
  readonly trackedFrames: number;
  readonly corrections: number;
  /** Null where too few frames were tracked. */
  readonly perThousand: number | null;
}

/** How much correcting a project takes, over time. */
export interface CorrectionHistory {
  readonly points: readonly CorrectionPoint[];
  /** When students took over. */
  readonly promotions: readonly { readonly at: string; readonly modelId: string }[];
  /** Of each model over all time, in the order in which they were first used. */
  readonly models: readonly Omit<CorrectionPoint, 'at'>[];
}

/** What windows can ask about learning. A run needs no window: it goes on until it ends or the studio is closed. */
export interface LearningApi {
  /** Dry run: what would be used, what is too little, how long it takes. */
  planDistillation(args: { readonly settings: DistillationSettings }): Promise<DistillationPlan>;
  /**
   * Starts a run; one at a time. Refused where the plan cannot start.
   * @param args.onBattery a person has agreed to train on battery
   */
  startDistillation(args: {
    readonly name: string;
    readonly settings: DistillationSettings;
    readonly onBattery: boolean;
  }): Promise<DistillationRun>;
  pauseDistillation(args: { readonly runId: string }): Promise<void>;
  /**
   * Goes on with a run that waits, was interrupted or has failed.
   * @param args.onBattery a person has agreed to train on battery
   */
  resumeDistillation(args: {
    readonly runId: string;
    readonly onBattery: boolean;
  }): Promise<DistillationRun>;
  /** Ends training now, and judges what has been learned so far. */
  stopDistillation(args: { readonly runId: string }): Promise<void>;
  /** Ends a run without a model, and deletes its files. A model that came of it stays. */
  cancelDistillation(args: { readonly runId: string }): Promise<void>;
  /** All runs, the newest first. */
  distillations(): Promise<readonly DistillationRun[]>;
  distillation(args: { readonly runId: string }): Promise<DistillationDetail>;
  /** Doubtful spans of the open project that a model could track anew, the most useful first. */
  rerunOffers(args: { readonly modelId: string }): Promise<readonly RerunOffer[]>;
  /** Tracks an offered span anew; what is found is a proposal. */
  startRerun(args: {
    readonly offer: RerunOffer;
    readonly modelId: string;
  }): Promise<LayerState | null>;
  /** Lets a teacher look at what its student found in a track: disagreement then counts as doubt. */
  checkWithTeacher(args: {
    readonly trackId: number;
    readonly range: FrameRange | null;
  }): Promise<LayerState>;
  /** Corrections per 1,000 frames of the open project. */
  corrections(): Promise<CorrectionHistory>;
}
