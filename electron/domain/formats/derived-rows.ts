import { interpolateBox } from '../editing/interpolate.ts';
import { sameValue } from '../editing/same-value.ts';
import type { BoxRow } from './box-table.ts';
import type { AnnotationTrack, VideoAnnotations } from './video-annotations.ts';

/** Edges that differ by less count as the same, in pixels. */
const SAME_PX = 1e-6;

/**
 * Marks the rows of a track that formats with keyframes need not say: interpolated boxes in a run without gaps that
 * the straight way between the boxes around the run gives back. Entry i belongs to row `track.from` + i.
 */
export function derivedRows({ table }: VideoAnnotations, track: AnnotationTrack): Uint8Array {
  const derived = new Uint8Array(track.to - track.from);
  for (let from = track.from; from < track.to - 1;) {
    let to = from + 1;
    while (to < track.to - 1 && mayFollow(table.row(to))) to++;
    const [a, b] = [table.row(from), table.row(to)];
    const isRun = b.frameIndex - a.frameIndex === to - from && hasBox(a) && hasBox(b);
    let follows = isRun;
    for (let row = from + 1; follows && row < to; row++) follows = isBetween(table.row(row), a, b);
    if (follows) derived.fill(1, from + 1 - track.from, to - track.from);
    from = to;
  }
  return derived;
}

function hasBox({ box, absent }: BoxRow): boolean {
  return box !== null && !absent;
}

function mayFollow({ source, confirmed, score, keyframe }: BoxRow): boolean {
  return source === 'interpolated' && !confirmed && score === null && !keyframe;
}

function isBetween(row: BoxRow, a: BoxRow, b: BoxRow): boolean {
  if (row.box === null || row.absent || row.occluded !== a.occluded) return false;
  if (!sameValue(row.attributes, a.attributes)) return false;
  const t = (row.frameIndex - a.frameIndex) / (b.frameIndex - a.frameIndex);
  const box = interpolateBox(a.box!, b.box!, t);
  return (['x', 'y', 'w', 'h'] as const).every(
    (key) => Math.abs(row.box![key] - box[key]) < SAME_PX,
  );
}

/** The boxes that follow from two keyframes, strictly between them. */
export function* rowsBetween(a: BoxRow, b: BoxRow): Generator<BoxRow> {
  if (a.box === null || b.box === null) return;
  for (let frameIndex = a.frameIndex + 1; frameIndex < b.frameIndex; frameIndex++) {
    const t = (frameIndex - a.frameIndex) / (b.frameIndex - a.frameIndex);
    yield {
      frameIndex,
      box: interpolateBox(a.box, b.box, t),
      source: 'interpolated',
      confirmed: false,
      score: null,
      occluded: a.occluded,
      absent: false,
      keyframe: false,
      ...(a.attributes && { attributes: a.attributes }),
    };
  }
}
