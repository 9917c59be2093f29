import type { Box } from '../boxes.ts';
import type { Attributes, BoxRow } from './box-table.ts';
import { CocoImages, imageKey, onlyVideo, readCocoImages, readCocoVideo } from './coco-images.ts';
import type { CocoVideo } from './coco-images.ts';
import type { ParseHints } from './format.ts';
import type { JsonReader } from './json-reader.ts';
import {
  keyOf,
  readBox,
  readFlag,
  readPlainAttributes,
  readScore,
  readSource,
} from './json-values.ts';
import { jsonValue, type JsonValue } from './text/json-stream.ts';
import { AnnotationsBuilder, type VideoAnnotations } from './video-annotations.ts';

/**
 * Reads the tracks of every video out of COCO in any dialect: CocoVID (`frame_id`, `instance_id`), TAO and KWCOCO
 * (`frame_index`, `track_id`), Datumaro and CVAT, which hide the track id among the attributes, and plain COCO, where
 * frames come from file names and every annotation is an object of its own. Annotations without a box are left out.
 * @param open gives the text's pieces from its beginning, each time
 * @param file name for messages
 * @throws StudioError bad-input naming the file and the place in it
 */
export function readCoco(
  open: () => Iterable<string>,
  file: string,
  hints: ParseHints,
): readonly VideoAnnotations[] {
  const listed: CocoVideo[] = [];
  const categories = new Map<string, string>();
  const described = new Map<string, Pick<CocoTrack, 'color' | 'attributes'>>();
  for (const [key, value] of jsonValue(open(), file).members()) {
    if (key === 'videos') {
      if (value.isNull()) continue;
      for (const item of value.items()) listed.push(readCocoVideo(item.read()));
    } else if (key === 'categories') {
      for (const item of value.items()) {
        const category = item.read();
        categories.set(keyOf(category.at('id')), category.at('name').string());
      }
    } else if (key === 'tracks' && !value.isNull()) {
      readTracks(value, described);
    }
  }
  const videos = listed.length > 0 ? listed : [onlyVideo()];
  let images = new CocoImages();
  for (const [key, value] of jsonValue(open(), file).members()) {
    if (key === 'images') images = readCocoImages(value, videos, hints, file);
  }
  const readers = videos.map((video) => new VideoReader(video, categories, described));
  for (const [key, value] of jsonValue(open(), file).members()) {
    if (key === 'annotations') readAnnotations(value, images, readers);
  }
  return readers.map((reader) => reader.build(file));
}

interface CocoTrack {
  readonly place: number;
  readonly color: string | null;
  readonly attributes: Attributes;
}

function readTracks(
  list: JsonValue,
  described: Map<string, Pick<CocoTrack, 'color' | 'attributes'>>,
): void {
  for (const item of list.items()) {
    const track = item.read();
    const color = track.at('color').optional((reader) => reader.string(), null);
    const attributes = track.at('attributes').optional(readPlainAttributes, {});
    described.set(keyOf(track.at('id')), {
      color: color !== null && /^#[0-9a-f]{6}$/i.test(color) ? color : null,
      attributes,
    });
  }
}

function readAnnotations(
  list: JsonValue,
  images: CocoImages,
  readers: readonly VideoReader[],
): void {
  let index = -1;
  for (const value of list.items()) {
    index++;
    const item = value.read();
    const imageId = item.at('image_id');
    const place = images.find(imageKey(imageId));
    if (place === undefined) return imageId.fail('the id of an image');
    if (place !== null) readers[place.video]!.add(item, place.frame, index);
  }
}

/** Collects the annotations of one video. */
class VideoReader {
  readonly #video: CocoVideo;
  readonly #categories: ReadonlyMap<string, string>;
  readonly #described: ReadonlyMap<string, Pick<CocoTrack, 'color' | 'attributes'>>;
  readonly #builder = new AnnotationsBuilder();
  readonly #tracks = new Map<string, number>();
  #boxless = 0;
  #trackless = 0;
  #relabelled = 0;

