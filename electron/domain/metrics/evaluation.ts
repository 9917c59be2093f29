import type { Agreement } from './agreement.ts';
import type { SequenceAttribute } from './attributes.ts';
import type { Got10kScores } from './got10k.ts';
import type { Protocol } from './protocol.ts';
import type { PytrackingScores } from './pytracking.ts';
import type { Robustness } from './robustness.ts';
import type { Speed } from './speed.ts';

/** What one tracker reached on one sequence. Scores of a protocol that was not asked for are null. */
export interface SequenceScores {
  readonly sequence: string;
  /** Plain mean IoU over frames 2..n with a true box, of no protocol; null when there is no such frame. */
  readonly meanIou: number | null;
  /** Plain IoU per frame; null for frame 1 and where there is no true box. */
  readonly ious: readonly (number | null)[];
  readonly pytracking: PytrackingScores | null;
  readonly got10k: Got10kScores | null;
  readonly robustness: Robustness;
  /** As it was tracked, maybe beside other sequences; null for results without times. */
  readonly speed: Speed | null;
  /** What a person should know, one sentence each: a result that was cut, say. */
  readonly notes: readonly string[];
}

/** Means over the sequences that have an attribute. */
export interface AttributeScores {
  readonly attribute: SequenceAttribute;
  readonly sequences: number;
  readonly successAuc: number | null;
  readonly precision20: number | null;
  readonly averageOverlap: number | null;
}

/** A tracker in a comparison. */
export interface TrackerInfo {
  /** Unique in the comparison. */
  readonly name: string;
  /** A model of the studio, or a folder of results that another toolkit has written. */
  readonly origin: 'model' | 'results';
  /** Side of the search region in pixels; null when unknown. */
  readonly resolution: number | null;
  /** Multiply-accumulates of layers per frame in thousands of millions, as papers count; null when unknown. */
  readonly gmacs: number | null;
  /** Numbers in the weights, in millions; null when unknown. */
  readonly megaParameters: number | null;
  /** What the network ran on; null when unknown. */
  readonly provider: string | null;
  readonly fallbackReason: string | null;
}

/** A sequence that a tracker has no scores for, and why. */
export interface SequenceFailure {
  readonly sequence: string;
  readonly reason: string;
}

/** Where a tracker's speed comes from. */
export interface MeasuredSpeed extends Speed {
  /** `interleaved`: all trackers in turn on the same frames and alone; `runs`: as the sequences were tracked. */
  readonly how: 'interleaved' | 'runs';
  /** Sequences that were tracked at the same time. */
  readonly atOnce: number;
}

/** What one tracker reached on a data set. Means are over the sequences that could be measured. */
export interface TrackerScores {
  readonly tracker: TrackerInfo;
  readonly sequences: readonly SequenceScores[];
  readonly failures: readonly SequenceFailure[];
  /** Sequences that were tracked, but whose true boxes the benchmark keeps to itself. */
  readonly unmeasured: readonly string[];
  /** Mean of the sequences' mean IoUs. */
  readonly meanIou: number | null;
  /** Sequences weigh the same. */
  readonly pytracking: PytrackingScores | null;
  /** Frames weigh the same. */
  readonly got10k: Got10kScores | null;
  readonly robustness: Robustness;
  readonly attributes: readonly AttributeScores[];
  readonly speed: MeasuredSpeed | null;
}

/** A sequence of the data set that trackers were compared on. */
export interface EvaluatedSequence {
  readonly name: string;
  readonly frames: number;
  /** Absolute path of its pictures, and the frame of the media that it begins in. */
  readonly media: string;
  readonly firstFrame: number;
  readonly attributes: readonly SequenceAttribute[];
}

/** How far two trackers agree over all sequences that both have; sequences weigh the same. */
export interface TrackerAgreement {
  readonly a: string;
  readonly b: string;
  readonly sequences: number;
  readonly meanIou: number;
  /** Share of frames with an overlap above 0.5. */
  readonly share: number;
  /** The runs of frames in which they disagree most, at most 20, the worst first. */
  readonly worst: readonly (Agreement['disagreements'][number] & { readonly sequence: string })[];
}

/** Trackers compared on one data set. */
export interface Evaluation {
  readonly dataset: { readonly name: string; readonly kind: string; readonly path: string };
  readonly protocols: readonly Protocol[];
  readonly sequences: readonly EvaluatedSequence[];
  /** Sequences of the data set that no tracker could be measured on. */
  readonly unreadable: readonly SequenceFailure[];
  readonly trackers: readonly TrackerScores[];
  readonly agreements: readonly TrackerAgreement[];
  /** Program and version. */
  readonly createdBy: string;
  /** ISO 8601. */
  readonly createdAt: string;
}
