import type { TrackDocument } from '../track.ts';
import type { BoxRow } from './box-table.ts';
import { annotationsOf, FrameTimes } from './track-document-annotations.ts';
import type { AnnotationTrack, VideoAnnotations } from './video-annotations.ts';

/** What a COCO file needs to know beside the tracks. */
export interface CocoOptions {
  /** File name of a frame's picture, with its extension; the default is `frame_000123.jpg` for frame 123. */
  readonly fileName?: (frameIndex: number) => string;
}

/** The name that an extracted frame gets: `frame_000123.jpg`. */
export function frameFileName(frameIndex: number, extension = 'jpg'): string {
  return `frame_${String(frameIndex).padStart(6, '0')}.${extension}`;
}

/** Keys of ours that no COCO dialect defines, declared in the file itself. */
const EXTRA_KEYS = {
  videos: ['frame_count', 'time_base'],
  images: ['pts', 'time_sec'],
  tracks: ['color', 'attributes'],
  annotations: ['source', 'confirmed', 'score', 'occluded', 'keyframe', 'attributes'],
};

/**
 * Writes tracks as COCO detection JSON with the keys that video readers look for: CocoVID's `frame_id` and
 * `instance_id`, KWCOCO's and TAO's `frame_index` and `track_id` (0-based, equal in pairs).
 *
 * Boxes are written as they are, `[x,y,w,h]` in pixels from the top left corner: not rounded and not clipped to
 * the picture. Listed are the frames of which some track says something; a frame where every object is absent is
 * an image without annotations, while a frame that no track speaks of is left out, because COCO takes a
 * listed image without annotations for an empty one. Absent objects have no annotation.
 */
export function serialiseCoco(document: TrackDocument, options: CocoOptions = {}): string {
  return [...cocoChunks([annotationsOf(document)], options)].join('');
}

/** COCO of several videos in pieces, as `serialiseCoco` writes it of one; ids are unique in the whole file. */
export function* cocoChunks(
  videos: readonly VideoAnnotations[],
  options: CocoOptions = {},
): Generator<string> {
  const labels = [...new Set(videos.flatMap(({ tracks }) => tracks.map(({ label }) => label)))];
  const categories = labels.map((name, index) => ({ id: index + 1, name, supercategory: '' }));
  const categoryId = new Map(labels.map((label, index) => [label, index + 1]));
  const parts = numbered(videos);
  const names = videos.map(({ facts }) => facts.name ?? 'a video').join(', ');
  const { createdBy = null, createdAt = null } = videos[0]?.origin ?? {};
  const info = {
    description: `Tracks of ${names}`,
    version: '1.0',
    ...(createdBy !== null && { contributor: createdBy }),
    ...(createdAt !== null && { year: Number(createdAt.slice(0, 4)), date_created: createdAt }),
    loretrack_extensions: EXTRA_KEYS,
  };
  yield `{"info":${JSON.stringify(info)},"licenses":[],"categories":${JSON.stringify(categories)}`;
  yield `,"videos":${JSON.stringify(parts.map(videoJson))}`;
  yield* list('images', imagesOf(parts, options.fileName ?? frameFileName));
  yield* list('tracks', tracksOf(parts, categoryId));
  yield* list('annotations', annotationsIn(parts, categoryId));
  yield '}\n';
}

/** A video with the ids that its parts have in the file, which start at 1. */
interface Part {
  readonly video: VideoAnnotations;
  readonly id: number;
  /** An image's id is this and its frame's index. */
  readonly firstImage: number;
  readonly trackIds: ReadonlyMap<AnnotationTrack, number>;
}

function numbered(videos: readonly VideoAnnotations[]): readonly Part[] {
  let firstImage = 1;
  let freeId = 1;
  const taken = new Set<number>();
  return videos.map((video, index) => {
    const trackIds = new Map<AnnotationTrack, number>();
    let last = -1;
    for (const track of video.tracks) {
      if (track.to > track.from) last = Math.max(last, video.table.frameIndex(track.to - 1));
      let { id } = track;
      if (taken.has(id)) {
        while (taken.has(freeId)) freeId++;
        id = freeId;
      }
      taken.add(id);
      trackIds.set(track, id);
    }
    const part = { video, id: index + 1, firstImage, trackIds };
    firstImage += last + 1;
    return part;
  });
}

function* list(key: string, items: Iterable<unknown>): Generator<string> {
  yield `,"${key}":[`;
  let isFirst = true;
  for (const item of items) {
    yield isFirst ? JSON.stringify(item) : `,${JSON.stringify(item)}`;
    isFirst = false;
  }
  yield ']';
}

function videoJson({ video: { facts }, id }: Part): unknown {
  const { name, width, height, fps, frameCount, timeBase } = facts;
  return {
    id,
    name: name ?? 'video',
    ...(width !== null && { width }),
    ...(height !== null && { height }),
    ...(fps !== null && { fps }),
    ...(frameCount !== null && { frame_count: frameCount }),
    ...(timeBase !== null && { time_base: timeBase }),
    neg_category_ids: [],
    not_exhaustive_category_ids: [],
  };
}

function* imagesOf(parts: readonly Part[], fileName: (frameIndex: number) => string): Generator {
  for (const { video, id, firstImage } of parts) {
    const { table, facts } = video;
    const { width, height } = facts;
    const times = new FrameTimes(facts);
    let previous = -1;
    for (const at of table.byFrame()) {
      const frameIndex = table.frameIndex(at);
      if (frameIndex === previous) continue;
      previous = frameIndex;
      const row = table.row(at);
      const told = row.pts === undefined ? null : times.of(row);
      yield {
        id: firstImage + frameIndex,
        video_id: id,
        file_name: fileName(frameIndex),
        ...(width !== null && { width }),
        ...(height !== null && { height }),
        frame_id: frameIndex,
        frame_index: frameIndex,
        ...(told !== null && { pts: told.pts, time_sec: told.timeSec }),
      };
    }
  }
}

function* tracksOf(parts: readonly Part[], categoryId: ReadonlyMap<string, number>): Generator {
  for (const { video, id, trackIds } of parts) {
    for (const track of video.tracks) {
      yield {
        id: trackIds.get(track)!,
        category_id: categoryId.get(track.label)!,
        video_id: id,
        ...(track.color !== null && { color: track.color }),
        ...(Object.keys(track.attributes).length > 0 && { attributes: track.attributes }),
      };
    }
  }
}

function* annotationsIn(
  parts: readonly Part[],
  categoryId: ReadonlyMap<string, number>,
): Generator {
  let id = 0;
  for (const { video, id: videoId, firstImage, trackIds } of parts) {
    for (const track of video.tracks) {
      const ids = {
        video_id: videoId,
        category_id: categoryId.get(track.label)!,
      };
      const trackId = trackIds.get(track)!;
      for (const row of video.table.rows(track.from, track.to)) {
        if (row.box === null || row.absent) continue;
        const imageId = firstImage + row.frameIndex;
        yield { id: ++id, image_id: imageId, ...ids, ...annotationOf(row, trackId) };
      }
    }
  }
}

function annotationOf(row: BoxRow, trackId: number): object {
  const { x, y, w, h } = row.box!;
  return {
    bbox: [x, y, w, h],
    area: w * h,
    iscrowd: 0,
    track_id: trackId,
    instance_id: trackId,
    source: row.source,
    confirmed: row.confirmed,
    ...(row.score !== null && { score: row.score }),
    occluded: row.occluded,
    keyframe: row.keyframe,
    ...(row.attributes && { attributes: row.attributes }),
  };
}
