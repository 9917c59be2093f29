import type { Box } from './boxes.ts';
import type { TimeBase } from './frame-table.ts';
import type { BoxSource } from './track.ts';

/** Value of an attribute; which kinds fit is up to its definition. */
export type AttributeValue = string | number | boolean;

/** An attribute that tracks of a label have: once per track, or changing from frame to frame. */
export interface AttributeDefinition {
  /** Unique within its label. */
  readonly name: string;
  readonly scope: 'track' | 'frame';
  readonly kind: 'text' | 'number' | 'flag' | 'choice';
  /** The allowed values of a `choice`; empty for other kinds. */
  readonly choices: readonly string[];
}

/** A class of objects. */
export interface Label {
  readonly id: number;
  readonly name: string;
  /** `#rrggbb`. */
  readonly color: string;
  /** The digit that chooses it, or null. */
  readonly hotkey: string | null;
  readonly attributes: readonly AttributeDefinition[];
}

/** What tells a media file apart, wherever it lies: size, hashes of its first and last MiB and of its frame table. */
export interface MediaIdentity {
  readonly bytes: number;
  readonly head: string;
  readonly tail: string;
  readonly table: string;
}

/** A video or image folder of a project. */
export interface MediaItem {
  readonly id: number;
  readonly name: string;
  /** Absolute path where it was last seen. */
  readonly path: string;
  readonly kind: 'video' | 'images';
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly frameCount: number;
  readonly timeBase: TimeBase;
  readonly identity: MediaIdentity;
}

/** One object in one video, without its boxes. */
export interface ProjectTrack {
  /** Unique in its project, never used again. */
  readonly id: number;
  readonly mediaId: number;
  readonly labelId: number;
  /** `#rrggbb`, or null for a colour of the palette. */
  readonly color: string | null;
  /** Attributes of scope `track`. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Boxes between stored frames are interpolated; otherwise there are gaps. */
  readonly interpolate: boolean;
  readonly locked: boolean;
  readonly hidden: boolean;
}

/**
 * What is stored of a track in one frame. Frames between two stored ones follow from them: absent after an absent
 * one, else interpolated (or empty, when the track does not interpolate); before the first and after the last there
 * is nothing.
 */
export interface FrameRow {
  /** Image pixels; null exactly where the object is absent. */
  readonly box: Box | null;
  readonly source: BoxSource;
  /** A person has looked and agrees; never says who made the box. */
  readonly confirmed: boolean;
  /** How sure the model was, 0..1; null for boxes that no model made. */
  readonly score: number | null;
  /** Overlap (IoU, 0..1) with the box that a pass from the other side in time found; left out where there was none. */
  readonly passIou?: number;
  /** Overlap (IoU, 0..1) with the box that a second model found; left out where none was asked. */
  readonly modelIou?: number;
  readonly occluded: boolean;
  readonly absent: boolean;
  /** Set by a person, or kept by thinning; dense tracker output has none of its own. */
  readonly keyframe: boolean;
  /** Attributes of scope `frame`, from here to the next stored frame. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/** A track with its stored frames, by frame index in ascending order. */
export interface AnnotatedTrack extends ProjectTrack {
  readonly rows: ReadonlyMap<number, FrameRow>;
}

/** One thing that an edit changed; null where it was not there before, or is not any more. */
export type Change =
  | {
      readonly kind: 'label';
      readonly id: number;
      readonly before: Label | null;
      readonly after: Label | null;
    }
  | {
      readonly kind: 'media';
      readonly id: number;
      readonly before: MediaItem | null;
      readonly after: MediaItem | null;
    }
  | {
      readonly kind: 'track';
      readonly id: number;
      readonly before: ProjectTrack | null;
      readonly after: ProjectTrack | null;
    }
  | {
      readonly kind: 'row';
      readonly trackId: number;
      readonly frameIndex: number;
      readonly before: FrameRow | null;
      readonly after: FrameRow | null;
    };

/** One edit: a single transaction and a single undo step. Undoing it applies the changes backwards. */
export interface Patch {
  /** What was done, for the undo menu, e.g. "Move box". */
  readonly title: string;
  readonly changes: readonly Change[];
}
