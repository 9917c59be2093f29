import { indexAtOrBefore, timeSec, type FrameTable } from '../../electron/domain/frame-table.ts';

/**
 * The frame nearest to so many seconds after another one, before it where negative; at least one frame away, so that
 * slow videos move, too. May lie outside the table by one.
 */
export function frameSecondsAway(table: FrameTable, frameIndex: number, seconds: number): number {
  const { num, den } = table.timeBase;
  const pts = ((timeSec(table, frameIndex) + seconds) * den) / num;
  const before = indexAtOrBefore(table, pts);
  const away = (index: number): number => Math.abs((table.pts[index] ?? Infinity) - pts);
  const nearest = away(before + 1) < away(before) ? before + 1 : before;
  return seconds < 0 ? Math.min(nearest, frameIndex - 1) : Math.max(nearest, frameIndex + 1);
}
