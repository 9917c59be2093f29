import type { Box } from '../boxes.ts';
import { isMeasurable } from '../metrics/frame-errors.ts';
import type { AbsentRule } from '../metrics/protocol.ts';

/**
 * Where sequences come from. `folders` are sequence folders of no particular benchmark, `annotations` a COCO or track
 * JSON file, `project` a project of the studio.
 */
export const DATASET_KINDS = [
  'otb',
  'lasot',
  'lasot-ext',
  'got10k',
  'trackingnet',
  'uav123',
  'vot',
  'folders',
  'annotations',
  'project',
] as const;
export type DatasetKind = (typeof DATASET_KINDS)[number];

/** A sequence that a tracker can be measured on: pictures, and true boxes of one object. Lists hold an entry per frame. */
export interface EvaluationSequence {
  /** Unique in its data set, and fit for a file name. */
  readonly name: string;
  /** Absolute path of the image folder or video. */
  readonly media: string;
  /** Frame of the media in which the sequence begins. */
  readonly firstFrame: number;
  readonly frames: number;
  /**
   * Image pixels, as written; NaN or without area where the object is absent. Only the first where a benchmark keeps
   * the others to itself.
   */
  readonly truth: readonly Box[];
  /** Where the object can be seen. */
  readonly visible?: readonly boolean[];
  readonly occluded?: readonly boolean[];
  readonly outOfView?: readonly boolean[];
  /** Visible share of the object in eighths, 0..8. */
  readonly cover?: readonly number[];
  /** Frames that a person has annotated, the only ones to be measured; all when left out. */
  readonly labelled?: readonly boolean[];
  /** Size of the pictures in pixels; null where the data set does not tell. */
  readonly size: { readonly width: number; readonly height: number } | null;
}

/** A sequence that cannot be used, and why, in one sentence. */
export interface UnreadableSequence {
  readonly name: string;
  readonly reason: string;
}

/** A data set as it was found. */
export interface Dataset {
  /** The folder's or file's name. */
  readonly name: string;
  readonly kind: DatasetKind;
  /** Absolute path. */
  readonly path: string;
  /** In natural order of their names. */
  readonly sequences: readonly EvaluationSequence[];
  readonly unreadable: readonly UnreadableSequence[];
}

/** How frames without the object count in the `pytracking` protocol. */
export function absentRule(kind: DatasetKind): AbsentRule {
  if (kind === 'lasot' || kind === 'lasot-ext') return kind;
  return kind === 'uav123' ? 'uav' : 'plain';
}

/** True when only the first box is known, since the benchmark measures on its own server. */
export function isTruthSecret({ truth, frames }: EvaluationSequence): boolean {
  return truth.length === 1 && frames > 1;
}

/** Why a tracker cannot be started on a sequence, or null. */
export function whyUnusable({ truth, frames }: EvaluationSequence): string | null {
  const [first] = truth;
  if (first === undefined) return 'there are no true boxes';
  if (!isMeasurable(first)) return 'frame 1 has no box with an area, so no tracker can be started';
  if (truth.length !== frames && truth.length !== 1) {
    return `there are ${truth.length} true boxes for ${frames} frames`;
  }
  return null;
}
