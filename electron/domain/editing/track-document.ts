import type { AnnotatedTrack, Label, MediaItem } from '../annotation.ts';
import { timeSec } from '../frame-table.ts';
import type { FrameTable } from '../frame-table.ts';
import type { Track, TrackDocument, TrackFrame, TrackModel } from '../track.ts';
import { TrackRows } from './track-rows.ts';

/** What a document of tracks is made from. */
export interface DocumentParts {
  readonly media: MediaItem;
  readonly table: FrameTable;
  readonly labels: readonly Label[];
  /** Tracks of this media item. */
  readonly tracks: readonly AnnotatedTrack[];
  /** Program and version. */
  readonly createdBy: string;
  /** ISO 8601, or null when that should not be told. */
  readonly createdAt: string | null;
}

/**
 * A media item's tracks as other programs read them: every frame in which something is known, interpolated and absent
 * ones written out. Ids stay; the media's path is not told.
 */
export function documentFromTracks(parts: DocumentParts): TrackDocument {
  const { name, width, height, fps, frameCount, timeBase } = parts.media;
  const labelNames = new Map(parts.labels.map((label) => [label.id, label.name]));
  const tracks = parts.tracks.map((track): Track => {
    const { id, labelId, color, attributes } = track;
    const label = labelNames.get(labelId) ?? '';
    return { id, label, color, attributes, frames: framesOf(track, parts.table) };
  });
  return {
    media: { name, path: null, width, height, fps, frameCount, timeBase },
    model: modelOf(tracks),
    tracks,
    incompleteReason: null,
    createdBy: parts.createdBy,
    createdAt: parts.createdAt,
  };
}

function framesOf(track: AnnotatedTrack, table: FrameTable): TrackFrame[] {
  const rows = new TrackRows(() => track.rows);
  const [first, last] = [rows.frames[0] ?? 0, rows.frames.at(-1) ?? -1];
  const frames: TrackFrame[] = [];
  for (let frameIndex = first; frameIndex <= last; frameIndex++) {
    const shown = rows.shownAt(frameIndex, track.interpolate);
    if (shown === null) continue;
    const { box, source, confirmed, score, occluded, absent, keyframe, attributes } = shown;
    const time = { pts: table.pts[frameIndex]!, timeSec: timeSec(table, frameIndex) };
    const flags = { confirmed, score, occluded, absent, keyframe };
    const more = Object.keys(attributes).length > 0 ? { attributes } : {};
    frames.push({ frameIndex, ...time, box, source, ...flags, ...more });
  }
  return frames;
}

/** The model that made boxes, when it was a single one. */
function modelOf(tracks: readonly Track[]): TrackModel | null {
  const sources = new Set(tracks.flatMap(({ frames }) => frames.map(({ source }) => source)));
  const models = [...sources].filter((source) => source.startsWith('model:'));
  return models.length === 1 ? { id: models[0]!.slice('model:'.length), sha256: null } : null;
}
