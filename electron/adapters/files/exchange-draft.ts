import { constants } from 'node:fs';
import { copyFile, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { TextFile } from '../../domain/formats/named-texts.ts';
import type { ExchangeDraft } from '../../services/ports/exchange-files.ts';
import { writeFailed } from './write-atomically.ts';

/** Characters that are gathered before they go to the disk. */
const PIECE_CHARS = 2 ** 18;

/** Begins a file or folder that lies under another name beside its own until it is complete. */
export async function beginDraft(target: string, kind: 'file' | 'folder'): Promise<ExchangeDraft> {
  const real = await realpath(target).catch(() => path.resolve(target));
  const found = await stat(real).catch(() => undefined);
  const isRight =
    found === undefined || (kind === 'folder' ? found.isDirectory() : !found.isDirectory());
  if (!isRight) {
    const what =
      kind === 'folder' ? 'there is a file of that name' : 'there is a folder of that name';
    throw writeFailed(target, new Error(`${what}. Choose another name`));
  }
  // Devices and pipes are written to as they are.
  const isPlain = found === undefined || found.isFile() || found.isDirectory();
  const draft = isPlain
    ? path.join(path.dirname(real), `.${path.basename(real)}.${randomUUID()}.tmp`)
    : real;
  return kind === 'file'
    ? new FileDraft(target, real, draft)
    : new FolderDraft(target, real, draft);
}

class FileDraft implements ExchangeDraft {
  readonly #name: string;
  readonly #target: string;
  readonly #draft: string;

  constructor(name: string, target: string, draft: string) {
    this.#name = name;
    this.#target = target;
    this.#draft = draft;
  }

  async write(file: TextFile): Promise<void> {
    await failing(this.#name, () => writePieces(this.#draft, file.chunks));
  }

  place(): Promise<string> {
    return Promise.resolve(this.#draft);
  }

  async copy(from: string): Promise<void> {
    await failing(this.#name, () => copyFile(from, this.#draft));
  }

  async commit(): Promise<void> {
    if (this.#draft === this.#target) return;
    await failing(this.#name, () => rename(this.#draft, this.#target));
  }

  async discard(): Promise<void> {
    if (this.#draft !== this.#target) await rm(this.#draft, { force: true }).catch(() => undefined);
  }
}

class FolderDraft implements ExchangeDraft {
  readonly #name: string;
  readonly #target: string;
  readonly #draft: string;

  constructor(name: string, target: string, draft: string) {
    this.#name = name;
    this.#target = target;
    this.#draft = draft;
  }

  async write(file: TextFile): Promise<void> {
    const place = await this.place(file.path);
    await failing(this.#name, () => writePieces(place, file.chunks));
  }

  async place(name: string): Promise<string> {
    const place = path.resolve(this.#draft, name);
    if (!place.startsWith(this.#draft + path.sep)) {
      throw writeFailed(this.#name, new Error(`"${name}" leads out of the folder`));
    }
    await failing(this.#name, () => mkdir(path.dirname(place), { recursive: true }));
    return place;
  }

  async copy(from: string, name: string): Promise<void> {
    const place = await this.place(name);
    await failing(this.#name, () => copyFile(from, place, constants.COPYFILE_FICLONE));
  }

  async commit(): Promise<void> {
    await failing(this.#name, async () => {
      await mkdir(this.#draft, { recursive: true });
      const isThere = await stat(this.#target).then(
        () => true,
        () => false,
      );
      if (isThere) await moveInto(this.#draft, this.#target);
      else await rename(this.#draft, this.#target);
    });
  }

  async discard(): Promise<void> {
    await rm(this.#draft, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Moves all files of a folder into another one, which keeps its other files. */
async function moveInto(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) await moveInto(source, target);
    else await rename(source, target);
  }
  await rm(from, { recursive: true, force: true });
}

async function writePieces(file: string, chunks: Iterable<string>): Promise<void> {
  const handle = await open(file, 'w');
  try {
    let gathered = '';
    for (const chunk of chunks) {
      gathered += chunk;
      if (gathered.length < PIECE_CHARS) continue;
      await handle.write(gathered);
      gathered = '';
    }
    if (gathered !== '') await handle.write(gathered);
    if ((await handle.stat()).isFile()) await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Turns the disk's failures into ones that say what to do; those of the annotations themselves pass. */
async function failing<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof StudioError ? error : writeFailed(file, error);
  }
}
