import type { TrackDocument, TrackMedia } from '../track.ts';
import type { BoxRow } from './box-table.ts';
import { annotationsOf, documentOf, FrameTimes } from './track-document-annotations.ts';
import { readTrackJson, TRACK_FORMAT, TRACK_VERSION } from './track-json-reader.ts';
import type { VideoAnnotations } from './video-annotations.ts';

/**
 * Writes tracks as the project's own JSON (docs/track.schema.json), one line per frame.
 * @throws StudioError bad-input when the document breaks a rule of the format: what is written can be read again.
 */
export function serialiseTrackJson(document: TrackDocument): string {
  const text = [...trackJsonChunks(annotationsOf(document), document.media)].join('');
  parseTrackJson(text, 'the tracks to write');
  return text;
}

/**
 * Reads the project's own JSON.
 * @param file name for messages
 * @throws StudioError bad-input naming the file and the place in it
 */
export function parseTrackJson(text: string, file: string): TrackDocument {
  const { video, media } = readTrackJson(() => [text], file);
  return { ...documentOf(video), media };
}

/** The project's own JSON in pieces. @param media of these annotations */
export function* trackJsonChunks(video: VideoAnnotations, media: TrackMedia): Generator<string> {
  const { model, createdBy, createdAt, incompleteReason } = video.origin;
  const { name, path, width, height, fps, frameCount, timeBase } = media;
  const head = {
    format: TRACK_FORMAT,
    version: TRACK_VERSION,
    createdBy: createdBy ?? '',
    ...(createdAt !== null && { createdAt }),
    complete: incompleteReason === null,
    ...(incompleteReason !== null && { reason: incompleteReason }),
    media: {
      name,
      ...(path !== null && { path }),
      ...{ width, height, fps, frameCount, timeBase },
    },
    model: model && { id: model.id, ...(model.sha256 !== null && { sha256: model.sha256 }) },
  };
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "tracks": [`;
  const times = new FrameTimes({ timeBase, fps });
  for (const [index, track] of video.tracks.entries()) {
    const { id, label, color, attributes, from, to } = track;
    const start = JSON.stringify({ id, label, ...(color !== null && { color }), attributes });
    yield `${index > 0 ? ',' : ''}\n    ${start.slice(0, -1)},"frames":[`;
    for (let row = from; row < to; row++) {
      const line = JSON.stringify(rowToJson(video.table.row(row), times));
      yield `${row > from ? ',' : ''}\n        ${line}`;
    }
    yield ']}';
  }
  yield '\n  ]\n}\n';
}

function rowToJson(row: BoxRow, times: FrameTimes): Record<string, unknown> {
  const { box } = row;
  return {
    frame: row.frameIndex,
    ...times.of(row),
    bbox: box && [box.x, box.y, box.w, box.h],
    source: row.source,
    confirmed: row.confirmed,
    score: row.score,
    keyframe: row.keyframe,
    // Rare: left out when false, to keep the lines short.
    ...(row.occluded && { occluded: true }),
    ...(row.absent && { absent: true }),
    ...(row.attributes && { attributes: row.attributes }),
  };
}
