import type { DistillationVerdict } from '../../contract/distillation.ts';
import { isStudioError, StudioError } from '../../contract/errors.ts';
import type { TrainingEvent } from '../../contract/training.ts';
import type { Lineage } from '../../ml/nn/metadata.ts';
import type { ModelService } from '../models.ts';
import type { FrameArchives } from '../ports/frame-archive.ts';
import type { ModelBench } from '../ports/model-bench.ts';
import type { ModelStore } from '../ports/model-store.ts';
import type { RunBook, RunRecord } from '../ports/run-book.ts';
import type { RunFolders } from '../ports/run-folders.ts';
import type { TrainerProcess } from '../ports/trainer.ts';
import type { TrainingService } from '../training/training.ts';
import type { EventHub } from '../studio/event-hub.ts';
import type { JudgedStudent, RunWork } from './active-run.ts';
import { freeId, idOf } from './model-ids.ts';
import { requestOf, widestNetwork, type RunModels } from './run-request.ts';
import { verdictOf } from './run-verdict.ts';

/** What work on a student needs. */
export interface StudentWorkPorts {
  readonly book: RunBook;
  readonly archives: FrameArchives;
  readonly training: TrainingService;
  readonly trainer: TrainerProcess;
  readonly folders: RunFolders;
  readonly bench: ModelBench;
  readonly models: ModelService;
  readonly store: ModelStore;
  readonly events: EventHub;
}

/** File names in a run's folder. */
const ARCHIVE = 'frames.json';
const MODEL = 'model.onnx';

/** The stages of a run: frames into its folder, training, judgement. Annotations are read before, and never written. */
export class StudentWork implements RunWork {
  readonly #ports: StudentWorkPorts;

  constructor(ports: StudentWorkPorts) {
    this.#ports = ports;
  }

  async collect({ run }: RunRecord, signal: AbortSignal): Promise<void> {
    const { book, archives, folders, training, events } = this.#ports;
    const folder = book.folderOf(run.id);
    const { sources } = await book.frames(run.id);
    const models = await modelsOf(this.#ports.models, run.settings);
    const tell = (done: number, total: number, isFinished: boolean): void => {
      const label = `Gathering frames for ${run.name}`;
      events.emit('progress', { task: `distillation ${run.id}`, label, done, total, isFinished });
    };
    try {
      const { file, pictures } = await archives.write(folder, sources, {
        network: widestNetwork(models, run.settings.studentSize),
        onProgress: ({ done, total }) => tell(done, total, false),
        signal,
      });
      // A crash may have come between the job and the note that it is there.
      if (await hasJob(folders, folder)) return;
      const request = { folder, frames: [file], heldOut: pictures.validation };
      await training.prepareDistillation(requestOf(run.settings, models, request));
    } finally {
      tell(1, 1, true);
    }
  }

  train({ run }: RunRecord, signal: AbortSignal): AsyncIterable<TrainingEvent> {
    return this.#ports.training.run(this.#ports.book.folderOf(run.id), { signal });
  }

  setPaused(paused: boolean): void {
    this.#ports.trainer.setPaused(paused);
  }

  async judge(record: RunRecord, signal: AbortSignal): Promise<JudgedStudent> {
    const { book, store, training } = this.#ports;
    const { run, summary } = record;
    if (summary === null) {
      throw new StudioError(
        'not-found',
        `"${run.name}" has lost what it was trained on: start anew.`,
      );
    }
    const folder = book.folderOf(run.id);
    const known = await this.#registered(run.id);
    if (known !== null) return known;
    await training.finish(folder, null, summary);
    const taken = new Set((await store.list()).map(({ id }) => id));
    const modelId = freeId(idOf(`${run.name}-${run.settings.studentSize}`), taken);
    const verdict = await this.#verdict(record, modelId, signal);
    const isPromoted = verdict.outcome === 'promoted';
    await training.finish(folder, modelId, summary, {
      lineage: lineageOf(record, verdict),
      notes: {
        ...{ title: run.name, origin: 'distilled' },
        standing: isPromoted ? 'promoted' : 'candidate',
      },
    });
    if (isPromoted) await store.activate(modelId);
    this.#ports.events.emit('models', { activeId: await store.defaultId() });
    return { verdict, modelId };
  }

  async #verdict(
    { run }: RunRecord,
    modelId: string,
    signal: AbortSignal,
  ): Promise<DistillationVerdict> {
    const { book, bench, models } = this.#ports;
    const folder = book.folderOf(run.id);
    const { heldOut } = await book.frames(run.id);
    const ids: [string, string] = [modelId, run.settings.replacesId];
    if (heldOut.length === 0) return verdictOf([], [], ids);
    const { teacher, former } = await modelsOf(models, run.settings);
    const paths = [`${folder}/${MODEL}`, former.path, teacher.path];
    const archive = `${folder}/${ARCHIVE}`;
    const pictures = await bench.judge({ archive, models: paths }, { signal });
    return verdictOf(pictures, heldOut, ids);
  }

