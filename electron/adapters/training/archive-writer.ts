import { createHash, type Hash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { ArchivedPicture } from '../../ml/distill/data/frame-archive.ts';
import { writeFailed } from '../files/write-atomically.ts';
import type { PlannedPicture } from './plan-archive.ts';

/** Appends pictures to a draft of an archive's pixels. */
export class ArchiveWriter {
  readonly draft: string;
  readonly #handle: FileHandle;
  readonly #hash: Hash = createHash('sha256');
  readonly #pictures: ArchivedPicture[] = [];
  #bytes = 0;

  private constructor(draft: string, handle: FileHandle) {
    this.draft = draft;
    this.#handle = handle;
  }

  /** @param file where the pixels are to be in the end @throws StudioError write-failed */
  static async create(file: string): Promise<ArchiveWriter> {
    const draft = path.join(path.dirname(file), `.${path.basename(file)}.tmp`);
    // What a crash left behind is overwritten.
    const handle = await open(draft, 'w').catch((cause: unknown) => {
      throw writeFailed(draft, cause);
    });
    return new ArchiveWriter(draft, handle);
  }

  /** Pictures so far, by track and by frame within it. */
  get pictures(): readonly ArchivedPicture[] {
    return this.#pictures.toSorted((a, b) => a.track - b.track || a.frameIndex - b.frameIndex);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @throws StudioError write-failed */
  async add(picture: PlannedPicture, data: Uint8Array): Promise<void> {
    this.#hash.update(JSON.stringify(picture)).update(data);
    try {
      await this.#handle.appendFile(data);
    } catch (cause) {
      throw writeFailed(this.draft, cause);
    }
    this.#pictures.push({ ...picture, offset: this.#bytes, crc32: crc32(data) });
    this.#bytes += data.length;
  }

  /** Puts the pixels safely on the disk. @returns the hash of everything that was added @throws StudioError write-failed */
  async finish(): Promise<string> {
    try {
      await this.#handle.sync();
      await this.#handle.close();
    } catch (cause) {
      throw writeFailed(this.draft, cause);
    }
    return this.#hash.digest('hex');
  }

  /** Removes the draft. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.draft, { force: true }).catch(() => undefined);
  }
}
