import type { FrameRow } from '../annotation.ts';
import type { AnnotationModel } from '../editing/annotation-model.ts';
import type { PlacedRow } from '../editing/interpolate.ts';

/** True for what a person drew or agreed to: no machine may change it. */
export function isPersons({ source, confirmed }: FrameRow): boolean {
  return source === 'human' || confirmed;
}

/** True where a person's row is stored, and where an absence follows from one. */
export function isProtectedAt(
  model: AnnotationModel,
  trackId: number,
  frameIndex: number,
): boolean {
  const stored = model.row(trackId, frameIndex);
  if (stored !== undefined) return isPersons(stored);
  const previous = model.previousRow(trackId, frameIndex);
  if (previous === null || !previous.row.absent || !isPersons(previous.row)) return false;
  // After a track's last stored frame nothing is known, not even an absence.
  return model.nextRow(trackId, frameIndex) !== null;
}

/** The nearest row of a person strictly after (`by` 1) or before (-1) a frame, or null. */
export function protectedBeside(
  model: AnnotationModel,
  trackId: number,
  frameIndex: number,
  by: 1 | -1,
): PlacedRow | null {
  let found = rowBeside(model, trackId, frameIndex, by);
  while (found !== null && !isPersons(found.row)) {
    found = rowBeside(model, trackId, found.frameIndex, by);
  }
  return found;
}

/** The nearest frame strictly after (`by` 1) or before (-1) another that {@link isProtectedAt} says is protected. */
export function protectedFrameBeside(
  model: AnnotationModel,
  trackId: number,
  frameIndex: number,
  by: 1 | -1,
): number | null {
  if (isProtectedAt(model, trackId, frameIndex + by)) return frameIndex + by;
  const found = protectedBeside(model, trackId, frameIndex, by);
  if (found === null) return null;
  // Seen from behind, an absence begins with the last frame that follows from it.
  return by === 1 ? found.frameIndex : endOfProtection(model, trackId, found);
}

/** The last frame that a person's row speaks for: its own, or the last one that is absent because of it. */
export function endOfProtection(
  model: AnnotationModel,
  trackId: number,
  { frameIndex, row }: PlacedRow,
): number {
  const next = row.absent ? model.nextRow(trackId, frameIndex) : null;
  return next === null ? frameIndex : next.frameIndex - 1;
}

function rowBeside(
  model: AnnotationModel,
  trackId: number,
  frameIndex: number,
  by: 1 | -1,
): PlacedRow | null {
  return by === 1 ? model.nextRow(trackId, frameIndex) : model.previousRow(trackId, frameIndex);
}
