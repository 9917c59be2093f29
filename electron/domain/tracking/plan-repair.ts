import type { FrameRange } from '../edit-command.ts';
import type { AnnotationModel } from '../editing/annotation-model.ts';
import type { PlacedRow } from '../editing/interpolate.ts';
import { kindOf } from '../editing/spans.ts';
import type { PlacedBox, TrackSegment } from './plan-run.ts';
import { endOfProtection, isPersons, isProtectedAt, protectedBeside } from './protection.ts';

/**
 * Frames that a correction has put in doubt (ascending, both inclusive), and the person's boxes on either side of
 * them: at least one.
 */
export interface RepairSpan extends FrameRange {
  readonly before: PlacedBox | null;
  readonly after: PlacedBox | null;
}

/**
 * What corrections in some frames of a track put in doubt: from each to the person's next word on either side, since
 * the drift usually began before it was seen. Without such a word, to the range's end, or to the track's first or
 * last stored frame when there is no range. Spans without a model's box are left out: what is interpolated between
 * two human keyframes is as the person wants it. Frames that hold no word of a person correct nothing.
 */
export function planRepair(
  model: AnnotationModel,
  trackId: number,
  frameIndexes: readonly number[],
  range: FrameRange | null,
): RepairSpan[] {
  const spans = new Map<number, RepairSpan>();
  for (const frameIndex of frameIndexes) {
    const word = wordAt(model, trackId, frameIndex);
    if (word === null) continue;
    for (const span of [before(model, trackId, word, range), after(model, trackId, word, range)]) {
      if (span !== null && isRepairable(model, trackId, span)) spans.set(span.from, span);
    }
  }
  return [...spans.values()].sort((a, b) => a.from - b.from);
}

/**
 * What tracking a stretch of model boxes anew is about: all frames between the person's words on either side of it, of
 * which one at least must have a box; null without such a word, and where no model's box lies between.
 */
export function planRerun(
  model: AnnotationModel,
  trackId: number,
  range: FrameRange,
): RepairSpan | null {
  const previous = protectedBeside(model, trackId, range.from, -1);
  const next = protectedBeside(model, trackId, range.to, 1);
  const frames = model.frames(trackId);
  const from = previous === null ? frames[0] : endOfProtection(model, trackId, previous) + 1;
  const to = next === null ? frames.at(-1) : next.frameIndex - 1;
  if (from === undefined || to === undefined) return null;
  const span = spanOf(from, to, previous, next);
  return span !== null && isRepairable(model, trackId, span) ? span : null;
}

/** The passes that a repair consists of; each runs on into the far anchor's frame, to show whether it arrives there. */
export function passesOf(
  { from, to, before, after }: RepairSpan,
  trackId: number,
): { readonly forward: TrackSegment | null; readonly backward: TrackSegment | null } {
  const last = after?.frameIndex ?? to;
  const first = before?.frameIndex ?? from;
  return {
    forward: before && { trackId, anchor: before, start: null, from, to: last },
    backward: after && { trackId, anchor: after, start: null, from: to, to: first },
  };
}

/** The person's row that protects a frame, or null. */
function wordAt(model: AnnotationModel, trackId: number, frameIndex: number): PlacedRow | null {
  if (!isProtectedAt(model, trackId, frameIndex)) return null;
  const row = model.row(trackId, frameIndex);
  return row === undefined ? model.previousRow(trackId, frameIndex) : { frameIndex, row };
}

function before(
  model: AnnotationModel,
  trackId: number,
  word: PlacedRow,
  range: FrameRange | null,
): RepairSpan | null {
  const previous = protectedBeside(model, trackId, word.frameIndex, -1);
  const end = range?.from ?? model.frames(trackId)[0]!;
  const from = previous === null ? end : endOfProtection(model, trackId, previous) + 1;
  return spanOf(from, word.frameIndex - 1, previous, word);
}

function after(
  model: AnnotationModel,
  trackId: number,
  word: PlacedRow,
  range: FrameRange | null,
): RepairSpan | null {
  const next = protectedBeside(model, trackId, word.frameIndex, 1);
  const end = range?.to ?? model.frames(trackId).at(-1)!;
  const to = next === null ? end : next.frameIndex - 1;
  return spanOf(endOfProtection(model, trackId, word) + 1, to, word, next);
}

function spanOf(
  from: number,
  to: number,
  before: PlacedRow | null,
  after: PlacedRow | null,
): RepairSpan | null {
  const anchors = { before: anchorOf(before), after: anchorOf(after) };
  return from > to || (anchors.before ?? anchors.after) === null ? null : { from, to, ...anchors };
}

function anchorOf(placed: PlacedRow | null): PlacedBox | null {
  const box = placed?.row.box ?? null;
  return box && { frameIndex: placed!.frameIndex, box };
}

function isRepairable(model: AnnotationModel, trackId: number, { from, to }: RepairSpan): boolean {
  const rows = model.rowsBetween(trackId, from, to);
  return rows.some(({ row }) => kindOf(row) === 'model' && !isPersons(row));
}
