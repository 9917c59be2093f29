import type { FrameRow } from '../annotation.ts';
import type { FrameRange } from '../edit-command.ts';
import type { AnnotationModel } from './annotation-model.ts';
import { fillerAfter, withoutNeedlessFillers } from './filler.ts';
import type { PlacedRow } from './interpolate.ts';
import { rowFrom } from './shown-row.ts';

/** What one track shows in a span of frames. */
export interface Piece extends FrameRange {
  readonly trackId: number;
}

/** How a stitched track is to be. */
export interface StitchOptions {
  /** Whether the new track interpolates between stored frames. */
  readonly interpolate: boolean;
  /** Whether frames between two pieces stay empty, or are left to interpolation. */
  readonly gaps: 'keep' | 'fill';
}

/**
 * The stored frames of a track that shows what each piece shows: frames at a piece's ends are stored, since what
 * they followed from may lie outside, and so are all frames that the new track would not interpolate by itself.
 * Pieces ascend and do not overlap.
 */
export function stitch(
  model: AnnotationModel,
  pieces: readonly Piece[],
  { interpolate, gaps }: StitchOptions,
): Map<number, FrameRow> {
  const rows: PlacedRow[] = [];
  for (const piece of pieces) {
    const part = rowsOf(model, piece, interpolate);
    const [last, first] = [rows.at(-1), part[0]];
    if (gaps === 'keep' && last !== undefined && first !== undefined) {
      rows.push(...fillerAfter(last, first.frameIndex));
    }
    for (const row of part) rows.push(row);
  }
  const needed = withoutNeedlessFillers(rows, interpolate);
  return new Map(needed.map(({ frameIndex, row }) => [frameIndex, row]));
}

/** What a piece needs stored, without a word on what lies outside it. */
function rowsOf(
  model: AnnotationModel,
  { trackId, from, to }: Piece,
  interpolate: boolean,
): PlacedRow[] {
  const frames = model.frames(trackId);
  const first = Math.max(from, frames[0] ?? Infinity);
  const last = Math.min(to, frames.at(-1) ?? -Infinity);
  if (first > last) return [];
  const own = model.track(trackId)!.interpolate;
  if (own && !interpolate) return everyRow(model, trackId, first, last);
  const rows = model.rowsBetween(trackId, first, last);
  for (const [end, add] of [[first, 'unshift'] as const, [last, 'push'] as const]) {
    const shown = model.shownAt(trackId, end);
    if (shown === null || shown.isStored) continue;
    if (rows.some(({ frameIndex }) => frameIndex === end)) continue;
    rows[add]({ frameIndex: end, row: rowFrom(shown, { keyframe: true }) });
  }
  if (own || !interpolate) return rows;
  return rows.flatMap((placed, i) =>
    // After an absent frame the track is absent by itself.
    placed.row.absent
      ? [placed]
      : [placed, ...fillerAfter(placed, rows[i + 1]?.frameIndex ?? last + 1)],
  );
}

function everyRow(
  model: AnnotationModel,
  trackId: number,
  first: number,
  last: number,
): PlacedRow[] {
  const rows: PlacedRow[] = [];
  for (let frameIndex = first; frameIndex <= last; frameIndex++) {
    const shown = model.shownAt(trackId, frameIndex);
    if (shown !== null) rows.push({ frameIndex, row: rowFrom(shown) });
  }
  return rows;
}
