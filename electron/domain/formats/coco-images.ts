import type { TrackMedia } from '../track.ts';
import type { JsonReader } from './json-reader.ts';

/** The video or image folder that annotations are read for. */
export interface CocoTarget {
  /** Chooses among the videos of a file that has several. */
  readonly name: string;
  readonly frameCount: number;
  /** File names of an image folder's frames, in order; null for videos. */
  readonly fileNames: readonly string[] | null;
}

/** The images of a COCO file that belong to one video. */
export interface CocoImages {
  /** Frame of the image with an id; null for images of other videos. @throws StudioError bad-input when there is none */
  readonly frameOf: (imageId: JsonReader) => number | null;
  /** In pixels, as the first image says; null when it does not. */
  readonly size: Pick<TrackMedia, 'width' | 'height'> | null;
  readonly warnings: readonly string[];
}

/**
 * Finds the frame of each image: `frame_index` or `frame_id` where images have them (0-based), else an image folder's
 * file of that name, else the number that the file name ends with, else the place in the list.
 * @throws StudioError bad-input naming the file and the place in it
 */
export function imagesOfVideo(root: JsonReader, target: CocoTarget): CocoImages {
  const all = root.at('images').array();
  const videoId = chooseVideo(root, target.name);
  const images = all.filter((image) => {
    const own = image.at('video_id').optional(keyOf, null);
    return videoId === null || own === null || own === videoId;
  });
  const { frames, warnings } = numbered(images, target);
  const frameOf = new Map<string, number | null>(all.map((image) => [keyOf(image.at('id')), null]));
  const seen = new Set<number>();
  images.forEach((image, i) => {
    if (seen.has(frames[i]!)) image.fail(`the only image of frame ${frames[i]!}`);
    seen.add(frames[i]!);
    frameOf.set(keyOf(image.at('id')), frames[i]!);
  });
  return {
    frameOf: (id) => {
      const frame = frameOf.get(keyOf(id));
      return frame === undefined ? id.fail('the id of an image') : frame;
    },
    size: images[0] === undefined ? null : sizeOf(images[0]),
    warnings,
  };
}

/** Ids are numbers, or text in some files; both count as the same where they read the same. */
export function keyOf(reader: JsonReader): string {
  const id = reader.scalar();
  return typeof id === 'boolean' ? reader.fail('an id') : String(id);
}

function numbered(
  images: readonly JsonReader[],
  { fileNames, frameCount }: CocoTarget,
): { readonly frames: readonly number[]; readonly warnings: readonly string[] } {
  const told = images.map(
    (image) =>
      image.at('frame_index').optional(readIndex, null) ??
      image.at('frame_id').optional(readIndex, null),
  );
  if (told.some((index) => index !== null)) {
    const frames = told.map((index, i) => index ?? images[i]!.fail('an image with a frame_index'));
    return { frames, warnings: [] };
  }
  const names = images.map((image) =>
    image.at('file_name').optional((reader) => baseName(reader.string()), ''),
  );
  const places = new Map(fileNames?.map((name, index) => [baseName(name), index]));
  const found = names.map((name) => places.get(name));
  if (found.every((index) => index !== undefined)) return { frames: found, warnings: [] };
  const numbers = names.map((name) => Number(/(\d{1,9})(?:\.[^.]*)?$/.exec(name)?.[1] ?? NaN));
  const byName = numbers.every(Number.isFinite);
  // Only files counted from 1 can reach the number of frames.
  const base = byName && !numbers.includes(0) && Math.max(...numbers) === frameCount ? 1 : 0;
  const frames = byName ? numbers.map((number) => number - base) : [...images.keys()];
  const origin = byName ? `names, counted from ${base}` : 'order';
  const warning = `The file has no frame numbers: they were taken from its images' ${origin}. Check the first and last box.`;
  return { frames, warnings: [warning] };
}

/** The id of the video to read; null when the file tells no videos apart. */
function chooseVideo(root: JsonReader, name: string): string | null {
  const list = root.at('videos').optional((reader) => reader.array(), []);
  const videos = list.map((item) => ({
    id: keyOf(item.at('id')),
    name: baseName(item.at('name').optional((reader) => reader.string(), '')),
  }));
  if (videos.length <= 1) return videos[0]?.id ?? null;
  const same =
    videos.find((video) => video.name === name) ??
    videos.find((video) => stemOf(video.name) === stemOf(name));
  if (same !== undefined) return same.id;
  const some = videos.slice(0, 5).map((video) => `"${video.name}"`);
  return root.at('videos').fail(`a list with a video called "${name}" beside ${some.join(', ')}`);
}

function sizeOf(image: JsonReader): CocoImages['size'] {
  const side = (key: string): number | null =>
    image.at(key).optional((reader) => reader.integer(1), null);
  const [width, height] = [side('width'), side('height')];
  return width === null || height === null ? null : { width, height };
}

function readIndex(reader: JsonReader): number {
  return reader.integer(0);
}

function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1)!;
}

function stemOf(name: string): string {
  return name.replace(/\.[^.]*$/, '');
}
