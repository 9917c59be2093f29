import type { FrameRow } from '../../electron/domain/annotation.ts';
import type { Box } from '../../electron/domain/boxes.ts';
import { AnnotationModel } from '../../electron/domain/editing/annotation-model.ts';
import { humanRow } from '../../electron/domain/editing/plan-box.ts';
import type { ProposedBox } from '../../electron/domain/tracking/layer.ts';
import { labels, media } from './random-annotations.ts';

/** A box of 10 x 10 px with its left edge at `x`. */
export function boxAt(x: number): Box {
  return { x, y: 20, w: 10, h: 10 };
}

/** A keyframe of a person. */
export function human(x: number): FrameRow {
  return humanRow(boxAt(x));
}

/** A person's word that the object is absent. */
export const gone: FrameRow = humanRow(null);

/** A dense box of a tracker. */
export function tracked(x: number, more: Partial<FrameRow> = {}): FrameRow {
  return { ...human(x), source: 'model:tiny-128', score: 0.9, keyframe: false, ...more };
}

/** A row for each frame from..to, both inclusive. */
export function dense(
  from: number,
  to: number,
  row: (frameIndex: number) => FrameRow = (frameIndex) => tracked(frameIndex),
): [number, FrameRow][] {
  return Array.from({ length: to - from + 1 }, (_, i) => [from + i, row(from + i)]);
}

/** Boxes found in consecutive frames from..to, both inclusive, 10 x 10 px with left edges that `x` says. */
export function found(
  from: number,
  to: number,
  x: (frameIndex: number) => number = (frameIndex) => frameIndex,
  score: (frameIndex: number) => number = () => 0.9,
): ProposedBox[] {
  return Array.from({ length: to - from + 1 }, (_, i) => {
    const frameIndex = from + i;
    return { frameIndex, box: boxAt(x(frameIndex)), score: score(frameIndex) };
  });
}

/** A project whose tracks 1, 2 … are "person"s that hold these rows. */
export function projectOf(
  tracks: readonly (readonly (readonly [number, FrameRow])[])[],
  flags: { readonly interpolate?: boolean; readonly locked?: boolean } = {},
): AnnotationModel {
  const { interpolate = true, locked = false } = flags;
  return new AnnotationModel({
    labels,
    media,
    tracks: tracks.map((rows, i) => ({
      ...{ id: i + 1, mediaId: 1, labelId: 1, color: null, attributes: {} },
      ...{ interpolate, locked, hidden: false, rows: new Map(rows) },
    })),
  });
}
