import type { Attributes, BoxRow } from './box-table.ts';
import { derivedRows } from './derived-rows.ts';
import type { AnnotationFormat, Holds } from './format.ts';
import {
  AnnotationsBuilder,
  framesOf,
  NO_LABEL,
  plainRow,
  type AnnotationTrack,
  type NewTrack,
  type VideoAnnotations,
} from './video-annotations.ts';

/**
 * What comes back when annotations are written in a format and read again: everything that it can hold, boxes
 * unrounded. This is what a written file is checked against.
 */
export function heldBy(
  { holds }: Pick<AnnotationFormat, 'holds'>,
  video: VideoAnnotations,
): VideoAnnotations {
  const builder = new AnnotationsBuilder();
  const frameCount = framesOf(video);
  const single: [BoxRow, AnnotationTrack, number][] = [];
  for (const [order, track] of video.tracks.entries()) {
    const rows = heldRows(holds, video, track, frameCount);
    if (holds.ids === 'per-box') {
      for (const row of rows) single.push([row, track, order]);
      continue;
    }
    const place = builder.track(heldTrack(holds, track, video.tracks.length));
    for (const row of rows) builder.add(place, row, 0);
  }
  // Boxes without a track come in the order of their frames.
  single.sort(([a, , i], [b, , j]) => a.frameIndex - b.frameIndex || i - j);
  for (const [row, track] of single) builder.add(builder.track(heldTrack(holds, track, 0)), row, 0);
  const { facts, origin } = video;
  const keepsEmpty = holds.absence === 'frames' || holds.absence === 'lines';
  return builder.build(() => 'a track', { facts, origin, keepsEmpty });
}

/**
 * The same track by track, each as annotations of its own, so that never more than one is in memory; for formats that
 * keep boxes of one track together. Ids are those that come back.
 */
export function* heldTracks(
  { holds }: Pick<AnnotationFormat, 'holds'>,
  video: VideoAnnotations,
): Generator<VideoAnnotations> {
  const frameCount = framesOf(video);
  const keepsEmpty = holds.absence === 'frames' || holds.absence === 'lines';
  let free = 1;
  for (const track of video.tracks) {
    const builder = new AnnotationsBuilder();
    const held = heldTrack(holds, track, video.tracks.length);
    const place = builder.track({ ...held, id: held.id ?? free });
    let count = 0;
    for (const row of heldRows(holds, video, track, frameCount)) {
      builder.add(place, row, 0);
      count++;
    }
    if (count === 0 && !keepsEmpty) continue;
    free++;
    yield builder.build(() => 'a track', { keepsEmpty });
  }
}

function heldTrack(holds: Holds, track: AnnotationTrack, count: number): NewTrack {
  const keepsId = holds.ids === 'kept' || (holds.ids === 'if-many' && count > 1);
  const attributes = Object.entries(track.attributes).filter(([name, value]) =>
    holds.keepsTrackAttribute(name, value),
  );
  return {
    id: keepsId ? track.id : null,
    label: holds.labels === false ? NO_LABEL : holds.labels(track.label),
    color: holds.colors ? track.color : null,
    attributes: Object.fromEntries(attributes),
  };
}

function* heldRows(
  holds: Holds,
  video: VideoAnnotations,
  track: AnnotationTrack,
  frameCount: number,
): Generator<BoxRow> {
  const derived = holds.keyframes === 'derived' ? derivedRows(video, track) : null;
  const present = (row: number): BoxRow =>
    heldRow(holds, video.table.row(row), derived === null ? null : derived[row - track.from] === 1);
  if (holds.absence === 'frames') {
    for (let row = track.from; row < track.to; row++) yield present(row);
    return;
  }
  let next = holds.absence === 'lines' ? 0 : Infinity;
  for (let row = track.from; row < track.to; row++) {
    if (!video.table.isPresent(row)) continue;
    const held = present(row);
    for (; next < held.frameIndex; next++) yield plainRow(next, null);
    yield held;
    if (holds.absence !== 'none') next = held.frameIndex + 1;
  }
  if (holds.absence !== 'lines') return;
  for (; next < frameCount; next++) yield plainRow(next, null);
}

/** @param isDerived whether the row follows from others, where keyframes are derived; else null */
function heldRow(holds: Holds, row: BoxRow, isDerived: boolean | null): BoxRow {
  const { frameIndex, box, score, pts, timeSec } = row;
  const attributes = heldAttributes(holds, row);
  return {
    frameIndex,
    box,
    source: holds.sources ? row.source : isDerived === true ? 'interpolated' : 'imported',
    confirmed: holds.confirmed && row.confirmed,
    score: holds.scores === 'none' || (holds.scores === 'below-1' && score === 1) ? null : score,
    occluded: holds.occlusion && row.occluded,
    absent: row.absent,
    keyframe: holds.keyframes === 'kept' ? row.keyframe : isDerived === false,
    ...(attributes && { attributes }),
    ...(holds.times && pts !== undefined && { pts }),
    ...(holds.times && timeSec !== undefined && { timeSec }),
  };
}

function heldAttributes({ keepsAttribute }: Holds, row: BoxRow): Attributes | null {
  if (row.attributes === undefined) return null;
  const kept = Object.entries(row.attributes).filter(([name, value]) =>
    keepsAttribute(name, value, row),
  );
  return kept.length === 0 ? null : Object.fromEntries(kept);
}
