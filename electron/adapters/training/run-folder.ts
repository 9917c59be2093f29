import { appendFile, mkdir, readFile, readdir, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { writeSafetensors } from '../../ml/checkpoint/write-safetensors.ts';
import type { RunPosition, TrainingJob } from '../../ml/distill/training-job.ts';
import type { OnnxFile } from '../../ml/graph/serialise.ts';
import type { StateDict } from '../../ml/graph/tensor-data.ts';
import { expectedTensors } from '../../ml/nn/tracker-network.ts';
import type { RunFolders } from '../../services/ports/run-folders.ts';
import { checkpointFiles } from '../files/checkpoint-files.ts';
import { writeAtomically, writeFailed, type FilePart } from '../files/write-atomically.ts';
import { parseJob } from './job-schema.ts';

const files = {
  job: 'job.json',
  checkpoint: 'checkpoint.safetensors',
  metrics: 'metrics.jsonl',
  model: 'model.onnx',
  card: 'card.md',
} as const;

const positionSchema = z.strictObject({
  step: z.int().min(0),
  drawn: z.int().min(0),
  elapsedSec: z.number().min(0),
  random: z.int(),
  rateScale: z.number().positive(),
  rollBacks: z.int().min(0),
  best: z.strictObject({ iou: z.number(), since: z.int().min(0) }).nullable(),
}) satisfies z.ZodType<RunPosition>;

/** Weights, two moments and their average; the new checkpoint lies beside the former one for a moment. */
const CHECKPOINT_COPIES = 2 * 4;

/** Where a run stands: its position and all of its tensors. */
export interface Snapshot {
  readonly position: RunPosition;
  readonly tensors: StateDict;
}

/**
 * The folder of one run: job.json, checkpoint.safetensors, metrics.jsonl, and in the end model.onnx with card.md.
 * Every file but the figures is written beside its former self and then renamed.
 */
export class RunFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws StudioError bad-input when there is a run already */
  async assertNew(): Promise<void> {
    if (!(await exists(this.#path('job')))) return;
    const text = `${this.#folder} holds a training run already. Go on with it, or choose another folder.`;
    throw new StudioError('bad-input', text);
  }

  /** @throws StudioError bad-input when there is a run already, write-failed. */
  async create(job: TrainingJob): Promise<void> {
    await this.assertNew();
    await mkdir(this.#folder, { recursive: true }).catch((cause: unknown) => {
      throw writeFailed(this.#folder, cause);
    });
    await this.#checkSpace(job);
    await writeAtomically(this.#path('job'), `${JSON.stringify(job, null, 2)}\n`);
  }

  /** @throws StudioError not-found, bad-input. */
  async readJob(): Promise<TrainingJob> {
    const file = this.#path('job');
    const text = await readFile(file, 'utf8').catch((cause: unknown) => {
      const message = `${this.#folder} is no training run: it has no ${files.job}. Choose a run's folder.`;
      throw new StudioError('not-found', message, { cause });
    });
    return parseJob(text, file);
  }

  /** Writes a checkpoint over the former one. @throws StudioError write-failed; the former one then stays. */
  async save(position: RunPosition, tensors: StateDict): Promise<void> {
    const pieces = writeSafetensors(tensors, { position: JSON.stringify(position) });
    await writeAtomically(this.#path('checkpoint'), inOrder(pieces));
  }

  /** The last checkpoint; null before the first. @throws StudioError bad-checkpoint when it is damaged. */
  async load(): Promise<Snapshot | null> {
    const file = this.#path('checkpoint');
    if (!(await exists(file))) return null;
    const { state, metadata } = await checkpointFiles.read(file);
    try {
      const position = positionSchema.parse(JSON.parse(metadata['position'] ?? ''));
      return { position, tensors: state };
    } catch (cause) {
      const text = `${file} does not say how far its run had come. Start a new run.`;
      throw new StudioError('bad-checkpoint', text, { cause });
    }
  }

  /** Adds a line of figures. */
  async note(figures: Readonly<Record<string, unknown>>): Promise<void> {
    await appendFile(this.#path('metrics'), `${JSON.stringify(figures)}\n`).catch(
      (cause: unknown) => {
        throw writeFailed(this.#path('metrics'), cause);
      },
    );
  }

  /** Removes what a killed process was writing. */
  async clearDrafts(): Promise<void> {
    const names = await readdir(this.#folder);
    for (const name of names.filter((each) => /^\..+\.tmp$/.test(each))) {
      await rm(path.join(this.#folder, name), { force: true });
    }
  }

  /** Drops figures of steps after `step`: they will come again. Also a line that a crash cut off. */
  async forgetAfter(step: number): Promise<void> {
    const file = this.#path('metrics');
    const text = await readFile(file, 'utf8').catch(() => '');
    const kept = text.split('\n').filter((line) => stepOf(line) <= step);
    await writeAtomically(file, kept.map((line) => `${line}\n`).join(''));
  }

  /** Adds the finished model. */
  async writeModel(file: OnnxFile, card: string): Promise<void> {
    if (file.external) {
      const target = path.join(this.#folder, file.external.location);
      await writeAtomically(target, file.external.parts);
    }
    await writeAtomically(this.#path('card'), card);
    await writeAtomically(this.#path('model'), file.model);
  }

  /** @throws StudioError write-failed when checkpoints and the teacher's outputs would fill the disk. */
  async #checkSpace({ student, cacheBytes }: TrainingJob): Promise<void> {
    const numbers = expectedTensors(student).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    const needed = CHECKPOINT_COPIES * 4 * numbers + cacheBytes;
    const { bavail, bsize } = await statfs(this.#folder);
    if (bavail * bsize >= needed) return;
    const text = `${this.#folder} needs ${megabytes(needed)} MB for checkpoints and the teacher's outputs, ${megabytes(bavail * bsize)} are free. Free some space, or choose another disk.`;
    throw new StudioError('write-failed', text);
  }

  #path(name: keyof typeof files): string {
    return path.join(this.#folder, files[name]);
  }
}

/** The same by path, for services. */
export const runFolders: RunFolders = {
  create: (folder, job) => new RunFolder(folder).create(job),
  readJob: (folder) => new RunFolder(folder).readJob(),
  async readWeights(folder) {
    const snapshot = await new RunFolder(folder).load();
    if (snapshot === null) {
      throw new StudioError(
        'not-found',
        `${folder} has no checkpoint yet: let the run begin first.`,
      );
    }
    return deployable(snapshot.tensors);
  },
  writeModel: (folder, file, card) => new RunFolder(folder).writeModel(file, card),
};

/** The averaged weights where there are some, else the weights. */
function deployable(tensors: StateDict): StateDict {
  const prefix = 'weight.';
  return new Map(
    [...tensors].flatMap(([name, tensor]) => {
      if (!name.startsWith(prefix)) return [];
      const weight = name.slice(prefix.length);
      return [[weight, tensors.get(`average.${weight}`) ?? tensor]];
    }),
  );
}

/** Step of a line of figures; infinite for what is none. */
function stepOf(line: string): number {
  try {
    const { step } = z.object({ step: z.number() }).parse(JSON.parse(line));
    return step;
  } catch {
    return Infinity;
  }
}

function inOrder(pieces: Iterable<Uint8Array>): readonly FilePart[] {
  let offset = 0;
  return Array.from(pieces, (data) => {
    const part = { offset, data };
    offset += data.length;
    return part;
  });
}

const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((count, extent) => count * extent, 1);
const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
