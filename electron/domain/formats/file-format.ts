import { frameFileName } from './coco.ts';
import type { AnnotationFormat, Picture, WriteOptions } from './format.ts';
import type { VideoAnnotations } from './video-annotations.ts';
import { framesOf } from './video-annotations.ts';

/** What most formats have in common. */
export const COMMON = {
  kind: 'file',
  manyVideos: false,
  remarks: () => [],
  pictures: namedPictures,
} as const satisfies Partial<AnnotationFormat>;

/** Pictures of the frames that some track speaks of: `images/frame_000123.jpg`. */
export function* namedPictures(
  { table }: VideoAnnotations,
  { pictures = 'jpg' }: WriteOptions,
): Generator<Picture> {
  let previous = -1;
  for (const row of table.byFrame()) {
    const frameIndex = table.frameIndex(row);
    if (frameIndex === previous) continue;
    previous = frameIndex;
    yield { path: `images/${frameFileName(frameIndex, pictures)}`, frameIndex };
  }
}

/** Pictures of all frames, one after the other, as sequences have them. */
export function* allPictures(
  video: VideoAnnotations,
  pathOf: (frameIndex: number) => string,
): Generator<Picture> {
  const count = framesOf(video);
  for (let frameIndex = 0; frameIndex < count; frameIndex++) {
    yield { path: pathOf(frameIndex), frameIndex };
  }
}

/** Attributes that a format has no place for. */
export const noAttributes = (): boolean => false;

/** Attributes of any name. */
export const anyAttributes = (): boolean => true;
