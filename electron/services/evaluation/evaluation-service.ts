import { isStudioError, StudioError } from '../../contract/errors.ts';
import { isTruthSecret } from '../../domain/datasets/evaluation-sequence.ts';
import type { Dataset } from '../../domain/datasets/evaluation-sequence.ts';
import { attributesOf } from '../../domain/metrics/attributes.ts';
import type { EvaluatedSequence } from '../../domain/metrics/evaluation.ts';
import { agreementsOf, scoreTracker } from '../../domain/metrics/score-tracker.ts';
import type { Speed } from '../../domain/metrics/speed.ts';
import { Contestant } from './contestant.ts';
import type {
  EvaluationHooks,
  EvaluationJob,
  EvaluationOutcome,
  EvaluationPorts,
} from './evaluation-job.ts';
import { measureSpeeds } from './measure-speed.ts';
import { PassRunner } from './pass-runner.ts';
import { trackerName } from './pass-store.ts';

/**
 * Measures trackers on data sets: one pass per sequence from its first true box on, never reset. What fails is
 * reported by name, and the rest goes on.
 */
export class EvaluationService {
  readonly #ports: EvaluationPorts;

  constructor(ports: EvaluationPorts) {
    this.#ports = ports;
  }

  /**
   * Runs the models and loads the results, sequence by sequence, then measures them.
   * @throws StudioError not-found, bad-input (no sequences, trackers of the same name), write-failed, cancelled
   */
  async evaluate(job: EvaluationJob, hooks: EvaluationHooks = {}): Promise<EvaluationOutcome> {
    const { datasets, createdBy } = this.#ports;
    const dataset = chosen(await datasets.open(job.dataset, job), job.sequences);
    const contestants = await this.#contestants(job);
    await new PassRunner(this.#ports, job, dataset, contestants, hooks).run();
    const speeds = await this.#speeds(job, dataset, contestants, hooks.signal);
    const sizes = await this.#sizes(dataset, contestants);
    const sequences = dataset.sequences.map((sequence): EvaluatedSequence => ({
      ...{ name: sequence.name, frames: sequence.frames },
      ...{ media: sequence.media, firstFrame: sequence.firstFrame },
      attributes: isTruthSecret(sequence)
        ? []
        : attributesOf({
            ...sequence,
            boxes: sequence.truth,
            size: sizes.get(sequence.name) ?? null,
          }),
    }));
    const attributes = new Map(sequences.map((one) => [one.name, one.attributes]));
    const { kind } = dataset;
    const { protocols } = job;
    const trackers = contestants.map((contestant) =>
      scoreTracker(
        contestant.measure(dataset.sequences, sizes, { kind, protocols }, speeds),
        attributes,
      ),
    );
    const boxes = new Map(contestants.map((one) => [one.name, one.boxes()]));
    return {
      evaluation: {
        dataset: { name: dataset.name, kind, path: dataset.path },
        protocols,
        sequences,
        unreadable: dataset.unreadable.map(({ name, reason }) => ({ sequence: name, reason })),
        trackers,
        agreements: agreementsOf(boxes),
        createdBy,
        createdAt: new Date().toISOString(),
      },
      boxes,
    };
  }

  async #contestants(job: EvaluationJob): Promise<readonly Contestant[]> {
    const contestants: Contestant[] = [];
    for (const model of job.models) {
      const digest = await this.#ports.models.digest(model);
      contestants.push(Contestant.ofModel(trackerName(model.id), model, digest));
    }
    for (const { name, folder } of job.results ?? []) {
      contestants.push(Contestant.ofResults(trackerName(name), folder));
    }
    const names = contestants.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined) {
      throw new StudioError('bad-input', `two trackers are called ${twice}: give one another name`);
    }
    if (names.length === 0) throw new StudioError('bad-input', 'there is no tracker to measure');
    return contestants;
  }

  /** Speeds out of a run of their own, where the passes do not show them; empty where they do. */
  async #speeds(
    job: EvaluationJob,
    { sequences }: Dataset,
    contestants: readonly Contestant[],
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, Speed>> {
    const models = contestants.filter(({ model, isEmpty }) => model !== null && !isEmpty);
    const isMeasured = models.every((one) => one.isFresh && one.atOnce === 1);
    if (isMeasured || job.measuresSpeed === false) return new Map();
    const usable = sequences.filter(({ name }) => models.every((one) => one.has(name)));
    const engine = this.#ports.launch();
    const { threads } = job;
    const run = (path: string) => ({
      ...{ modelPath: path, device: job.device },
      ...(threads !== undefined && { threads }),
    });
    try {
      const runs = new Map(models.map(({ name, model }) => [name, run(model!.path)]));
      return await measureSpeeds(engine, runs, usable, signal);
    } finally {
      await engine.dispose();
    }
  }

  /** Sizes of the sequences' pictures, as the data set, a pass or the pictures themselves say. */
  async #sizes(
    { sequences }: Dataset,
    contestants: readonly Contestant[],
  ): Promise<ReadonlyMap<string, { readonly width: number; readonly height: number }>> {
    const sizes = new Map<string, { readonly width: number; readonly height: number }>();
    for (const { name, size, media } of sequences) {
      const passes = contestants.map((one) => one.sizeOf(name));
      const known = size ?? passes.find((found) => found !== null);
      if (known !== undefined) {
        sizes.set(name, known);
        continue;
      }
      try {
        const source = await this.#ports.media.open(media);
        await source.close();
        sizes.set(name, { width: source.info.width, height: source.info.height });
      } catch (error) {
        // Whoever has a result to be measured gets to know of it by name.
        if (!isStudioError(error)) throw error;
      }
    }
    return sizes;
  }
}

function chosen(dataset: Dataset, wanted: readonly string[] | undefined): Dataset {
  if (wanted === undefined) return dataset;
  const all = [...dataset.sequences, ...dataset.unreadable].map(({ name }) => name);
  const unknown = wanted.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    throw new StudioError('bad-input', `${dataset.path} has no sequence "${unknown}"`);
  }
  const isWanted = ({ name }: { readonly name: string }): boolean => wanted.includes(name);
  return {
    ...dataset,
    sequences: dataset.sequences.filter(isWanted),
    unreadable: dataset.unreadable.filter(isWanted),
  };
}
