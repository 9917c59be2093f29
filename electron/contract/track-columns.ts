import type { AttributeValue, ProjectTrack } from '../domain/annotation.ts';

/**
 * A track with its stored frames as columns, which stay small and quick for long tracks: entry i of every column
 * belongs to frame `frames[i]`, ascending.
 */
export interface TrackColumns {
  readonly track: ProjectTrack;
  readonly frames: readonly number[];
  /** x, y, w, h of each frame one after the other, in image pixels; zeros where absent. */
  readonly boxes: readonly number[];
  /** Place of each frame's source in `sources`. */
  readonly source: readonly number[];
  readonly sources: readonly string[];
  /** Null for boxes that no model made. */
  readonly score: readonly (number | null)[];
  /** Sum of 1 confirmed, 2 occluded, 4 absent, 8 keyframe. */
  readonly flags: readonly number[];
  /** Attributes of the few frames that have any. */
  readonly attributes: readonly (readonly [
    frameIndex: number,
    values: Readonly<Record<string, AttributeValue>>,
  ])[];
}
