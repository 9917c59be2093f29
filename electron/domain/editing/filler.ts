import type { FrameRow } from '../annotation.ts';
import type { PlacedRow } from './interpolate.ts';

/** Stands where a track would otherwise go on by itself, but nothing is known: absent, and nobody's word. */
const FILLER: FrameRow = {
  box: null,
  source: 'interpolated',
  confirmed: false,
  score: null,
  occluded: false,
  absent: true,
  keyframe: true,
  attributes: {},
};

/** A filler after a stored frame, when `next` does not follow it at once. */
export function fillerAfter({ frameIndex }: PlacedRow, next: number): PlacedRow[] {
  return next <= frameIndex + 1 ? [] : [{ frameIndex: frameIndex + 1, row: FILLER }];
}

/**
 * The rows without fillers that nothing needs: at a track's ends, where nothing is known anyhow, and after boxes that
 * are not interpolated.
 */
export function withoutNeedlessFillers(
  rows: readonly PlacedRow[],
  interpolate: boolean,
): PlacedRow[] {
  const kept: PlacedRow[] = [];
  for (const placed of rows) {
    const previous = kept.at(-1)?.row;
    const isNeeded = previous !== undefined && (interpolate || previous.absent);
    if (isNeeded || !isFiller(placed)) kept.push(placed);
  }
  return kept.slice(0, kept.findLastIndex((placed) => !isFiller(placed)) + 1);
}

function isFiller({ row }: PlacedRow): boolean {
  return row.absent && row.source === FILLER.source && !row.confirmed;
}
