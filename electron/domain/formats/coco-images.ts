import { StudioError } from '../../contract/errors.ts';
import type { ParseHints } from './format.ts';
import type { JsonReader } from './json-reader.ts';
import { keyOf, trailingNumber } from './json-values.ts';
import { baseName } from './named-texts.ts';
import type { JsonValue } from './text/json-stream.ts';

/** The images of one video in a COCO file. */
export interface CocoVideo {
  readonly id: string | null;
  readonly name: string | null;
  readonly fps: number | null;
  readonly frameCount: number | null;
  readonly timeBase: { readonly num: number; readonly den: number } | null;
  /** Picture size in pixels, as the video or its first image says. */
  width: number | null;
  height: number | null;
  /** Times of frames, where images tell them. */
  readonly pts: Map<number, number>;
  readonly timesSec: Map<number, number>;
  readonly warnings: string[];
}

/** An image's id, in the form that takes the least memory: ids that read as the same integer are the same. */
export function imageKey(reader: JsonReader): string | number {
  const text = keyOf(reader);
  return /^\d{1,15}$/.test(text) && String(Number(text)) === text ? Number(text) : text;
}

/** What a file says of a video. */
export function readCocoVideo(reader: JsonReader): CocoVideo {
  const side = (key: string): number | null => reader.at(key).optional(positive, null);
  const base = reader.at('time_base');
  return emptyVideo({
    id: keyOf(reader.at('id')),
    name: baseName(reader.at('name').optional((name) => name.string(), '')) || null,
    fps: reader.at('fps').optional(readRate, null),
    frameCount: side('frame_count'),
    timeBase: base.optional(
      (item) => ({ num: item.at('num').integer(1), den: item.at('den').integer(1) }),
      null,
    ),
    width: side('width'),
    height: side('height'),
  });
}

/** The video of a file that tells no videos apart. */
export function onlyVideo(): CocoVideo {
  const none = { id: null, name: null, fps: null, frameCount: null, timeBase: null };
  return emptyVideo({ ...none, width: null, height: null });
}

function emptyVideo(video: Omit<CocoVideo, 'pts' | 'timesSec' | 'warnings'>): CocoVideo {
  return { ...video, pts: new Map(), timesSec: new Map(), warnings: [] };
}

/** Where each image of a file belongs. */
export class CocoImages {
  // One number for both, since there may be millions.
  readonly #places = new Map<string | number, number>();

  /** @param video place of its video in the list; null for one that the file does not list */
  set(id: string | number, video: number | null, frame: number): void {
    this.#places.set(id, video === null ? -1 : video * FRAMES + frame);
  }

  /** The video and frame of an image; null for images of other videos, undefined for those that are not listed. */
  find(id: string | number): { readonly video: number; readonly frame: number } | null | undefined {
    const place = this.#places.get(id);
    if (place === undefined || place < 0) return place === undefined ? undefined : null;
    return { video: Math.floor(place / FRAMES), frame: place % FRAMES };
  }
}

const FRAMES = 2 ** 31;

interface ListedImage {
  readonly id: string | number;
  /** Place in the file's list. */
  readonly index: number;
  readonly frame: number | null;
  /** Kept only while the frame is not known. */
  readonly name: string;
}

/**
 * Finds the frame of each image: `frame_index` or `frame_id` where images have them (0-based), else an image folder's
 * file of that name, else the number that the file name ends with, else the place in the list. Images of videos that
 * the file does not list are left out.
 * @throws StudioError bad-input naming the file and the place in it
 */
export function readCocoImages(
  list: JsonValue,
  videos: readonly CocoVideo[],
  hints: ParseHints,
  file: string,
): CocoImages {
  const found = new CocoImages();
  const images = videos.map((): ListedImage[] => []);
  const places = new Map(videos.map(({ id }, place) => [id, place]));
  let index = -1;
  for (const item of list.items()) {
    index++;
    const reader = item.read();
    const own = reader.at('video_id').optional(keyOf, null);
    const place = own === null || videos[0]!.id === null ? 0 : places.get(own);
    const id = imageKey(reader.at('id'));
    if (place === undefined) {
      found.set(id, null, 0);
      continue;
    }
    const video = videos[place]!;
    video.width ??= reader.at('width').optional(positive, null);
    video.height ??= reader.at('height').optional(positive, null);
    const frame =
      reader.at('frame_index').optional(readIndex, null) ??
      reader.at('frame_id').optional(readIndex, null);
    const name =
      frame !== null ? '' : reader.at('file_name').optional((text) => baseName(text.string()), '');
    images[place]!.push({ id, index, frame, name });
    if (frame === null) continue;
    const pts = reader.at('pts').optional((value) => value.integer(-Infinity), null);
    const timeSec = reader.at('time_sec').optional((value) => value.number(), null);
    if (pts !== null) video.pts.set(frame, pts);
    if (timeSec !== null) video.timesSec.set(frame, timeSec);
  }
  for (const [place, listed] of images.entries()) {
    const frames = framesOfImages(listed, videos[place]!.warnings, hints, file);
    for (const [i, { id }] of listed.entries()) found.set(id, place, frames[i]!);
  }
  return found;
}

function framesOfImages(
  images: readonly ListedImage[],
  warnings: string[],
  hints: ParseHints,
  file: string,
): readonly number[] {
  const refuse = (image: ListedImage, why: string): never => {
    throw new StudioError('bad-input', `${file}: images[${image.index}] should be ${why}`);
  };
  const isTold = images.some(({ frame }) => frame !== null);
  const guessed = isTold ? null : guessedFrames(images, hints, warnings);
  const seen = new Set<number>();
  return images.map((image, i) => {
    const frame = guessed?.[i] ?? image.frame ?? refuse(image, 'an image with a frame_index');
    if (seen.has(frame)) refuse(image, `the only image of frame ${frame}`);
    seen.add(frame);
    return frame;
  });
}

/** Frames of images that tell none, and what a person should know about that. */
function guessedFrames(
  images: readonly ListedImage[],
  { fileNames, facts }: ParseHints,
  warnings: string[],
): readonly number[] {
  const places = new Map(fileNames?.map((name, index) => [baseName(name), index]));
  const found = images.map(({ name }) => places.get(name));
  if (found.every((index) => index !== undefined)) return found;
  const numbers = images.map(({ name }) => trailingNumber(name) ?? NaN);
  const byName = numbers.every(Number.isFinite);
  const most = numbers.reduce((a, b) => Math.max(a, b), 0);
  // Only files counted from 1 can reach the number of frames.
  const base = byName && !numbers.includes(0) && most === facts.frameCount ? 1 : 0;
  const origin = byName ? `names, counted from ${base}` : 'order';
  warnings.push(
    `The file has no frame numbers: they were taken from its images' ${origin}. Check the first and last box.`,
  );
  return byName ? numbers.map((number) => number - base) : [...images.keys()];
}

function readRate(reader: JsonReader): number | null {
  const rate = reader.number();
  return rate > 0 ? rate : null;
}

function positive(reader: JsonReader): number {
  return reader.integer(1);
}

function readIndex(reader: JsonReader): number {
  return reader.number(
    'an integer from 0',
    (value) => Number.isInteger(value) && value >= 0 && value <= 0x7fffffff,
  );
}
