import type { FrameRow } from '../../electron/domain/annotation.ts';
import { spansOf } from '../../electron/domain/editing/spans.ts';
import type { TimelineLane } from './scene.ts';

/** A lane over stored frames, with spans as the model makes them. */
export function laneOf(
  trackId: number,
  rows: ReadonlyMap<number, FrameRow>,
  interpolate = true,
): TimelineLane {
  const frames = Int32Array.from(rows.keys()).sort();
  const row = (frameIndex: number): FrameRow | undefined => rows.get(frameIndex);
  return {
    trackId,
    name: `person ${trackId}`,
    color: '#e69f00',
    locked: false,
    hidden: false,
    spans: spansOf({ frames, get: row }, interpolate),
    frames,
    doubts: [],
    layer: null,
    heldOut: [],
    row,
  };
}

/** A stored frame. */
export function storedRow(more: Partial<FrameRow> = {}): FrameRow {
  return {
    box: { x: 1, y: 2, w: 3, h: 4 },
    source: 'human',
    confirmed: false,
    score: null,
    occluded: false,
    absent: false,
    keyframe: true,
    attributes: {},
    ...more,
  };
}
