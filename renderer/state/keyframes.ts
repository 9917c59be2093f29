import type { AnnotationModel } from '../../electron/domain/editing/annotation-model.ts';

/** The nearest keyframe of a track before (-1) or after (1) a frame, or null. */
export function keyframeBeside(
  model: AnnotationModel,
  trackId: number,
  frameIndex: number,
  by: 1 | -1,
): number | null {
  const next = (from: number) =>
    by === 1 ? model.nextRow(trackId, from) : model.previousRow(trackId, from);
  let placed = next(frameIndex);
  while (placed && !placed.row.keyframe) placed = next(placed.frameIndex);
  return placed?.frameIndex ?? null;
}
