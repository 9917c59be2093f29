import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { StudioError } from '../../contract/errors.ts';
import type { RgbFrame } from '../../domain/frame.ts';
import {
  pictureBytes,
  type ArchivedPicture,
  type FrameArchive,
  type PictureReader,
} from '../../ml/distill/data/frame-archive.ts';
import { damagedArchive, parseArchive } from './archive-schema.ts';

/** Names of an archive's two files. */
export const ARCHIVE_FILES = { description: 'frames.json', pixels: 'frames.bin' } as const;

/** Bytes of pictures kept in memory: a template and a search frame of each pair are often asked for again soon. */
const CACHE_BYTES = 64 * 2 ** 20;

/** An archive of annotated frames, opened for reading in this thread. */
export class ArchiveReader implements PictureReader {
  readonly archive: FrameArchive;
  readonly #file: string;
  readonly #descriptor: number;
  /** Pictures by offset, the oldest use first. */
  readonly #cache = new Map<number, Uint8Array>();
  #cachedBytes = 0;

  private constructor(archive: FrameArchive, file: string, descriptor: number) {
    this.archive = archive;
    this.#file = file;
    this.#descriptor = descriptor;
  }

  /**
   * Opens an archive by its description.
   * @throws StudioError not-found, or bad-input when it is damaged
   */
  static open(description: string): ArchiveReader {
    const file = path.join(path.dirname(description), ARCHIVE_FILES.pixels);
    const archive = readArchive(description);
    let descriptor: number;
    try {
      descriptor = openSync(file, 'r');
    } catch (cause) {
      throw missing(file, cause);
    }
    const { size } = fstatSync(descriptor);
    if (size === archive.bytes) return new ArchiveReader(archive, file, descriptor);
    closeSync(descriptor);
    throw damagedArchive(file, `it has ${size} bytes instead of ${archive.bytes}`);
  }

  read(picture: ArchivedPicture): RgbFrame {
    const { width, height, offset } = picture;
    return { kind: 'rgb', width, height, data: this.#cached(offset) ?? this.#load(picture) };
  }

  /** Nothing can be read afterwards. */
  close(): void {
    closeSync(this.#descriptor);
    this.#cache.clear();
  }

  #cached(offset: number): Uint8Array | undefined {
    const data = this.#cache.get(offset);
    if (data === undefined) return undefined;
    this.#cache.delete(offset);
    this.#cache.set(offset, data);
    return data;
  }

  #load(picture: ArchivedPicture): Uint8Array {
    const data = new Uint8Array(pictureBytes(picture));
    let read = 0;
    while (read < data.length) {
      const count = readSync(
        this.#descriptor,
        data,
        read,
        data.length - read,
        picture.offset + read,
      );
      if (count === 0) throw damagedArchive(this.#file, 'it ends too early');
      read += count;
    }
    if (crc32(data) !== picture.crc32) {
      const { media } = this.archive.tracks[picture.track]!;
      const reason = `the pixels of frame ${picture.frameIndex} of ${media} are damaged`;
      throw damagedArchive(this.#file, reason);
    }
    this.#keep(picture.offset, data);
    return data;
  }

  #keep(offset: number, data: Uint8Array): void {
    this.#cache.set(offset, data);
    this.#cachedBytes += data.length;
    for (const [oldest, { length }] of this.#cache) {
      if (this.#cachedBytes <= CACHE_BYTES || oldest === offset) return;
      this.#cache.delete(oldest);
      this.#cachedBytes -= length;
    }
  }
}

/** The description of an archive, without its pixels. @throws StudioError not-found, or bad-input when it is damaged. */
export function readArchive(description: string): FrameArchive {
  let text: string;
  try {
    text = readFileSync(description, 'utf8');
  } catch (cause) {
    throw missing(description, cause);
  }
  return parseArchive(text, description);
}

function missing(file: string, cause: unknown): StudioError {
  const text = `${file} cannot be read: the run's annotated frames are gone. Start a new run.`;
  return new StudioError('not-found', text, { cause });
}
