import type { Box } from './boxes.ts';
import type { TimeBase } from './frame-table.ts';

/** Who made a box; `model:<id>` names the tracker model. */
export type BoxSource = 'human' | 'interpolated' | 'imported' | `model:${string}`;

/** What is known of one object in one frame. */
export interface TrackFrame {
  /** Place in the frame table, from 0. */
  readonly frameIndex: number;
  /** Presentation time of the frame, in units of the media's time base and in seconds. */
  readonly pts: number;
  readonly timeSec: number;
  /** Box in pixels; null only where the object is absent. */
  readonly box: Box | null;
  readonly source: BoxSource;
  /** A person has looked at this frame and agrees; never says who made the box. */
  readonly confirmed: boolean;
  /** How sure the model was, [0,1]; null for boxes that no model made. */
  readonly score: number | null;
  readonly occluded: boolean;
  /** The object is not in this frame. */
  readonly absent: boolean;
  /** The frame holds its box itself; boxes between keyframes follow from them. */
  readonly keyframe: boolean;
  /** What else is said of the object in this frame; left out when nothing is. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

/** One object through a video. */
export interface Track {
  /** Unique in its document, an integer from 1. */
  readonly id: number;
  /** Class of the object, e.g. "person". */
  readonly label: string;
  /** `#rrggbb`, or null to let the viewer choose. */
  readonly color: string | null;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** In ascending order of frames, at most one entry each; frames left out are unknown. */
  readonly frames: readonly TrackFrame[];
}

/** The video or image folder that tracks belong to. */
export interface TrackMedia {
  readonly name: string;
  /** Where it lay when the tracks were written; null when that should not be told. */
  readonly path: string | null;
  /** Size in pixels as shown, after rotation. */
  readonly width: number;
  readonly height: number;
  /** Average frames per second. */
  readonly fps: number;
  readonly frameCount: number;
  /** Seconds per unit of `pts`. */
  readonly timeBase: TimeBase;
}

/** The tracker model that made the tracks. */
export interface TrackModel {
  readonly id: string;
  /** SHA-256 of the model file in hexadecimal digits; null when unknown. */
  readonly sha256: string | null;
}

/** All tracks of one video, as they are exchanged between programs. */
export interface TrackDocument {
  readonly media: TrackMedia;
  /** Null when no single model made the tracks. */
  readonly model: TrackModel | null;
  readonly tracks: readonly Track[];
  /** Why tracking ended early, in one sentence; null for a complete result. */
  readonly incompleteReason: string | null;
  /** Program and version that wrote the document. */
  readonly createdBy: string;
  /** ISO 8601 date and time; null when unknown. */
  readonly createdAt: string | null;
}
