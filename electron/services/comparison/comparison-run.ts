import type { ComparisonState } from '../../contract/comparison.ts';
import { formatEvaluation } from '../../contract/evaluation-file.ts';
import { isStudioError } from '../../contract/errors.ts';
import type { Dataset } from '../../domain/datasets/evaluation-sequence.ts';
import type { EvaluationProgress } from '../evaluation/evaluation-job.ts';
import { EvaluationService } from '../evaluation/evaluation-service.ts';
import type { ModelInfo } from '../models.ts';
import type { ComparisonFiles } from '../ports/comparison-files.ts';
import type { ComparisonRunPorts } from './comparison-ports.ts';
import { FrameProgress } from './frame-progress.ts';
import { formatTruth, truthOf } from './kept-truth.ts';

/** How often windows are told of frames, in milliseconds. */
const TOLD_EVERY_MS = 250;

/** Files of a comparison in its folder. */
export const comparisonFile = {
  runs: (files: ComparisonFiles, id: string) => `${files.folderOf(id)}/runs`,
  evaluation: (files: ComparisonFiles, id: string) => `${files.folderOf(id)}/evaluation.json`,
  truth: (files: ComparisonFiles, id: string, sequence: string) =>
    `${files.folderOf(id)}/truth/${sequence}.json`,
} as const;

/** One comparison under way. */
export class ComparisonRun {
  readonly #ports: ComparisonRunPorts;
  readonly #dataset: Dataset;
  readonly #models: readonly ModelInfo[];
  readonly #tell: (state: ComparisonState) => void;
  readonly #progress: FrameProgress;
  readonly #stop = new AbortController();
  #state: ComparisonState;
  #toldMs = -Infinity;

  /**
   * @param dataset with only the sequences to take
   * @param tell hears every change that a window should see
   */
  constructor(
    ports: ComparisonRunPorts,
    state: ComparisonState,
    parts: { readonly dataset: Dataset; readonly models: readonly ModelInfo[] },
    tell: (state: ComparisonState) => void,
  ) {
    this.#ports = ports;
    this.#dataset = parts.dataset;
    this.#models = parts.models;
    this.#tell = tell;
    const frames = parts.dataset.sequences.reduce((sum, one) => sum + one.frames, 0);
    this.#progress = new FrameProgress(frames * parts.models.length);
    const { total } = this.#progress;
    this.#state = { ...state, status: 'running', done: 0, total, failures: 0, note: null };
  }

  get state(): ComparisonState {
    return this.#state;
  }

  /** Ends it after the frames in flight. */
  stop(): void {
    this.#stop.abort();
  }

  /** Runs to the end, and saves what came of it; whatever goes wrong is in the state. */
  async run(): Promise<void> {
    try {
      await this.#ports.files.save(this.#state);
      this.#tell(this.#state);
      await this.#evaluate();
      const { total } = this.#progress;
      await this.#end({ status: 'done', done: total, note: null });
    } catch (error) {
      const isStop = isStudioError(error, 'cancelled');
      const note = isStop ? null : error instanceof Error ? error.message : String(error);
      await this.#end({ status: isStop ? 'stopped' : 'failed', note });
    }
  }

  async #evaluate(): Promise<void> {
    const { files, launch, ...ports } = this.#ports;
    const { id, request } = this.#state;
    const { device, protocols, measuresSpeed } = request;
    const service = new EvaluationService({
      ...ports,
      files,
      launch: () => this.#progress.counting(launch(), () => this.#tellFrames()),
      datasets: { open: () => Promise.resolve(this.#dataset) },
    });
    const { evaluation } = await service.evaluate(
      {
        ...{ dataset: this.#dataset.path, models: this.#models, protocols, device, measuresSpeed },
        runs: comparisonFile.runs(files, id),
      },
      { signal: this.#stop.signal, onProgress: (progress) => this.#take(progress) },
    );
    for (const sequence of this.#dataset.sequences) {
      const file = comparisonFile.truth(files, id, sequence.name);
      await files.write(file, formatTruth(truthOf(sequence)));
    }
    await files.write(comparisonFile.evaluation(files, id), formatEvaluation(evaluation));
  }

  #take({ sequence, what, done, total }: EvaluationProgress): void {
    const { frames } = this.#dataset.sequences.find(({ name }) => name === sequence)!;
    this.#progress.finish(frames);
    const failures = this.#state.failures + (what === 'failed' ? 1 : 0);
    const note = done === total && this.#state.request.measuresSpeed ? 'measuring speeds' : null;
    this.#set({ failures, note });
  }

  #tellFrames(): void {
    if (performance.now() - this.#toldMs >= TOLD_EVERY_MS) this.#set({});
  }

  #set(change: Partial<ComparisonState>): void {
    const { done, remainingSec } = this.#progress;
    this.#state = { ...this.#state, done, remainingSec, ...change };
    this.#toldMs = performance.now();
    this.#tell(this.#state);
  }

  async #end(change: Pick<ComparisonState, 'status' | 'note'> & { done?: number }): Promise<void> {
    const ended = { ...change, remainingSec: null };
    const saved = { ...this.#state, done: this.#progress.done, ...ended };
    // On disk before anybody hears of it; where even that fails, the windows still hear.
    await this.#ports.files.save(saved).catch(() => undefined);
    this.#set(ended);
  }
}
