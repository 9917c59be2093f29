import type { FrameRow } from '../annotation.ts';
import type { Box } from '../boxes.ts';

/** What is seen of a track in one frame, whether it is stored there or follows from the stored frames around it. */
export interface ShownBox extends FrameRow {
  /** False where the frame only follows from others: interpolated, held, or still absent. */
  readonly isStored: boolean;
}

/** A stored frame and its place in the video. */
export interface PlacedRow {
  readonly frameIndex: number;
  readonly row: FrameRow;
}

/** The box at `t` in [0, 1] of the way from `a` to `b`; all four edges move linearly. */
export function interpolateBox(a: Box, b: Box, t: number): Box {
  return {
    x: a.x + (b.x - a.x) * t,
    y: a.y + (b.y - a.y) * t,
    w: a.w + (b.w - a.w) * t,
    h: a.h + (b.h - a.h) * t,
  };
}

/**
 * What is seen in a frame strictly between two neighbouring stored ones. After an absent frame the object stays
 * absent; between two boxes it is interpolated; before an absent frame, which has no box to move to, the box is held.
 * Occlusion and attributes last from a stored frame to the next one. Null (nothing is known) where a track with gaps
 * has a box in `previous`.
 */
export function shownBetween(
  previous: PlacedRow,
  next: PlacedRow,
  frameIndex: number,
  interpolate: boolean,
): ShownBox | null {
  const { row } = previous;
  const { occluded, attributes } = row;
  const derived = { isStored: false, confirmed: false, score: null, keyframe: false, occluded };
  if (row.box === null)
    return { ...derived, box: null, source: row.source, absent: true, attributes };
  if (!interpolate) return null;
  const t = (frameIndex - previous.frameIndex) / (next.frameIndex - previous.frameIndex);
  const box = next.row.box === null ? row.box : interpolateBox(row.box, next.row.box, t);
  return { ...derived, box, source: 'interpolated', absent: false, attributes };
}
