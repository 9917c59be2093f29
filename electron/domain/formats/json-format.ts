import { COMMON, anyAttributes } from './file-format.ts';
import type { AnnotationFormat } from './format.ts';
import { onlyName, placeOf, videoStem } from './named-texts.ts';
import { ASSUMED_FPS, documentOf } from './track-document-annotations.ts';
import { readTrackJson } from './track-json-reader.ts';
import { trackJsonChunks } from './track-json.ts';
import { framesOf, type VideoAnnotations } from './video-annotations.ts';
import { sizeOf } from './written-facts.ts';

/** The project's own JSON (docs/track.schema.json), which holds everything. */
export const jsonFormat: AnnotationFormat = {
  ...COMMON,
  id: 'json',
  title: 'LoReTrack JSON',
  about:
    'Everything of each frame: exact times, who made each box, scores, keyframes, occluded and absent.',
  extension: '.json',
  holds: {
    ids: 'kept',
    labels: (label) => label,
    colors: true,
    keepsTrackAttribute: anyAttributes,
    keepsAttribute: anyAttributes,
    sources: true,
    scores: 'kept',
    confirmed: true,
    keyframes: 'kept',
    occlusion: true,
    absence: 'frames',
    decimals: null,
    times: true,
  },
  remarks: ({ facts }) =>
    facts.timeBase === null && facts.fps === null
      ? [`Nothing tells the video's rate: times are written for ${ASSUMED_FPS} frames per second.`]
      : [],
  parse(files) {
    const name = onlyName(files);
    return [readTrackJson(() => files.text(name), placeOf(files, name)).video];
  },
  *serialise(videos) {
    for (const video of videos) {
      sizeOf(video, this.title);
      yield {
        path: `${videoStem(video.facts.name)}${this.extension}`,
        chunks: trackJsonChunks(video, documentOf(withoutTracks(video)).media),
      };
    }
  },
};

/** The facts of a video alone, with as many frames as its tracks need. */
function withoutTracks(video: VideoAnnotations): VideoAnnotations {
  return { ...video, facts: { ...video.facts, frameCount: framesOf(video) }, tracks: [] };
}