  constructor(
    video: CocoVideo,
    categories: ReadonlyMap<string, string>,
    described: ReadonlyMap<string, Pick<CocoTrack, 'color' | 'attributes'>>,
  ) {
    this.#video = video;
    this.#categories = categories;
    this.#described = described;
  }

  add(item: JsonReader, frameIndex: number, index: number): void {
    const box = item.at('bbox').optional(readBox, null);
    const label =
      this.#categories.get(keyOf(item.at('category_id'))) ??
      item.at('category_id').fail('a category');
    if (box === null) {
      this.#boxless++;
      return;
    }
    const id = trackIdOf(item);
    if (id === null) this.#trackless++;
    let track = id === null ? undefined : this.#tracks.get(id);
    if (track === undefined) {
      const told = id === null ? undefined : this.#described.get(id);
      track = this.#builder.track({ id: id === null ? null : numberOf(id), label, ...told });
      if (id !== null) this.#tracks.set(id, track);
    } else if (this.#builder.labelOf(track) !== label) this.#relabelled++;
    const pts = this.#video.pts.get(frameIndex);
    const timeSec = this.#video.timesSec.get(frameIndex);
    const row = readRow(item, frameIndex, box);
    const times = { ...(pts !== undefined && { pts }), ...(timeSec !== undefined && { timeSec }) };
    this.#builder.add(track, { ...row, ...times }, index);
  }

  build(file: string): VideoAnnotations {
    const told = [
      [this.#boxless, 'annotations without a box were left out.'],
      [this.#trackless, 'boxes have no track id: each became a track of one frame.'],
      [
        this.#relabelled,
        'boxes have another category than their track, whose first one was taken.',
      ],
    ] as const;
    const { name, width, height, fps, frameCount, timeBase, warnings } = this.#video;
    return this.#builder.build((index) => `${file}: annotations[${index}]`, {
      facts: { name, width, height, fps, frameCount, timeBase },
      warnings: [
        ...warnings,
        ...told.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`),
      ],
    });
  }
}

function trackIdOf(item: JsonReader): string | null {
  return (
    item.at('track_id').optional(keyOf, null) ??
    item.at('instance_id').optional(keyOf, null) ??
    item.at('attributes').optional((all) => all.at('track_id').optional(keyOf, null), null)
  );
}

function numberOf(id: string): number | null {
  return /^\d{1,10}$/.test(id) ? Number(id) : null;
}

/** Keys of an annotation that are read, or say nothing beyond the box. */
const KNOWN_KEYS = new Set([
  ...['id', 'image_id', 'video_id', 'category_id', 'bbox', 'area', 'iscrowd', 'segmentation'],
  ...['track_id', 'instance_id', 'source', 'confirmed', 'score', 'occluded', 'keyframe'],
  'attributes',
]);

function readRow(item: JsonReader, frameIndex: number, box: Box): BoxRow {
  const consumed = new Set<string>();
  if (!item.has('track_id') && !item.has('instance_id')) consumed.add('track_id');
  const flag = (key: string): boolean => {
    const own = item.at(key).optional(readFlag, null);
    if (own !== null) return own;
    consumed.add(key);
    return item.at('attributes').optional((all) => all.at(key).optional(readFlag, false), false);
  };
  const flags = {
    confirmed: flag('confirmed'),
    occluded: flag('occluded'),
    keyframe: flag('keyframe'),
  };
  const more = Object.entries(item.at('attributes').optional(readPlainAttributes, {}));
  const unknown = item.entries().flatMap(([key, reader]) => {
    const value = KNOWN_KEYS.has(key) ? null : reader.plain();
    return value === null ? [] : [[key, value] as const];
  });
  const attributes = [...unknown, ...more.filter(([key]) => !consumed.has(key))];
  return {
    frameIndex,
    box,
    source: item.at('source').optional(readSource, 'imported'),
    score: item.at('score').optional(readScore, null),
    ...flags,
    absent: false,
    ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
  };
}
