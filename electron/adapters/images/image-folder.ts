import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { RgbFrame } from '../../domain/frame.ts';
import { constantRateTable } from '../../domain/frame-table.ts';
import type { FrameTable } from '../../domain/frame-table.ts';
import type { FrameSource, FrameSpan, IndexedFrame, VideoInfo } from '../../domain/video.ts';
import { checkIndex } from '../ffmpeg/check-index.ts';
import { naturalOrder } from './natural-order.ts';
import type { Size } from './picture.ts';
import { readPictureSize } from './picture-file.ts';
import { pictureThreads } from './picture-threads.ts';

/** How to open a folder of pictures. */
export interface ImageFolderOptions {
  /** Frames per second that the pictures stand for; 30 unless told. */
  readonly fps?: number | undefined;
  /** Where pictures are written; omitted: a new array each. */
  readonly allocate?: ((bytes: number) => Uint8Array | Promise<Uint8Array>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const pictureName = /\.(?:jpe?g|png|webp|bmp)$/i;
/** Pictures being decoded ahead of the consumer. */
const aheadFrames = 2;
/** Headers being read at the same time when a folder is opened. */
const parallelHeaders = 16;

class ImageFolder implements FrameSource {
  readonly info: VideoInfo;
  readonly table: FrameTable;
  readonly #files: readonly string[];
  readonly #allocate: ImageFolderOptions['allocate'];
  readonly #closing = new AbortController();

  constructor(info: VideoInfo, files: readonly string[], fps: number, options: ImageFolderOptions) {
    this.info = info;
    this.table = constantRateTable(files.length, fps);
    this.#files = files;
    this.#allocate = options.allocate;
  }

  async #decode(index: number): Promise<RgbFrame> {
    const file = this.#files[index]!;
    const frame = await pictureThreads.rgb(file);
    if (frame.width !== this.info.width || frame.height !== this.info.height) {
      throw differentSize(file, frame, this.info);
    }
    return frame;
  }

  async #place(frame: RgbFrame): Promise<RgbFrame> {
    if (this.#allocate === undefined) return frame;
    const data = await this.#allocate(frame.data.length);
    data.set(frame.data);
    return { ...frame, data };
  }

  async frame(index: number, signal?: AbortSignal): Promise<RgbFrame> {
    checkIndex(index, this.#files.length, this.info.path);
    const frame = await this.#decode(index);
    this.#throwIfStopped(signal);
    return this.#place(frame);
  }

  async *frames(
    { from, to }: FrameSpan,
    signal?: AbortSignal,
  ): AsyncGenerator<IndexedFrame, void, undefined> {
    checkIndex(from, this.#files.length, this.info.path);
    checkIndex(to, this.#files.length, this.info.path);
    const step = to >= from ? 1 : -1;
    const count = Math.abs(to - from) + 1;
    const coming: Promise<RgbFrame>[] = [];
    const startNext = (position: number): void => {
      if (position >= count) return;
      const decoding = this.#decode(from + step * position);
      // A failure is met when its turn comes, not as an unhandled rejection.
      decoding.catch(() => undefined);
      coming.push(decoding);
    };
    for (let i = 0; i < aheadFrames; i++) startNext(i);
    for (let i = 0; i < count; i++) {
      this.#throwIfStopped(signal);
      startNext(i + aheadFrames);
      const frame = await coming.shift()!;
      this.#throwIfStopped(signal);
      yield { index: from + step * i, frame: await this.#place(frame) };
    }
  }

  #throwIfStopped(signal: AbortSignal | undefined): void {
    if (signal?.aborted === true || this.#closing.signal.aborted) {
      throw new StudioError('cancelled', `Reading ${this.info.path} was cancelled.`);
    }
  }

  close(): Promise<void> {
    this.#closing.abort();
    return Promise.resolve();
  }
}

function differentSize(file: string, size: Size, first: Size): StudioError {
  return new StudioError(
    'bad-media',
    `${file} is ${size.width}x${size.height}, but the first picture of its folder is ` +
      `${first.width}x${first.height}: all pictures of a sequence must have one size.`,
  );
}

/**
 * Absolute paths of a folder's pictures, in numeric order of their names.
 * @throws StudioError not-found
 */
export async function listPictures(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new StudioError('not-found', `${folder} cannot be listed: check the path.`, { cause });
  });
  return entries
    .filter(
      (entry) =>
        !entry.isDirectory() && !entry.name.startsWith('.') && pictureName.test(entry.name),
    )
    .map((entry) => entry.name)
    .sort(naturalOrder)
    .map((name) => path.join(folder, name));
}

/**
 * Opens a folder of *.jpg, *.jpeg, *.png, *.webp or *.bmp pictures as frames in numeric order of their names.
 * @throws StudioError bad-input when there are none, bad-media when one is unreadable or of another size
 */
export async function openImageFolder(
  folder: string,
  options: ImageFolderOptions = {},
): Promise<FrameSource> {
  const { fps = 30, signal } = options;
  if (!(Number.isFinite(fps) && fps > 0 && fps <= 1000)) {
    throw new StudioError(
      'bad-input',
      `${fps} frames per second cannot be: give a number up to 1000.`,
    );
  }
  const absolute = path.resolve(folder);
  const files = await listPictures(absolute);
  const firstFile = files[0];
  if (firstFile === undefined) {
    throw new StudioError('bad-input', `${absolute} holds no pictures (jpg, png, webp or bmp).`);
  }
  const first = await readPictureSize(firstFile);
  for (let start = 1; start < files.length; start += parallelHeaders) {
    if (signal?.aborted === true)
      throw new StudioError('cancelled', `Opening ${absolute} was cancelled.`);
    const group = files.slice(start, start + parallelHeaders);
    const sizes = await Promise.all(group.map((file) => readPictureSize(file)));
    const other = sizes.findIndex(
      ({ width, height }) => width !== first.width || height !== first.height,
    );
    if (other >= 0) throw differentSize(group[other]!, sizes[other]!, first);
  }
  const info: VideoInfo = {
    path: absolute,
    kind: 'images',
    width: first.width,
    height: first.height,
    rotation: 0,
    fps,
    codec: path.extname(firstFile).slice(1).toLowerCase().replace('jpeg', 'jpg'),
    pixelFormat: 'rgb24',
    // Pictures arrive as RGB; the matrix matters only where they are turned into video.
    matrix: 'bt601',
    fullRange: true,
    warnings: [],
  };
  return new ImageFolder(info, files, fps, options);
}
