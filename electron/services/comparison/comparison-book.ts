import type { ComparisonState } from '../../contract/comparison.ts';
import { parseEvaluation } from '../../contract/evaluation-file.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Box } from '../../domain/boxes.ts';
import { parseResultLines } from '../../domain/datasets/result-lines.ts';
import type { EvaluatedSequence, Evaluation } from '../../domain/metrics/evaluation.ts';
import type { ComparisonFiles } from '../ports/comparison-files.ts';
import { comparisonFile } from './comparison-run.ts';
import { parseTruth, type KeptTruth } from './kept-truth.ts';

/** A sequence of a comparison as it lies on disk. */
export interface KeptSequence {
  readonly sequence: EvaluatedSequence;
  readonly truth: KeptTruth;
  /** By tracker, image pixels; empty when it failed here. */
  readonly boxes: ReadonlyMap<string, readonly Box[]>;
}

/** Reads what comparisons have found; nothing is asked of a name that its figures do not have. */
export class ComparisonBook {
  readonly #files: ComparisonFiles;
  /** The figures that were read last: windows ask for one comparison's parts in a row. */
  #last: { readonly id: string; readonly text: string; readonly evaluation: Evaluation } | null =
    null;

  constructor(files: ComparisonFiles) {
    this.#files = files;
  }

  /** @throws StudioError not-found when there is none of this id */
  async state(comparisonId: string): Promise<ComparisonState> {
    const found = (await this.#files.list()).find(({ id }) => id === comparisonId);
    if (found !== undefined) return found;
    throw new StudioError('not-found', 'There is no such comparison any more.');
  }

  /** @throws StudioError not-found while there are no figures, bad-input when they are damaged */
  async evaluation(id: string): Promise<Evaluation> {
    const file = comparisonFile.evaluation(this.#files, id);
    const text = await this.#files.read(file);
    if (text === null) {
      throw new StudioError(
        'not-found',
        'This comparison has no figures yet: let it run to its end.',
      );
    }
    if (this.#last?.id !== id || this.#last.text !== text) {
      this.#last = { id, text, evaluation: parseEvaluation(text, file) };
    }
    return this.#last.evaluation;
  }

  /** @throws StudioError as `evaluation`, bad-input for a sequence that was not compared */
  async sequence(id: string, name: string): Promise<KeptSequence> {
    const { sequences, trackers } = await this.evaluation(id);
    const sequence = sequences.find((one) => one.name === name);
    if (sequence === undefined) {
      throw new StudioError('bad-input', `The comparison has no sequence "${name}".`);
    }
    const file = comparisonFile.truth(this.#files, id, name);
    const text = await this.#files.read(file);
    const truth = text === null ? [] : parseTruth(text, file);
    const boxes = new Map<string, readonly Box[]>();
    for (const { tracker, failures } of trackers) {
      const hasFailed = failures.some((failure) => failure.sequence === name);
      boxes.set(tracker.name, hasFailed ? [] : await this.#boxes(id, tracker.name, sequence));
    }
    return { sequence, truth, boxes };
  }

  async #boxes(
    id: string,
    tracker: string,
    { name, frames }: EvaluatedSequence,
  ): Promise<readonly Box[]> {
    const file = `${comparisonFile.runs(this.#files, id)}/${tracker}/${name}.txt`;
    const text = await this.#files.read(file);
    if (text === null) return [];
    const boxes = parseResultLines(text, file, { x: 0, y: 0, w: 0, h: 0 });
    return boxes.length === frames ? boxes : [];
  }
}
