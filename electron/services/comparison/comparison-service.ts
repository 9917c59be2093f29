import type {
  ComparisonApi,
  ComparisonRequest,
  ComparisonSequence,
  ComparisonState,
  DatasetSummary,
  TrackerMaps,
} from '../../contract/comparison.ts';
import { StudioError } from '../../contract/errors.ts';
import type { MediaItem } from '../../domain/annotation.ts';
import type { Dataset } from '../../domain/datasets/evaluation-sequence.ts';
import type { Evaluation } from '../../domain/metrics/evaluation.ts';
import { narrowEvaluation } from '../../domain/metrics/narrow-evaluation.ts';
import { trackerName } from '../evaluation/pass-store.ts';
import type { MediaReaders } from '../frames/media-readers.ts';
import type { ModelInfo, ModelService } from '../models.ts';
import type { MediaIdentities } from '../ports/media-identity.ts';
import type { Media } from '../ports/media.ts';
import type { EventHub } from '../studio/event-hub.ts';
import type { ProjectService } from '../studio/project-service.ts';
import { ComparisonBook } from './comparison-book.ts';
import { newComparisonId } from './comparison-id.ts';
import type { ComparisonPorts } from './comparison-ports.ts';
import { ComparisonRun } from './comparison-run.ts';
import { EvaluatedMedia } from './evaluated-media.ts';
import { exportedContent } from './export-comparison.ts';
import { projectDataset } from './project-dataset.ts';

type Args<M extends keyof ComparisonApi> = Parameters<ComparisonApi[M]>[0];

/** Parts of the studio that comparisons work with. */
interface Parts {
  readonly projects: Pick<ProjectService, 'session' | 'hasSession'>;
  readonly media: Media;
  readonly identities: MediaIdentities;
  readonly readers: MediaReaders;
  readonly models: ModelService;
  readonly events: EventHub;
  readonly createdBy: string;
}

/** The comparison under way. */
interface Current {
  readonly run: ComparisonRun;
  readonly ended: Promise<void>;
}

/** Compares trackers on data sets and on the open project; one comparison at a time, outside of this process. */
export class ComparisonService implements ComparisonApi {
  readonly #ports: ComparisonPorts;
  readonly #parts: Parts;
  readonly #book: ComparisonBook;
  readonly #media: EvaluatedMedia;
  #current: Current | null = null;
  /** True from the first look at a request until its run is there. */
  #isStarting = false;

  constructor(ports: ComparisonPorts, parts: Parts) {
    this.#ports = ports;
    this.#parts = parts;
    this.#book = new ComparisonBook(ports.files);
    this.#media = new EvaluatedMedia(parts);
  }

  /** The medium of an evaluated sequence; null for ids of a project's media. */
  mediaItem(mediaId: number): MediaItem | null {
    return this.#media.find(mediaId);
  }

  async inspectDataset({ path }: Args<'inspectDataset'>): Promise<DatasetSummary> {
    const dataset = await this.#open(path);
    const { name, kind, unreadable } = dataset;
    const sequences = dataset.sequences.map((one) => ({ name: one.name, frames: one.frames }));
    return { name, kind, path: dataset.path, sequences, unreadable };
  }

