import { mkdir, readFile, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import type { DistillationExample } from '../../contract/distillation.ts';
import type { RunBook, RunFrames, RunRecord } from '../../services/ports/run-book.ts';
import { ProcessClaims } from '../files/process-claims.ts';
import { writeAtomically, writeFailed } from '../files/write-atomically.ts';
import { examplesSchema, figureSchema, framesSchema, recordSchema } from './run-record-schema.ts';

const files = {
  record: 'studio.json',
  frames: 'annotated.json',
  examples: 'examples.json',
  figures: 'metrics.jsonl',
} as const;
/** What only training needs. */
const BULKY = ['frames.bin', 'frames.json', 'checkpoint.safetensors', 'teacher'];
/** More points than a curve has pixels say nothing more. */
const MOST_POINTS = 2_000;

/** Runs as folders; a folder that was not finished, or whose record cannot be read, is no run. */
export class FolderRunBook implements RunBook {
  readonly #folder: string;
  readonly #claims = new ProcessClaims('claim');

  /** @param folder absolute path; made with the first run */
  constructor(folder: string) {
    this.#folder = folder;
  }

  folderOf(runId: string): string {
    return path.join(this.#folder, runId);
  }

  async list(): Promise<readonly RunRecord[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const records = await Promise.all(
      names
        .filter((name) => !name.startsWith('.'))
        .map((name) => read(path.join(this.#folder, name, files.record), recordSchema)),
    );
    return records
      .filter((record) => record !== null)
      .sort((a, b) => (a.run.createdAt < b.run.createdAt ? 1 : -1));
  }

  async create(record: RunRecord, frames: RunFrames): Promise<void> {
    const folder = this.folderOf(record.run.id);
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      throw writeFailed(folder, cause);
    });
    await writeAtomically(path.join(folder, files.frames), JSON.stringify(frames));
    // Comes last: with it the folder is a run.
    await this.save(record);
  }

  save(record: RunRecord): Promise<void> {
    const file = path.join(this.folderOf(record.run.id), files.record);
    return writeAtomically(file, `${JSON.stringify(record, null, 2)}\n`);
  }

  async frames(runId: string): Promise<RunFrames> {
    const folder = this.folderOf(runId);
    const frames = await read(path.join(folder, files.frames), framesSchema);
    if (frames !== null) return frames;
    const text = `${folder} has lost ${files.frames}, which says what its run learns from: cancel the run and start another one.`;
    throw new StudioError('not-found', text);
  }

  async remove(runId: string): Promise<void> {
    const folder = this.folderOf(runId);
    await this.#claims.release(folder);
    const gone = path.join(this.#folder, `.gone-${runId}`);
    try {
      // Under this name it is no run any more, however long its files take to go.
      await rename(folder, gone);
      await rm(gone, { recursive: true, force: true });
    } catch (error) {
      throw writeFailed(folder, error);
    }
  }

  async tidy(runId: string): Promise<void> {
    const folder = this.folderOf(runId);
    await Promise.all(
      BULKY.map((name) => rm(path.join(folder, name), { recursive: true, force: true })),
    );
  }

  async curves(runId: string) {
    const file = path.join(this.folderOf(runId), files.figures);
    const text = await readFile(file, 'utf8').catch(() => '');
    const figures = text.split('\n').flatMap((line) => {
      const figure = parse(line, figureSchema);
      return figure === null ? [] : [figure];
    });
    const all = figures.filter((figure) => figure.type === 'progress');
    const every = Math.max(1, Math.ceil(all.length / MOST_POINTS));
    const reports = all.filter((_, i) => i % every === 0 || i === all.length - 1);
    const names = [...new Set(reports.flatMap(({ losses }) => Object.keys(losses)))];
    return {
      steps: reports.map(({ step }) => step),
      losses: Object.fromEntries(
        names.map((name) => [name, reports.map(({ losses }) => losses[name] ?? 0)]),
      ),
      iou: reports.map(({ iou }) => iou),
      samplesPerSec: reports.map(({ samplesPerSec }) => samplesPerSec),
      heldOut: figures.flatMap((figure) =>
        figure.type === 'validated' ? [{ step: figure.step, iou: figure.iou }] : [],
      ),
    };
  }

  saveExamples(runId: string, examples: readonly DistillationExample[]): Promise<void> {
    return writeAtomically(
      path.join(this.folderOf(runId), files.examples),
      JSON.stringify(examples),
    );
  }

  async examples(runId: string): Promise<readonly DistillationExample[]> {
    return (await read(path.join(this.folderOf(runId), files.examples), examplesSchema)) ?? [];
  }

  claim(runId: string): Promise<boolean> {
    return this.#claims.claim(this.folderOf(runId));
  }

  release(runId: string): Promise<void> {
    return this.#claims.release(this.folderOf(runId));
  }

  isElsewhere(runId: string): Promise<boolean> {
    return this.#claims.isElsewhere(this.folderOf(runId));
  }
}

async function read<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  return parse(await readFile(file, 'utf8').catch(() => ''), schema);
}

function parse<T>(text: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
