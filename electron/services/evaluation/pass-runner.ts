import { isStudioError, StudioError } from '../../contract/errors.ts';
import type {
  Dataset,
  DatasetKind,
  EvaluationSequence,
} from '../../domain/datasets/evaluation-sequence.ts';
import type { TrackingEngine } from '../ports/tracking-engine.ts';
import type { Contestant } from './contestant.ts';
import type {
  EvaluationHooks,
  EvaluationJob,
  EvaluationPorts,
  EvaluationProgress,
} from './evaluation-job.ts';
import { readForeignResult } from './foreign-results.ts';
import { inParallel } from './in-parallel.ts';
import { PassStore } from './pass-store.ts';
import type { PassKey } from './stored-pass.ts';
import { trackSequence } from './track-sequence.ts';

interface Task {
  readonly contestant: Contestant;
  readonly sequence: EvaluationSequence;
}

/** What became of a task, for its progress. */
type Outcome = Pick<EvaluationProgress, 'what' | 'note'>;

/** The passes of a comparison: makes those that are not there yet, several at once, and gives them to the contestants. */
export class PassRunner {
  readonly #ports: EvaluationPorts;
  readonly #job: EvaluationJob;
  readonly #kind: DatasetKind;
  readonly #hooks: EvaluationHooks;
  readonly #tasks: readonly Task[];
  readonly #atOnce: number;
  readonly #store: PassStore | null;

  constructor(
    ports: EvaluationPorts,
    job: EvaluationJob,
    { kind, sequences }: Dataset,
    contestants: readonly Contestant[],
    hooks: EvaluationHooks,
  ) {
    this.#ports = ports;
    this.#job = job;
    this.#kind = kind;
    this.#hooks = hooks;
    // By sequence, so that trackers take turns and an interrupted comparison compares the same sequences.
    this.#tasks = sequences.flatMap((sequence) =>
      contestants.map((contestant): Task => ({ contestant, sequence })),
    );
    const runs = this.#tasks.filter(({ contestant }) => contestant.model !== null).length;
    this.#atOnce = Math.max(1, Math.min(job.atOnce ?? ports.cores, runs));
    this.#store = job.runs === undefined ? null : new PassStore(ports.files, job.runs);
  }

  /** @throws StudioError cancelled or write-failed; what else fails is the contestants' to tell */
  async run(): Promise<void> {
    const engines = Array.from({ length: this.#atOnce }, () => this.#ports.launch());
    const total = this.#tasks.length;
    let done = 0;
    try {
      await inParallel(engines, this.#tasks, async (engine, task) => {
        const outcome = await this.#attempt(engine, task);
        const names = { tracker: task.contestant.name, sequence: task.sequence.name };
        this.#hooks.onProgress?.({ ...names, ...outcome, done: ++done, total });
      });
    } finally {
      await Promise.all(engines.map((engine) => engine.dispose()));
    }
  }

  async #attempt(engine: TrackingEngine, task: Task): Promise<Outcome> {
    if (this.#hooks.signal?.aborted === true) {
      throw new StudioError('cancelled', 'the evaluation was cancelled');
    }
    try {
      return await (task.contestant.model === null ? this.#load(task) : this.#track(engine, task));
    } catch (error) {
      if (!isStudioError(error)) throw error;
      // A full disk fails every sequence alike, and a cancelled one is not a failure.
      if (error.code === 'cancelled' || error.code === 'write-failed') throw error;
      task.contestant.fail(task.sequence, error.message);
      return { what: 'failed', note: error.message };
    }
  }

  async #load({ contestant, sequence }: Task): Promise<Outcome> {
    const { files } = this.#ports;
    const result = await readForeignResult(files, contestant.folder!, sequence, this.#kind);
    contestant.add(sequence, { ...result, pass: null, atOnce: 1 });
    return { what: 'loaded', note: null };
  }

  async #track(engine: TrackingEngine, { contestant, sequence }: Task): Promise<Outcome> {
    const { device } = this.#job;
    const { media, firstFrame, frames } = sequence;
    const key: PassKey = { model: contestant.digest!, device, media, firstFrame, frames };
    const found = (await this.#store?.find(contestant.name, sequence, key)) ?? null;
    if (found !== null && 'pass' in found) {
      const { pass, atOnce } = found;
      contestant.add(sequence, { ...pass, pass, atOnce, isKept: true });
      return { what: 'kept', note: null };
    }
    const run = { modelPath: contestant.model!.path, device, ...this.#threads() };
    const pass = await trackSequence(engine, run, sequence, { signal: this.#hooks.signal });
    const atOnce = this.#atOnce;
    await this.#store?.keep(contestant.name, sequence, this.#kind, { ...pass, key, atOnce });
    contestant.add(sequence, { ...pass, pass, atOnce });
    return { what: 'tracked', note: found === null ? null : `${found.reason}; tracked again` };
  }

  /** Networks beside each other share the cores; a single one takes as many threads as make it fastest. */
  #threads(): { readonly threads?: number } {
    const { threads } = this.#job;
    if (threads !== undefined) return { threads };
    const share = Math.max(1, Math.floor(this.#ports.cores / this.#atOnce));
    return this.#atOnce === 1 ? {} : { threads: share };
  }
}