  async startComparison(request: Args<'startComparison'>): Promise<ComparisonState> {
    const now = new Date();
    return this.#start(request, (datasetName) => ({
      ...{ id: newComparisonId(now), datasetName, createdAt: now.toISOString() },
    }));
  }

  async resumeComparison({ comparisonId }: Args<'resumeComparison'>): Promise<ComparisonState> {
    const { id, request, datasetName, createdAt } = await this.#book.state(comparisonId);
    return this.#start(request, () => ({ id, datasetName, createdAt }));
  }

  async stopComparison({ comparisonId }: Args<'stopComparison'>): Promise<void> {
    const { run, ended } = this.#running(comparisonId) ?? {};
    if (run === undefined) {
      throw new StudioError('bad-input', 'This comparison is not under way any more.');
    }
    run.stop();
    await ended;
  }

  async deleteComparison({ comparisonId }: Args<'deleteComparison'>): Promise<void> {
    if (this.#running(comparisonId) !== null) {
      throw new StudioError('bad-input', 'This comparison is under way: stop it first.');
    }
    const { id } = await this.#book.state(comparisonId);
    await this.#ports.files.remove(id);
  }

  async comparisons(): Promise<readonly ComparisonState[]> {
    const kept = await this.#ports.files.list();
    return kept
      .map((state): ComparisonState => {
        if (state.status !== 'running') return state;
        // What was running when the studio ended, however it did, waits to be gone on with.
        return this.#running(state.id)?.run.state ?? { ...state, status: 'stopped' };
      })
      .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  }

  async comparison({ comparisonId }: Args<'comparison'>): Promise<Evaluation> {
    return this.#book.evaluation(comparisonId);
  }

  async comparisonSequence(args: Args<'comparisonSequence'>): Promise<ComparisonSequence> {
    const { sequence, truth, boxes } = await this.#book.sequence(args.comparisonId, args.sequence);
    const { name, firstFrame, frames } = sequence;
    const item = await this.#media.register(sequence.media);
    return {
      ...{ name, firstFrame, frames, truth },
      ...{ mediaId: item.id, mediaFrames: item.frameCount, rate: item.fps },
      ...{ width: item.width, height: item.height },
      trackers: [...boxes].map(([tracker, list]) => ({ name: tracker, boxes: list })),
    };
  }

  async comparisonMaps(args: Args<'comparisonMaps'>): Promise<readonly TrackerMaps[]> {
    const { comparisonId, frameIndex, threshold } = args;
    const { sequence, boxes } = await this.#book.sequence(comparisonId, args.sequence);
    if (frameIndex < 1 || frameIndex >= sequence.frames) {
      throw new StudioError(
        'bad-input',
        `Trackers search in the frames 1 to ${sequence.frames - 1} of ${sequence.name}: frame ${frameIndex} has no maps.`,
      );
    }
    const { request } = await this.#book.state(comparisonId);
    const all: TrackerMaps[] = [];
    for (const tracker of args.trackers) {
      const list = boxes.get(tracker) ?? [];
      const [templateBox, searchBox] = [list[0], list[frameIndex - 1]];
      const modelId = request.modelIds.find((id) => trackerName(id) === tracker);
      if (templateBox === undefined || searchBox === undefined || modelId === undefined) {
        throw new StudioError('bad-input', `${tracker} has no boxes of ${sequence.name}.`);
      }
      const { path: model } = await this.#parts.models.find(modelId);
      const { media, firstFrame } = sequence;
      const maps = await this.#ports.maps.maps({
        ...{ media, model, templateFrame: firstFrame, templateBox, searchBox, threshold },
        frame: firstFrame + frameIndex,
      });
      const { x, y, sizePx } = maps.region;
      all.push({
        ...{ tracker, searchSize: maps.searchSize, cells: maps.cells },
        region: { x, y, w: sizePx, h: sizePx },
        crop: Buffer.from(maps.crop).toString('base64'),
        score: Array.from(maps.score),
        discriminative: Array.from(maps.discriminative),
        mask: Array.from(maps.mask),
      });
    }
    return all;
  }

  async exportComparison(args: Args<'exportComparison'>): Promise<{ readonly path: string }> {
    const { comparisonId, what, only, path, overwrite } = args;
    const whole = await this.#book.evaluation(comparisonId);
    const evaluation = only === null ? whole : narrowEvaluation(whole, only);
    await this.#ports.files.writeOut(path, exportedContent(what, evaluation), overwrite);
    return { path };
  }

  /** Stops what runs, and waits. */
  async dispose(): Promise<void> {
    this.#current?.run.stop();
    await this.#current?.ended;
  }

  #running(comparisonId: string): Current | null {
    return this.#current?.run.state.id === comparisonId ? this.#current : null;
  }

  async #start(
    request: ComparisonRequest,
    named: (datasetName: string) => Pick<ComparisonState, 'id' | 'datasetName' | 'createdAt'>,
  ): Promise<ComparisonState> {
    if (this.#current !== null || this.#isStarting) {
      throw new StudioError(
        'bad-input',
        'A comparison is under way: stop it, or wait for its end.',
      );
    }
    this.#isStarting = true;
    try {
      const models: ModelInfo[] = [];
      for (const id of request.modelIds) models.push(await this.#parts.models.find(id));
      const dataset = chosen(await this.#open(request.dataset), request.sequences);
      const state: ComparisonState = {
        ...named(dataset.name),
        // The open project may be another one when it goes on.
        request: { ...request, dataset: dataset.path },
        ...{ status: 'running', done: 0, total: 0, remainingSec: null, failures: 0, note: null },
      };
      const { media, createdBy } = this.#parts;
      const ports = { ...this.#ports, media, models: this.#parts.models, createdBy };
      const run = new ComparisonRun(ports, state, { dataset, models }, (next) =>
        this.#parts.events.emit('comparison', next),
      );
      const ended = run.run().finally(() => (this.#current = null));
      this.#current = { run, ended };
      return run.state;
    } finally {
      this.#isStarting = false;
    }
  }

  /** A data set; the open project, whose file nobody else may open, out of memory. */
  async #open(path: string | null): Promise<Dataset> {
    const { projects, identities } = this.#parts;
    const isOpen = projects.hasSession && projects.session.store.path === path;
    if (path === null || isOpen) {
      return projectDataset(projects.session, (file) => identities.exists(file));
    }
    return this.#ports.datasets.open(path);
  }
}

function chosen(dataset: Dataset, names: readonly string[] | null): Dataset {
  const wanted = new Set(names ?? dataset.sequences.map(({ name }) => name));
  const sequences = dataset.sequences.filter(({ name }) => wanted.has(name));
  if (sequences.length > 0) return { ...dataset, sequences };
  throw new StudioError('bad-input', `${dataset.path} has none of the sequences that were chosen.`);
}
