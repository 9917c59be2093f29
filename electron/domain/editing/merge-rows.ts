import type { FrameRow } from '../annotation.ts';
import { isPersons, isProtectedAt } from '../tracking/protection.ts';
import type { AnnotationModel } from './annotation-model.ts';
import type { PlacedRow } from './interpolate.ts';
import { sameValue } from './same-value.ts';

/** A track's frames after others have come into it. */
export interface MergedRows {
  /** Every frame in which something is known, ascending. */
  readonly rows: readonly PlacedRow[];
  /** Frames in which both say something, and not the same. */
  readonly conflicts: number;
  /** Those of them in which the track keeps what it says. */
  readonly kept: number;
}

/**
 * Lays rows over what a track shows. `fill`: only where nothing is known; `replace`: wherever no person has spoken, or
 * the new row is a person's as well.
 */
export function mergeRows(
  model: AnnotationModel,
  trackId: number,
  rows: readonly PlacedRow[],
  rule: 'fill' | 'replace',
): MergedRows {
  const all = new Map<number, FrameRow>();
  const frames = model.frames(trackId);
  const last = frames.at(-1) ?? -1;
  for (let frameIndex = frames[0] ?? 0; frameIndex <= last; frameIndex++) {
    const shown = model.shownAt(trackId, frameIndex);
    if (shown === null) continue;
    const { isStored, ...row } = shown;
    // What only follows from a keyframe must not become one.
    all.set(frameIndex, isStored ? row : { ...row, keyframe: false });
  }
  let [conflicts, kept] = [0, 0];
  for (const { frameIndex, row } of rows) {
    const own = all.get(frameIndex);
    if (own !== undefined && saysSame(own, row)) continue;
    if (own !== undefined) {
      conflicts++;
      const isKept =
        rule !== 'replace' || (isProtectedAt(model, trackId, frameIndex) && !isPersons(row));
      if (isKept) {
        kept++;
        continue;
      }
    }
    all.set(frameIndex, row);
  }
  const ascending = [...all].sort(([a], [b]) => a - b);
  return {
    rows: ascending.map(([frameIndex, row]) => ({ frameIndex, row })),
    conflicts,
    kept,
  };
}

/** Whether two rows agree on where the object is and what is said of it, whoever made them. */
function saysSame(a: FrameRow, b: FrameRow): boolean {
  if (a.absent !== b.absent || a.occluded !== b.occluded) return false;
  if (!sameValue(a.attributes, b.attributes)) return false;
  if (a.box === null || b.box === null) return a.box === b.box;
  const [one, other] = [a.box, b.box];
  return (['x', 'y', 'w', 'h'] as const).every((key) => Math.abs(one[key] - other[key]) < 1e-6);
}
