import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isStudioError, StudioError } from '../../contract/errors.ts';
import type { Box } from '../../domain/boxes.ts';
import type { RgbFrame } from '../../domain/frame.ts';
import {
  MIN_CUTOUT_SIDE,
  MIN_PHOTO_SIDE,
  type PhotoBox,
  type PhotoLibrary,
} from '../../ml/distill/data/photo-library.ts';
import { shrink, type Pixels } from '../../ml/distill/data/shrink.ts';
import type { Patch } from '../../ml/distill/data/training-pair.ts';
import { listPictures } from './image-folder.ts';
import { readPhotoBoxes, type NamedBoxes } from './photo-library-boxes.ts';
import { pictureThreads } from './picture-threads.ts';

/** Longest side in px that is kept of a photo or cut-out. */
const MAX_SIDE = 1024;
/** Files being decoded at the same time. */
const PARALLEL = 4;

type Skipped = PhotoLibrary['skipped'][number];

/**
 * Reads photos to pretrain from: `photos/` with an optional `boxes.json` and `cutouts/` beside it, or just a folder of
 * pictures. Pixels lie in shared memory; pictures longer than 1024 px are shrunk together with their boxes.
 * @throws StudioError not-found, bad-input without a usable photo or for a broken boxes.json, or cancelled
 */
export async function readPhotoLibrary(
  folder: string,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<PhotoLibrary> {
  const absolute = path.resolve(folder);
  if (!(await isFolder(absolute))) {
    throw new StudioError(
      'not-found',
      `There is no folder ${absolute}: give one that holds photos, or photos/, boxes.json and cutouts/.`,
    );
  }
  const photoFolder = path.join(absolute, 'photos');
  const cutoutFolder = path.join(absolute, 'cutouts');
  const boxesFile = path.join(absolute, 'boxes.json');
  const files = await listPictures((await isFolder(photoFolder)) ? photoFolder : absolute);
  const cutoutFiles = (await isFolder(cutoutFolder)) ? await listPictures(cutoutFolder) : [];
  const named = await readPhotoBoxes(boxesFile);
  const skipped: Skipped[] = [];

  const photos: RgbFrame[] = [];
  const places = new Map<string, { readonly photo: number; readonly scale: number }>();
  for await (const [file, decoded] of readAll(files, 3, MIN_PHOTO_SIDE, signal)) {
    if (typeof decoded === 'string') {
      skipped.push({ file, reason: decoded });
      continue;
    }
    places.set(path.parse(file).name, { photo: photos.length, scale: decoded.scale });
    photos.push({ kind: 'rgb', ...decoded.pixels });
  }
  if (photos.length === 0) throw noPhotos(absolute, skipped);

  const cutouts: Patch[] = [];
  for await (const [file, decoded] of readAll(cutoutFiles, 4, MIN_CUTOUT_SIDE, signal)) {
    if (typeof decoded === 'string') skipped.push({ file, reason: decoded });
    else cutouts.push(decoded.pixels);
  }
  const boxes = named.flatMap(({ name, boxes: drawn }) => {
    const place = places.get(name) ?? places.get(path.parse(name).name);
    if (place !== undefined) return placeBoxes(drawn, place, photos, { name, boxesFile, skipped });
    if (drawn.length > 0) {
      skipped.push({ file: boxesFile, reason: `${name} has boxes but no readable photo` });
    }
    return [];
  });
  return { photos, boxes, cutouts, skipped };
}

/** Boxes of one photo in px of what is kept of it, cut to the photo. */
function placeBoxes(
  boxes: NamedBoxes['boxes'],
  { photo, scale }: { readonly photo: number; readonly scale: number },
  photos: readonly RgbFrame[],
  about: { readonly name: string; readonly boxesFile: string; readonly skipped: Skipped[] },
): readonly PhotoBox[] {
  const { width, height } = photos[photo]!;
  return boxes.flatMap(([x, y, w, h]) => {
    const left = Math.max(0, x * scale);
    const top = Math.max(0, y * scale);
    const box: Box = {
      x: left,
      y: top,
      w: Math.min(width, (x + w) * scale) - left,
      h: Math.min(height, (y + h) * scale) - top,
    };
    if (box.w >= 1 && box.h >= 1) return [{ photo, box }];
    const reason = `the box ${x},${y},${w},${h} lies outside its photo ${about.name}`;
    about.skipped.push({ file: about.boxesFile, reason });
    return [];
  });
}

interface Decoded {
  readonly pixels: Pixels;
  /** New px per old px. */
  readonly scale: number;
}

/** Decodes files in their order, a few ahead; gives the reason in place of a picture that cannot be used. */
async function* readAll(
  files: readonly string[],
  channels: 3 | 4,
  minSide: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly [file: string, Decoded | string], void, undefined> {
  const coming: Promise<Decoded | string>[] = [];
  for (let i = 0; i < files.length; i++) {
    while (coming.length < PARALLEL && i + coming.length < files.length) {
      const reading = readOne(files[i + coming.length]!, channels, minSide);
      // A failure is met when its turn comes, not as an unhandled rejection.
      reading.catch(() => undefined);
      coming.push(reading);
    }
    const decoded = await coming.shift()!;
    if (signal?.aborted === true) {
      throw new StudioError('cancelled', 'Reading the photos was cancelled.');
    }
    yield [files[i]!, decoded];
  }
}

/** A file that does not decode is a reason as well; whatever else goes wrong is thrown. */
async function readOne(file: string, channels: 3 | 4, minSide: number): Promise<Decoded | string> {
  try {
    const whole = await (channels === 4 ? pictureThreads.rgba(file) : pictureThreads.rgb(file));
    if (whole === null) return 'is not transparent anywhere';
    const scale = Math.min(1, MAX_SIDE / Math.max(whole.width, whole.height));
    const width = Math.round(whole.width * scale);
    const height = Math.round(whole.height * scale);
    if (Math.min(width, height) < minSide) {
      return `is ${whole.width}x${whole.height} px, too small`;
    }
    const small = scale < 1 ? shrink(whole, channels, { width, height }) : whole;
    const data = new Uint8Array(new SharedArrayBuffer(small.data.length));
    data.set(small.data);
    return { pixels: { width, height, data }, scale };
  } catch (error) {
    if (!isStudioError(error, 'bad-media')) throw error;
    return error.message;
  }
}

async function isFolder(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null))?.isDirectory() ?? false;
}

function noPhotos(folder: string, skipped: readonly Skipped[]): StudioError {
  const first = skipped[0];
  const found =
    first === undefined
      ? 'none was found'
      : `${skipped.length} could not be used, such as ${first.file} (${first.reason})`;
  return new StudioError(
    'bad-input',
    `${folder} holds no usable photo: jpg, png, webp or bmp of at least ${MIN_PHOTO_SIDE} px a side were ` +
      `looked for in it and in its folder photos; ${found}.`,
  );
}
