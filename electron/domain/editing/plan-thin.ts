import type { FrameRow, Patch } from '../annotation.ts';
import { iou } from '../boxes.ts';
import type { EditCommand } from '../edit-command.ts';
import { isPersons } from '../tracking/protection.ts';
import type { AnnotationModel } from './annotation-model.ts';
import { refuse, requireEditable } from './edit-checks.ts';
import { fillerAfter } from './filler.ts';
import type { PlacedRow } from './interpolate.ts';
import { PatchBuilder } from './patch-builder.ts';
import { sameValue } from './same-value.ts';
import { fewestKeyframes } from './thin.ts';

/**
 * Keeps the fewest stored frames of a track from which interpolation gives its boxes back. What a person drew or
 * confirmed stays as it is, and so do the frames where the object comes, goes, or changes in occlusion or attributes.
 * The track interpolates from then on; where it had gaps, they stay empty. @throws StudioError bad-input
 */
export function planThin(
  model: AnnotationModel,
  { trackId, minIou }: Extract<EditCommand, { type: 'thinTrack' }>,
): Patch {
  const track = requireEditable(model, trackId);
  if (!(minIou > 0 && minIou < 1)) {
    refuse(`an overlap of ${minIou} cannot be kept: give a number between 0 and 1, e.g. 0.95`);
  }
  const patch = new PatchBuilder(model).track({ ...track, interpolate: true });
  const stored = model.rowsBetween(trackId, 0, Infinity);
  const rows = stored.filter((_, i) => !isStillAbsent(stored, i));
  const kept: PlacedRow[] = [];
  for (let i = 0; i < rows.length;) {
    kept.push(rows[i]!);
    if (!track.interpolate && !rows[i]!.row.absent) {
      kept.push(...fillerAfter(rows[i]!, rows[i + 1]?.frameIndex ?? 0));
    }
    let end = i + 1;
    while (end < rows.length && !isFixed(rows, end, track.interpolate)) end++;
    const run = rows.slice(i, end + 1);
    // A run ends with a fixed frame, which the next one begins with.
    if (run.length > 2) kept.push(...fewest(model, trackId, run, minIou).slice(1, -1));
    i = end;
  }
  return patch
    .rows(trackId, new Map(kept.map(({ frameIndex, row }) => [frameIndex, asKeyframe(row)])))
    .build(`Thin track ${trackId}`);
}

function fewest(
  model: AnnotationModel,
  trackId: number,
  run: readonly PlacedRow[],
  minIou: number,
): PlacedRow[] {
  const [from, to] = [run[0]!.frameIndex, run.at(-1)!.frameIndex];
  const shown = Array.from({ length: to - from + 1 }, (_, i) => model.shownAt(trackId, from + i)!);
  const boxes = shown.map(({ box }) => box!);
  const isCandidate = shown.map(({ isStored }) => isStored);
  const places = new Set(fewestKeyframes({ boxes, isCandidate }, minIou));
  return run.filter(({ frameIndex }) => places.has(frameIndex - from));
}

/** True for an absent frame that says no more than the absent one before it, and is not the track's last. */
function isStillAbsent(rows: readonly PlacedRow[], i: number): boolean {
  const { row } = rows[i]!;
  const previous = rows[i - 1]?.row;
  if (previous === undefined || i === rows.length - 1 || isPersons(row)) return false;
  return row.absent && previous.absent && isAlike(previous, row);
}

/** True for frames that must stay: a run of boxes begins, ends or changes there. */
function isFixed(rows: readonly PlacedRow[], i: number, interpolate: boolean): boolean {
  const { row, frameIndex } = rows[i]!;
  const [previous, next] = [rows[i - 1], rows[i + 1]];
  if (previous === undefined || next === undefined || isPersons(row)) return true;
  if (row.box === null || previous.row.box === null || next.row.box === null) return true;
  const isAtGap = previous.frameIndex < frameIndex - 1 || next.frameIndex > frameIndex + 1;
  if (!interpolate && isAtGap) return true;
  // An empty box overlaps nothing, not even itself.
  return !isAlike(previous.row, row) || !(iou(row.box, row.box) > 0);
}

function isAlike(a: FrameRow, b: FrameRow): boolean {
  return a.occluded === b.occluded && sameValue(a.attributes, b.attributes);
}

function asKeyframe(row: FrameRow): FrameRow {
  return isPersons(row) || row.keyframe ? row : { ...row, keyframe: true };
}
