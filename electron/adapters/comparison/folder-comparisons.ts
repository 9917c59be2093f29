import { mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { ComparisonState } from '../../contract/comparison.ts';
import { comparisonRequest } from '../../contract/comparison-schema.ts';
import { StudioError } from '../../contract/errors.ts';
import type { ComparisonFiles } from '../../services/ports/comparison-files.ts';
import { resultFiles } from '../files/result-files.ts';
import { writeAtomically, writeFailed } from '../files/write-atomically.ts';

const STATE = 'comparison.json';

const stateSchema = z.object({
  id: z.string(),
  request: comparisonRequest,
  datasetName: z.string(),
  createdAt: z.string(),
  status: z.enum(['running', 'stopped', 'failed', 'done']),
  done: z.number(),
  total: z.number(),
  remainingSec: z.number().nullable(),
  failures: z.number(),
  note: z.string().nullable(),
}) satisfies z.ZodType<ComparisonState>;

/** Comparisons as folders on this machine's disk. */
export class FolderComparisons implements ComparisonFiles {
  readonly #folder: string;
  readonly read = resultFiles.read.bind(resultFiles);
  readonly write = resultFiles.write.bind(resultFiles);

  /** @param folder absolute path; made with the first comparison */
  constructor(folder: string) {
    this.#folder = folder;
  }

  folderOf(comparisonId: string): string {
    return path.join(this.#folder, comparisonId);
  }

  async list(): Promise<readonly ComparisonState[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const states = await Promise.all(
      names
        .filter((name) => !name.startsWith('.'))
        .map((name) => readState(path.join(this.#folder, name, STATE), name)),
    );
    return states.filter((state) => state !== null);
  }

  async save(state: ComparisonState): Promise<void> {
    const folder = this.folderOf(state.id);
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      throw writeFailed(folder, cause);
    });
    await writeAtomically(path.join(folder, STATE), `${JSON.stringify(state, null, 2)}\n`);
  }

  async remove(comparisonId: string): Promise<void> {
    const folder = this.folderOf(comparisonId);
    const gone = path.join(this.#folder, `.gone-${comparisonId}`);
    try {
      // Under this name it is no comparison any more, however long its files take to go.
      await rename(folder, gone);
      await rm(gone, { recursive: true, force: true });
    } catch (error) {
      throw writeFailed(folder, error);
    }
  }

  async writeOut(file: string, content: string | Uint8Array, overwrite: boolean): Promise<void> {
    const isThere = await stat(file).catch(() => null);
    if (isThere !== null && !overwrite) {
      throw new StudioError('bad-input', `${file} is there already: choose another name.`);
    }
    await writeAtomically(file, content);
  }
}

async function readState(file: string, id: string): Promise<ComparisonState | null> {
  try {
    const state = stateSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return state.id === id ? state : null;
  } catch {
    return null;
  }
}