  /** The model that a judgement has added before a crash came, with its verdict; else null. */
  async #registered(runId: string): Promise<JudgedStudent | null> {
    const { models, store } = this.#ports;
    const found = (await models.list()).find(({ lineage }) => lineage['run'] === runId);
    if (found === undefined) return null;
    const verdict = verdictFrom(found.lineage);
    if (verdict.outcome === 'promoted' && (await store.defaultId()) !== found.id) {
      const isKnown = (await store.activations()).some(({ id }) => id === found.id);
      // One that was activated and rolled back since stays where a person put it.
      if (!isKnown) await store.activate(found.id);
    }
    return { verdict, modelId: found.id };
  }
}

/** The models that settings name. @throws StudioError unknown-model */
export async function modelsOf(
  models: ModelService,
  settings: {
    readonly teacherId: string;
    readonly replacesId: string;
    readonly startId: string | null;
  },
): Promise<RunModels> {
  const [teacher, former, start] = await Promise.all(
    [settings.teacherId, settings.replacesId, settings.startId ?? settings.teacherId].map((id) =>
      models.find(id),
    ),
  );
  return { teacher: teacher!, former: former!, start: start! };
}

async function hasJob(folders: RunFolders, folder: string): Promise<boolean> {
  try {
    await folders.readJob(folder);
    return true;
  } catch (error) {
    if (isStudioError(error, 'not-found')) return false;
    throw error;
  }
}

/** What a student's metadata and card say beside its training. */
function lineageOf({ run, teacherHeldOutIou }: RunRecord, verdict: DistillationVerdict): Lineage {
  const { gain } = verdict;
  return {
    run: run.id,
    trainedAt: new Date().toISOString(),
    dataHash: run.dataHash,
    learnedFrames: run.learnedFrames,
    heldOutFrames: run.heldOutFrames,
    config: JSON.stringify(run.settings.ablations),
    teacherHeldOutIou,
    replaces: run.settings.replacesId,
    outcome: verdict.outcome,
    reason: verdict.reason,
    judgedFrames: verdict.frames,
    judgedSpans: verdict.spans,
    judgedIou: verdict.studentIou,
    formerIou: verdict.formerIou,
    teacherIou: verdict.teacherIou,
    gain: gain?.mean ?? null,
    gainLow: gain?.low ?? null,
    gainHigh: gain?.high ?? null,
  };
}

/** The verdict out of a model's own metadata. */
function verdictFrom(lineage: Lineage): DistillationVerdict {
  const number = (name: string): number | null => {
    const value = lineage[name];
    return typeof value === 'number' ? value : null;
  };
  const [mean, low, high] = [number('gain'), number('gainLow'), number('gainHigh')];
  const outcome = lineage['outcome'];
  return {
    frames: number('judgedFrames') ?? 0,
    spans: number('judgedSpans') ?? 0,
    studentIou: number('judgedIou'),
    formerIou: number('formerIou'),
    teacherIou: number('teacherIou'),
    gain: mean === null || low === null || high === null ? null : { mean, low, high },
    outcome: outcome === 'promoted' || outcome === 'not-better' ? outcome : 'not-enough-to-judge',
    reason: String(lineage['reason'] ?? ''),
  };
}
