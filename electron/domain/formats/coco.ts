import type { TrackDocument, TrackFrame } from '../track.ts';

/** What a COCO file needs to know beside the tracks. */
export interface CocoOptions {
  /** File name of a frame's picture, with its extension; the default is `frame_000123.jpg` for frame 123. */
  readonly fileName?: (frameIndex: number) => string;
}

/** The name that an extracted frame gets: `frame_000123.jpg`. */
export function frameFileName(frameIndex: number): string {
  return `frame_${String(frameIndex).padStart(6, '0')}.jpg`;
}

/** Ids of a file with a single video; COCO ids start at 1. */
const VIDEO_ID = 1;

/** Keys of ours that no COCO dialect defines, declared in the file itself. */
const EXTRA_KEYS = {
  images: ['pts', 'time_sec'],
  annotations: ['source', 'confirmed', 'score', 'occluded', 'keyframe'],
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
  const { media, tracks, createdBy, createdAt } = document;
  const fileName = options.fileName ?? frameFileName;
  const labels = [...new Set(tracks.map(({ label }) => label))];
  const categoryId = new Map(labels.map((label, index) => [label, index + 1]));
  const spokenOf = new Map<number, TrackFrame>();
  for (const frame of tracks.flatMap(({ frames }) => frames)) spokenOf.set(frame.frameIndex, frame);
  const frames = [...spokenOf.values()].sort((a, b) => a.frameIndex - b.frameIndex);

  const coco = {
    info: {
      description: `Tracks of ${media.name}`,
      version: '1.0',
      contributor: createdBy,
      ...(createdAt !== null && { year: Number(createdAt.slice(0, 4)), date_created: createdAt }),
      loretrack_extensions: EXTRA_KEYS,
    },
    licenses: [],
    categories: labels.map((name, index) => ({ id: index + 1, name, supercategory: '' })),
    videos: [
      {
        id: VIDEO_ID,
        name: media.name,
        width: media.width,
        height: media.height,
        fps: media.fps,
        neg_category_ids: [],
        not_exhaustive_category_ids: [],
      },
    ],
    images: frames.map(({ frameIndex, pts, timeSec }) => ({
      id: imageId(frameIndex),
      video_id: VIDEO_ID,
      file_name: fileName(frameIndex),
      width: media.width,
      height: media.height,
      frame_id: frameIndex,
      frame_index: frameIndex,
      pts,
      time_sec: timeSec,
    })),
    tracks: tracks.map(({ id, label }) => ({
      id,
      category_id: categoryId.get(label)!,
      video_id: VIDEO_ID,
    })),
    annotations: tracks
      .flatMap((track) => track.frames.map((frame) => ({ track, frame })))
      .flatMap(({ track, frame }) => {
        if (frame.box === null || frame.absent) return [];
        const { x, y, w, h } = frame.box;
        return {
          image_id: imageId(frame.frameIndex),
          video_id: VIDEO_ID,
          category_id: categoryId.get(track.label)!,
          bbox: [x, y, w, h],
          area: w * h,
          iscrowd: 0,
          track_id: track.id,
          instance_id: track.id,
          source: frame.source,
          confirmed: frame.confirmed,
          ...(frame.score !== null && { score: frame.score }),
          occluded: frame.occluded,
          keyframe: frame.keyframe,
        };
      })
      .map((annotation, index) => ({ id: index + 1, ...annotation })),
  };
  return `${JSON.stringify(coco)}\n`;
}

function imageId(frameIndex: number): number {
  return frameIndex + 1;
}
