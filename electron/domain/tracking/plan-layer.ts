import type { FrameRow, Patch } from '../annotation.ts';
import type { AnnotationModel } from '../editing/annotation-model.ts';
import { fillerAfter } from '../editing/filler.ts';
import type { PlacedRow } from '../editing/interpolate.ts';
import { PatchBuilder } from '../editing/patch-builder.ts';
import { sameValue } from '../editing/same-value.ts';
import { pin } from '../editing/shown-row.ts';
import { kindOf } from '../editing/spans.ts';
import type { Layer, LayerKind, ProposedBox } from './layer.ts';
import { isProtectedAt } from './protection.ts';
import { trackName } from './track-name.ts';

/**
 * Writes a layer into its tracks: each box becomes a model's row, with the flags and attributes that its frame had.
 * Frames of a person stay as they are, as does whatever the tracks show outside the layer; tracks that are gone or
 * locked are passed over. A `check` layer writes only how far the boxes that are there were agreed with.
 */
export function planLayer(model: AnnotationModel, layer: Layer): Patch {
  const patch = new PatchBuilder(model);
  const written = [...layer.boxes].flatMap(([trackId, boxes]) => {
    const track = model.track(trackId);
    if (track === undefined || track.locked) return [];
    const ascending = boxes
      .filter(({ frameIndex }) => !isProtectedAt(model, trackId, frameIndex))
      .sort((a, b) => a.frameIndex - b.frameIndex);
    if (layer.kind === 'check') check(patch, model, trackId, ascending);
    else write(patch, model, trackId, ascending, layer.modelId);
    return ascending.length === 0 ? [] : [{ trackId, boxes: ascending }];
  });
  return patch.build(titleOf(model, layer.kind, written));
}

interface Written {
  readonly trackId: number;
  readonly boxes: readonly ProposedBox[];
}

function titleOf(model: AnnotationModel, kind: LayerKind, written: readonly Written[]): string {
  const verb = { track: 'Track', repair: 'Repair', check: 'Check' }[kind];
  const [one] = written;
  if (one === undefined) return `${verb} nothing`;
  const what = written.length === 1 ? trackName(model, one.trackId) : `${written.length} objects`;
  if (kind === 'check') return `${verb} ${what}`;
  const ends = written.flatMap(({ boxes }) => [boxes[0]!.frameIndex, boxes.at(-1)!.frameIndex]);
  const from = ends.reduce((a, b) => Math.min(a, b));
  const to = ends.reduce((a, b) => Math.max(a, b));
  return from === to
    ? `${verb} ${what}, frame ${from}`
    : `${verb} ${what}, frames ${from} to ${to}`;
}

function check(
  patch: PatchBuilder,
  model: AnnotationModel,
  trackId: number,
  boxes: readonly ProposedBox[],
): void {
  for (const { frameIndex, box, ...checked } of boxes) {
    const row = model.row(trackId, frameIndex);
    if (row === undefined || kindOf(row) !== 'model' || !sameValue(row.box, box)) continue;
    patch.row(trackId, frameIndex, { ...row, ...agreementOf(checked) });
  }
}

function write(
  patch: PatchBuilder,
  model: AnnotationModel,
  trackId: number,
  boxes: readonly ProposedBox[],
  modelId: string,
): void {
  const rows = boxes.map((box) => rowOf(model, trackId, box, modelId));
  rows.forEach((placed, i) => {
    patch.row(trackId, placed.frameIndex, placed.row);
    const [previous, next] = [rows[i - 1], rows[i + 1]];
    if (previous?.frameIndex !== placed.frameIndex - 1) {
      keepBefore(patch, model, trackId, placed, previous ?? null);
    }
    if (next?.frameIndex !== placed.frameIndex + 1) keepAfter(patch, model, trackId, placed);
  });
}

function rowOf(
  model: AnnotationModel,
  trackId: number,
  { frameIndex, box, score, ...more }: ProposedBox,
  modelId: string,
): PlacedRow {
  const { occluded, attributes } = flagsAt(model, trackId, frameIndex);
  const row: FrameRow = {
    ...{ box, source: `model:${modelId}`, confirmed: false, score },
    ...agreementOf(more),
    ...{ occluded, absent: false, keyframe: false, attributes },
  };
  return { frameIndex, row };
}

/** Lets the frames before the first of some new rows show what they showed; `written` is the new row before those. */
function keepBefore(
  patch: PatchBuilder,
  model: AnnotationModel,
  trackId: number,
  first: PlacedRow,
  written: PlacedRow | null,
): void {
  const stored = model.previousRow(trackId, first.frameIndex);
  const shown = model.shownAt(trackId, first.frameIndex - 1);
  if (shown?.absent === true) return;
  if (shown !== null) {
    pin(patch, model, trackId, first.frameIndex - 1);
    return;
  }
  const isWrittenNearer = written !== null && written.frameIndex > (stored?.frameIndex ?? -1);
  leaveEmpty(patch, model, trackId, isWrittenNearer ? written : stored, first);
}

/** Lets the frames after the last of some new rows show what they showed. */
function keepAfter(
  patch: PatchBuilder,
  model: AnnotationModel,
  trackId: number,
  last: PlacedRow,
): void {
  const after = last.frameIndex + 1;
  if (model.shownAt(trackId, after) !== null) {
    pin(patch, model, trackId, after);
    return;
  }
  leaveEmpty(patch, model, trackId, last, model.nextRow(trackId, last.frameIndex));
}

/** Keeps the frames between two rows empty, which would otherwise be interpolated. */
function leaveEmpty(
  patch: PatchBuilder,
  model: AnnotationModel,
  trackId: number,
  previous: PlacedRow | null,
  next: PlacedRow | null,
): void {
  if (previous === null || next === null || !model.track(trackId)!.interpolate) return;
  for (const { frameIndex, row } of fillerAfter(previous, next.frameIndex)) {
    patch.row(trackId, frameIndex, row);
  }
}

/** Occlusion and attributes that a new row takes over: its frame's, else those of the nearest stored row. */
function flagsAt(
  model: AnnotationModel,
  trackId: number,
  frameIndex: number,
): Pick<FrameRow, 'occluded' | 'attributes'> {
  const shown = model.shownAt(trackId, frameIndex);
  if (shown !== null) return shown;
  const previous = model.previousRow(trackId, frameIndex);
  const next = model.nextRow(trackId, frameIndex);
  if (previous === null || next === null) {
    return (previous ?? next)?.row ?? { occluded: false, attributes: {} };
  }
  const isNextNearer = next.frameIndex - frameIndex < frameIndex - previous.frameIndex;
  return (isNextNearer ? next : previous).row;
}

/** What a box says of other passes, left out where it says nothing. */
function agreementOf({
  passIou,
  modelIou,
}: Pick<ProposedBox, 'passIou' | 'modelIou'>): Pick<FrameRow, 'passIou' | 'modelIou'> {
  return {
    ...(passIou !== undefined && { passIou }),
    ...(modelIou !== undefined && { modelIou }),
  };
}
