import type { Box } from '../domain/boxes.ts';
import type { Evaluation } from '../domain/metrics/evaluation.ts';
import type { Protocol } from '../domain/metrics/protocol.ts';
import type { PlotName } from '../domain/plots/evaluation-plots.ts';
import type { Device } from './device.ts';

/** Which trackers to compare, and on what. */
export interface ComparisonRequest {
  /** Absolute path of a data set, an annotation file or a project; null: the open project. */
  readonly dataset: string | null;
  /** Names of the sequences to take; null: all. */
  readonly sequences: readonly string[] | null;
  readonly modelIds: readonly string[];
  readonly device: Device;
  readonly protocols: readonly Protocol[];
  /** Whether speeds are measured by a run of their own where sequences are tracked side by side. */
  readonly measuresSpeed: boolean;
}

/** What a data set holds, before anything is tracked. */
export interface DatasetSummary {
  readonly name: string;
  readonly kind: string;
  /** Absolute path. */
  readonly path: string;
  readonly sequences: readonly { readonly name: string; readonly frames: number }[];
  /** Sequences that cannot be read, and why. */
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
}

/** A comparison as windows list it. */
export interface ComparisonState {
  readonly id: string;
  readonly request: ComparisonRequest;
  /** Name of the data set. */
  readonly datasetName: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** `stopped` ones, by a person or with the studio, go on with `resumeComparison` where they were. */
  readonly status: 'running' | 'stopped' | 'failed' | 'done';
  /** Frames tracked, of all trackers together, and how many there are; 0 while not known. */
  readonly done: number;
  readonly total: number;
  /** Estimated seconds to the end; null while unknown. */
  readonly remainingSec: number | null;
  /** Passes that failed so far. */
  readonly failures: number;
  /** Why it failed, or what it is at; null when there is nothing to say. */
  readonly note: string | null;
}

/** One sequence of a comparison with all boxes; lists hold an entry per frame of the sequence. */
export interface ComparisonSequence {
  readonly name: string;
  /** For frame addresses, as long as the studio runs. */
  readonly mediaId: number;
  /** Frames of the media, and the one that the sequence begins in. */
  readonly mediaFrames: number;
  readonly firstFrame: number;
  readonly frames: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Frames per second, for playing. */
  readonly rate: number;
  /** True boxes in image pixels; null where there is none, or nobody has annotated. */
  readonly truth: readonly (Box | null)[];
  readonly trackers: readonly {
    readonly name: string;
    /** Image pixels; empty when the tracker failed here. */
    readonly boxes: readonly Box[];
  }[];
}

/** Which cells are discriminative: the strongest share of them, or those that reach a value (the paper's 0.2). */
export type MapThreshold =
  | { readonly kind: 'quantile'; readonly share: number }
  | { readonly kind: 'absolute'; readonly value: number };

/** What one tracker saw in a frame; maps have F cells a side, row by row. */
export interface TrackerMaps {
  readonly tracker: string;
  /** Side of the search crop in pixels, X. */
  readonly searchSize: number;
  readonly cells: number;
  /** The square of the picture that was searched, image pixels. */
  readonly region: Box;
  /** The crop's RGB bytes [X,X,3] in base64. */
  readonly crop: string;
  /** Score map [F,F], in (0, 1). */
  readonly score: readonly number[];
  /** Mean over channels of the squared features after the final norm [F,F]. */
  readonly discriminative: readonly number[];
  /** 1 where the map reaches the threshold [F,F]. */
  readonly mask: readonly number[];
}

/** What of a comparison is written to a file. */
export type ComparisonExport =
  /** The page that needs nothing else. */
  | { readonly kind: 'report' }
  /** Tables as CSV. */
  | { readonly kind: 'trackers' }
  | { readonly kind: 'sequences' }
  /** A plot as SVG. */
  | { readonly kind: 'plot'; readonly plot: PlotName }
  /** IoU over the frames of a sequence as SVG. */
  | { readonly kind: 'ious'; readonly sequence: string }
  /** A picture that the window has painted: PNG in base64. */
  | { readonly kind: 'picture'; readonly png: string };

/** What windows can ask about comparisons of trackers. Errors say which sequence or file, and what to do. */
export interface ComparisonApi {
  /** Looks into a data set; null: the open project, of which boxes that a person drew or confirmed count. */
  inspectDataset(args: { readonly path: string | null }): Promise<DatasetSummary>;
  /** Begins a comparison; there is one at a time. It goes on as `comparison` events. */
  startComparison(args: ComparisonRequest): Promise<ComparisonState>;
  /** Ends a comparison after the frames in flight; what is tracked stays. */
  stopComparison(args: { readonly comparisonId: string }): Promise<void>;
  /** Goes on with one that was stopped or failed. */
  resumeComparison(args: { readonly comparisonId: string }): Promise<ComparisonState>;
  /** Deletes a comparison's results; one under way is refused. */
  deleteComparison(args: { readonly comparisonId: string }): Promise<void>;
  /** All that are kept, the newest first. */
  comparisons(): Promise<readonly ComparisonState[]>;
  /** The figures of one that is done. */
  comparison(args: { readonly comparisonId: string }): Promise<Evaluation>;
  /** Boxes of one sequence; its pictures can be shown from then on. */
  comparisonSequence(args: {
    readonly comparisonId: string;
    readonly sequence: string;
  }): Promise<ComparisonSequence>;
  /** What trackers saw in one frame of a sequence, from its second on. */
  comparisonMaps(args: {
    readonly comparisonId: string;
    readonly sequence: string;
    readonly frameIndex: number;
    readonly trackers: readonly string[];
    readonly threshold: MapThreshold;
  }): Promise<readonly TrackerMaps[]>;
  /** Writes a file. @param args.only sequences that it is about; null: all */
  exportComparison(args: {
    readonly comparisonId: string;
    readonly what: ComparisonExport;
    readonly only: readonly string[] | null;
    readonly path: string;
    readonly overwrite: boolean;
  }): Promise<{ readonly path: string }>;
}
