import type { Patch } from '../annotation.ts';
import type { Box } from '../boxes.ts';
import type { EditCommand, FrameRange } from '../edit-command.ts';
import type { AnnotationModel } from './annotation-model.ts';
import { refuse, requireEditable, requireMedia, requireRange } from './edit-checks.ts';
import { interpolateBox } from './interpolate.ts';
import type { PlacedRow } from './interpolate.ts';
import { PatchBuilder } from './patch-builder.ts';
import { humanRow } from './plan-box.ts';
import { pin, rowFrom } from './shown-row.ts';

type Command<Type extends EditCommand['type']> = Extract<EditCommand, { type: Type }>;

/** Says that the object is, or is not, out of the picture in a span of frames. @throws StudioError bad-input */
export function planAbsent(model: AnnotationModel, command: Command<'setAbsent'>): Patch {
  const { trackId, absent } = command;
  const { mediaId } = requireEditable(model, trackId);
  requireRange(requireMedia(model, mediaId), command);
  const patch = new PatchBuilder(model);
  if (absent) takeAway(patch, model, trackId, command);
  else bringBack(patch, model, trackId, command);
  return patch.build(absent ? 'Mark absent' : 'Mark present');
}

/** Says that the object is, or is not, partly hidden where it has a box. @throws StudioError bad-input */
export function planOccluded(model: AnnotationModel, command: Command<'setOccluded'>): Patch {
  const { trackId, from, to, occluded } = command;
  const { mediaId } = requireEditable(model, trackId);
  requireRange(requireMedia(model, mediaId), command);
  const patch = new PatchBuilder(model);
  const first = model.shownAt(trackId, from);
  const rows = model.rowsBetween(trackId, from, to).filter(({ row }) => row.box !== null);
  for (const { frameIndex, row } of rows) patch.row(trackId, frameIndex, { ...row, occluded });
  if (first?.box && !first.isStored) {
    patch.row(trackId, from, rowFrom(first, { occluded, keyframe: true }));
  }
  const after = model.shownAt(trackId, to + 1);
  // What follows from a changed frame would change with it.
  if (after?.box && after.occluded !== occluded) pin(patch, model, trackId, to + 1);
  return patch.build(occluded ? 'Mark occluded' : 'Mark not occluded');
}

/**
 * A person's agreement, or its withdrawal, in a span of frames. Frames that only follow from others are stored when
 * they are confirmed: the person has agreed with this box, not with whatever it becomes later.
 * @throws StudioError bad-input
 */
export function planConfirm(model: AnnotationModel, command: Command<'confirm'>): Patch {
  const { trackId, from, to, confirmed } = command;
  const { mediaId } = requireEditable(model, trackId);
  requireRange(requireMedia(model, mediaId), command);
  const patch = new PatchBuilder(model);
  const [first, last] = confirmed ? [from, to] : [0, -1];
  for (let frameIndex = first; frameIndex <= last; frameIndex++) {
    const shown = model.shownAt(trackId, frameIndex);
    if (shown !== null) patch.row(trackId, frameIndex, rowFrom(shown, { confirmed }));
  }
  if (!confirmed) {
    for (const { frameIndex, row } of model.rowsBetween(trackId, from, to)) {
      patch.row(trackId, frameIndex, { ...row, confirmed });
    }
  }
  return patch.build(confirmed ? 'Confirm' : 'Withdraw confirmation');
}

function takeAway(
  patch: PatchBuilder,
  model: AnnotationModel,
  trackId: number,
  { from, to }: FrameRange,
): void {
  for (const outside of [from - 1, to + 1]) {
    if (model.shownAt(trackId, outside)?.box) pin(patch, model, trackId, outside);
  }
  for (const { frameIndex } of model.rowsBetween(trackId, from, to)) {
    patch.row(trackId, frameIndex, null);
  }
  const attributes = model.shownAt(trackId, from)?.attributes ?? {};
  const row = { ...humanRow(null), attributes };
  patch.row(trackId, from, row);
  // Absence lasts to the next stored frame, so that the end must be said where there is none.
  if (model.nextRow(trackId, to) === null) patch.row(trackId, to, row);
}

function bringBack(
  patch: PatchBuilder,
  model: AnnotationModel,
  trackId: number,
  range: FrameRange,
): void {
  const absences = model
    .spans(trackId)
    .filter(({ kind, from, to }) => kind === 'absent' && from <= range.to && to >= range.from);
  if (absences.length === 0) return;
  // Neighbouring spans differ in flags only.
  const from = Math.max(range.from, absences[0]!.from);
  const to = Math.min(range.to, absences.at(-1)!.to);
  for (let start = from; start <= to; start++) {
    if (model.shownAt(trackId, start)?.absent !== true) continue;
    let end = start;
    while (end < to && model.shownAt(trackId, end + 1)?.absent === true) end++;
    bringBackRun(patch, model, trackId, { from: start, to: end });
    start = end;
  }
}

function bringBackRun(
  patch: PatchBuilder,
  model: AnnotationModel,
  trackId: number,
  { from, to }: FrameRange,
): void {
  const before = nearestBox(model, trackId, from, -1);
  const after = nearestBox(model, trackId, to, 1);
  const boxAt = (frameIndex: number): Box => {
    const one = before ?? after;
    if (one === null) {
      refuse(`track ${trackId} has no box anywhere: draw one in frame ${frameIndex} instead`);
    }
    if (before === null || after === null) return one.row.box!;
    const t = (frameIndex - before.frameIndex) / (after.frameIndex - before.frameIndex);
    return interpolateBox(before.row.box!, after.row.box!, t);
  };
  for (const { frameIndex } of model.rowsBetween(trackId, from, to)) {
    patch.row(trackId, frameIndex, null);
  }
  const isAbsentBeyond = [from - 1, to + 1].some((at) => model.shownAt(trackId, at)?.absent);
  const interpolate = model.track(trackId)!.interpolate;
  // Between two boxes interpolation does it all.
  if (interpolate && !isAbsentBeyond && before !== null && after !== null) return;
  for (let at = from; at <= to; at += interpolate ? Math.max(1, to - from) : 1) {
    const { attributes } = model.shownAt(trackId, at)!;
    patch.row(trackId, at, { ...humanRow(boxAt(at)), source: 'interpolated', attributes });
  }
  if (model.shownAt(trackId, to + 1)?.absent) pin(patch, model, trackId, to + 1);
}

function nearestBox(
  model: AnnotationModel,
  trackId: number,
  frameIndex: number,
  direction: -1 | 1,
): PlacedRow | null {
  const step = (at: number): PlacedRow | null =>
    direction < 0 ? model.previousRow(trackId, at) : model.nextRow(trackId, at);
  let found = step(frameIndex);
  while (found !== null && found.row.box === null) found = step(found.frameIndex);
  return found;
}
