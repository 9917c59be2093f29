import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { TeacherCache } from '../../ml/distill/teacher.ts';

const ENDING = '.f16';
/** Bytes of the checksum at the end of each file. */
const CHECKSUM = 4;

/**
 * A teacher's outputs as files in a folder that never grows beyond a bound: the one that was not asked for the
 * longest goes first. A file that is damaged or gone is a miss; a disk that refuses to write only costs time.
 */
export class FileTeacherCache implements TeacherCache {
  readonly #folder: string;
  readonly #maxBytes: number;
  /** Sizes by file name, the oldest use first. */
  readonly #sizes: Map<string, number>;
  #bytes: number;

  private constructor(folder: string, maxBytes: number, sizes: Map<string, number>) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
    this.#sizes = sizes;
    this.#bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  }

  /** Opens a folder, which is made when there is none, and keeps what it holds within the bound. */
  static async open(folder: string, maxBytes: number): Promise<FileTeacherCache> {
    await mkdir(folder, { recursive: true });
    const names = (await readdir(folder)).filter((name) => name.endsWith(ENDING));
    const stats = await Promise.all(
      names.map(async (name) => ({ name, ...(await usage(path.join(folder, name))) })),
    );
    stats.sort((a, b) => a.usedMs - b.usedMs);
    const cache = new FileTeacherCache(
      folder,
      maxBytes,
      new Map(stats.map(({ name, bytes }) => [name, bytes])),
    );
    await cache.#shrink();
    return cache;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#bytes;
  }

  async get(key: string): Promise<Uint16Array | undefined> {
    const name = fileName(key);
    const size = this.#sizes.get(name);
    if (size === undefined) return undefined;
    const file = path.join(this.#folder, name);
    const bytes = await readFile(file).catch(() => undefined);
    const halves = bytes?.length === size ? unsealed(bytes) : undefined;
    if (halves === undefined) {
      await this.#drop(name);
      return undefined;
    }
    this.#sizes.delete(name);
    this.#sizes.set(name, size);
    const now = new Date();
    await utimes(file, now, now).catch(() => undefined);
    return halves;
  }

  async put(key: string, halves: Uint16Array): Promise<void> {
    const name = fileName(key);
    const bytes = sealed(halves);
    if (bytes.length > this.#maxBytes) return;
    try {
      await writeFile(path.join(this.#folder, name), bytes);
    } catch {
      await this.#drop(name);
      return;
    }
    this.#bytes += bytes.length - (this.#sizes.get(name) ?? 0);
    this.#sizes.delete(name);
    this.#sizes.set(name, bytes.length);
    await this.#shrink();
  }

  async #shrink(): Promise<void> {
    for (const name of this.#sizes.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      await this.#drop(name);
    }
  }

  async #drop(name: string): Promise<void> {
    this.#bytes -= this.#sizes.get(name) ?? 0;
    this.#sizes.delete(name);
    await rm(path.join(this.#folder, name), { force: true }).catch(() => undefined);
  }
}

/** The bytes of a file: the numbers and their checksum. */
function sealed(halves: Uint16Array): Uint8Array {
  const data = new Uint8Array(halves.buffer, halves.byteOffset, halves.byteLength);
  const bytes = Buffer.alloc(data.length + CHECKSUM);
  bytes.set(data);
  bytes.writeUInt32LE(crc32(data), data.length);
  return bytes;
}

/** The numbers of a file, or undefined when it is damaged. */
function unsealed(bytes: Buffer): Uint16Array | undefined {
  const length = bytes.length - CHECKSUM;
  if (length < 0 || length % 2 !== 0) return undefined;
  const data = new Uint8Array(bytes.subarray(0, length));
  return crc32(data) === bytes.readUInt32LE(length) ? new Uint16Array(data.buffer) : undefined;
}

function fileName(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 40) + ENDING;
}

async function usage(file: string): Promise<{ readonly bytes: number; readonly usedMs: number }> {
  const { size, mtimeMs } = await stat(file);
  return { bytes: size, usedMs: mtimeMs };
}
