import { sameValue } from '../editing/same-value.ts';
import type { BoxRow } from './box-table.ts';
import type { AnnotationFormat } from './format.ts';
import { heldBy, heldTracks } from './held-by.ts';
import type { AnnotationTrack, VideoAnnotations } from './video-annotations.ts';

/** Arithmetic of a format's own (moved origin, shares of the picture) moves edges by less, in pixels. */
const ARITHMETIC_PX = 1e-6;

/**
 * The first thing in which annotations that were written and read back differ from what the format can hold of them,
 * in one sentence; null when nothing does. Edges may differ by the rounding that the format declares. Tracks are
 * compared by their ids.
 */
export function firstDifference(
  written: VideoAnnotations,
  found: VideoAnnotations,
  format: Pick<AnnotationFormat, 'holds'>,
): string | null {
  const { decimals, ids } = format.holds;
  const tolerance = ARITHMETIC_PX + (decimals === null ? 0 : 0.5 * 10 ** -decimals);
  const byId = new Map(found.tracks.map((track) => [track.id, track]));
  let count = 0;
  const parts = ids === 'per-box' ? [heldBy(format, written)] : heldTracks(format, written);
  for (const part of parts) {
    for (const track of part.tracks) {
      count++;
      const other = byId.get(track.id);
      if (other === undefined) return `track ${track.id} does not come back`;
      const difference =
        trackDifference(track, other) ?? rowsDifference(part, track, found, other, tolerance);
      if (difference !== null) return `track ${track.id}: ${difference}`;
    }
  }
  const back = found.tracks.length;
  return back === count ? null : `${count} tracks were written and ${back} come back`;
}

function trackDifference(a: AnnotationTrack, b: AnnotationTrack): string | null {
  if (a.label !== b.label) return `label "${a.label}" comes back as "${b.label}"`;
  if (a.color !== b.color) return `colour ${String(a.color)} comes back as ${String(b.color)}`;
  if (!sameValue(a.attributes, b.attributes)) return 'its attributes come back changed';
  const [written, back] = [a.to - a.from, b.to - b.from];
  return written === back ? null : `${written} frames were written and ${back} come back`;
}

function rowsDifference(
  a: VideoAnnotations,
  { from, to }: AnnotationTrack,
  b: VideoAnnotations,
  other: AnnotationTrack,
  tolerance: number,
): string | null {
  for (let i = 0; i < to - from; i++) {
    const [row, back] = [a.table.row(from + i), b.table.row(other.from + i)];
    if (row.frameIndex !== back.frameIndex) {
      return `frame ${row.frameIndex} comes back as frame ${back.frameIndex}`;
    }
    const key = differingKey(row, back, tolerance);
    if (key !== null) return `frame ${row.frameIndex}: ${key} comes back changed`;
  }
  return null;
}

const KEYS = ['source', 'confirmed', 'score', 'occluded', 'absent', 'keyframe'] as const;

function differingKey(a: BoxRow, b: BoxRow, tolerance: number): string | null {
  if ((a.box === null) !== (b.box === null)) return 'box';
  if (a.box !== null && b.box !== null) {
    for (const side of ['x', 'y', 'w', 'h'] as const) {
      const room = tolerance + 1e-12 * Math.abs(a.box[side]);
      if (!(Math.abs(a.box[side] - b.box[side]) <= room)) return 'box';
    }
  }
  if (!sameValue(a.attributes ?? {}, b.attributes ?? {})) return 'attributes';
  // Times that nobody knows are assumed where a format must have some.
  if (a.pts !== undefined && a.pts !== b.pts) return 'time';
  return KEYS.find((key) => a[key] !== b[key]) ?? null;
}
