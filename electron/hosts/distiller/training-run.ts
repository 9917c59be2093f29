import path from 'node:path';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { ProcessClaims } from '../../adapters/files/process-claims.ts';
import { openPairs } from '../../adapters/training/open-pairs.ts';
import { RunFolder, type Snapshot } from '../../adapters/training/run-folder.ts';
import { startWeights } from '../../adapters/training/start-weights.ts';
import { FileTeacherCache } from '../../adapters/training/teacher-cache.ts';
import { StudioError } from '../../contract/errors.ts';
import type { TrainingEvent } from '../../contract/training.ts';
import { makeBatch } from '../../ml/distill/pair-batch.ts';
import { Random } from '../../ml/distill/random.ts';
import { Teacher } from '../../ml/distill/teacher.ts';
import { Trainer, TrainingDiverged, type TrainerHooks } from '../../ml/distill/trainer.ts';
import { firstPosition, pairIndices, type TrainingJob } from '../../ml/distill/training-job.ts';
import { TrainingState } from '../../ml/distill/training-state.ts';
import { TrainStep } from '../../ml/distill/train-step.ts';
import type { ValidationSet } from '../../ml/distill/validation.ts';
import type { StateDict } from '../../ml/graph/tensor-data.ts';
import { initialWeights } from '../../ml/nn/initial-weights.ts';
import { BatchFeeder } from './batch-feeder.ts';
import { HeldOutShow } from './held-out-show.ts';
import { openNetworks } from './networks.ts';
import { ProgressMeter } from './progress-meter.ts';
import { readRunData, type RunData } from './run-data.ts';

/** Numbers of held-out pairs start here, far from those that are learned from. */
const FIRST_HELD_OUT = 2 ** 31;

type FinishedEvent = Extract<TrainingEvent, { type: 'finished' }>;

/** A process whose host was killed ends after its present step: so long its run is waited for. */
const PATIENCE_MS = 15_000;
const RETRY_MS = 200;
/** A step of a large network blocks its thread; none takes so long. */
const LONGEST_STEP_MS = 30 * 60_000;

/** One run of training in its folder: a new one, or one that goes on from its checkpoint. */
export class TrainingRun {
  readonly #folder: RunFolder;
  readonly #path: string;
  readonly #emit: (event: TrainingEvent) => void;
  readonly #workerEntry: URL;
  readonly #patienceMs: number;
  #isStopping = false;
  /** Set while the run waits. */
  #pause: PromiseWithResolvers<undefined> | undefined;

  constructor(options: {
    readonly folder: string;
    /** Entry file of the threads that make batches. */
    readonly workerEntry: URL;
    readonly emit: (event: TrainingEvent) => void;
    /** How long a run is waited for that another process has. */
    readonly patienceMs?: number;
  }) {
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
    this.#path = options.folder;
    this.#folder = new RunFolder(options.folder);
    this.#workerEntry = options.workerEntry;
    this.#emit = options.emit;
  }

  /** Ends after the present step, with a checkpoint. */
  stop(): void {
    this.#isStopping = true;
    this.resume();
  }

  /** Lets the run wait before its next step. */
  pause(): void {
    this.#pause ??= Promise.withResolvers();
  }

  resume(): void {
    this.#pause?.resolve(undefined);
    this.#pause = undefined;
  }

  /**
   * Trains until the budget is used up.
   * @throws StudioError naming what is wrong with the data, models or disk, or that another process trains here
   */
  async run(): Promise<void> {
    const job = await this.#folder.readJob();
    const claims = new ProcessClaims('training.claim', { voidMs: LONGEST_STEP_MS });
    const end = performance.now() + this.#patienceMs;
    while (!(await claims.claim(this.#path))) {
      if (performance.now() > end) {
        const text = `another process trains in ${this.#path} already: stop that one first, or choose another folder.`;
        throw new StudioError('bad-input', text);
      }
      await delay(RETRY_MS);
    }
    let finished: FinishedEvent;
    try {
      finished = await this.#run(job);
    } finally {
      await claims.release(this.#path);
    }
    // Whoever hears it may end this process.
    this.#emit(finished);
  }

  async #run(job: TrainingJob): Promise<FinishedEvent> {
    const snapshot = await this.#folder.load();
    const data = await readRunData(job);
    const teacherState =
      job.teacher === null ? null : await startWeights(job.teacher.path, job.teacher.config);
    const networks = await openNetworks(job, teacherState);
    const position = snapshot?.position ?? firstPosition(job.seed);
    const random = new Random(position.random);
    const state = new TrainingState(await this.#startState(job, snapshot), networks.plan, {
      keepAverage: job.optimiser.averageDecay !== null,
    });
    if (snapshot !== null) state.restore(snapshot.tensors, position.step);
    await this.#folder.clearDrafts();
    await this.#folder.forgetAfter(position.step);
    this.#emit({
      ...{ type: 'started', step: position.step, data: data.description, skipped: data.skipped },
    });
    if (networks.fallbackReason !== undefined) {
      this.#warn(position.step, `the CPU is used: ${networks.fallbackReason}`);
    }
    const feeder = new BatchFeeder(this.#workerEntry, {
      workers: job.workers,
      data: {
        sources: data.training,
        student: job.student,
        teacher: job.teacher?.config ?? null,
        studentInput: job.loss.studentInput,
        seed: job.seed,
      },
      indices: (drawn) => pairIndices(job, drawn),
    });
    try {
      return await this.#train(job, { position, random, state, networks, feeder, data });
    } finally {
      await feeder.close();
    }
  }

  async #train(
    job: TrainingJob,
    parts: {
      readonly position: Snapshot['position'];
      readonly random: Random;
      readonly state: TrainingState;
      readonly networks: Awaited<ReturnType<typeof openNetworks>>;
      readonly feeder: BatchFeeder;
      readonly data: RunData;
    },
  ): Promise<FinishedEvent> {
    const { position, random, state, networks, feeder, data } = parts;
    const { plan, step: runner, forward } = networks;
    const set = await heldOutSet(job, data);
    const teacher =
      networks.teacher &&
      new Teacher({
        config: job.teacher!.config,
        ...networks.teacher,
        tau: job.loss.discKd?.tau ?? null,
        cache:
          job.cacheBytes > 0
            ? await FileTeacherCache.open(path.join(this.#path, 'teacher'), job.cacheBytes)
            : null,
      });
    let last = { step: position.step, iou: null as number | null, elapsedSec: position.elapsedSec };
    const show = await HeldOutShow.open(job, set === null ? [] : heldOutIndices(job, data), {
      ...{ runner: forward, state, emit: this.#emit },
    });
    const hooks = this.#hooks(job, {
      onSeen: (seen) => {
        last = { ...last, ...seen };
        if (seen.iou !== undefined) show?.renew();
      },
      show: async () => show?.tell(),
    });
    const trainer = new Trainer(
      job,
      {
        ...{ state, random, teacher, hooks, batches: feeder },
        step: new TrainStep({ plan, runner, state, config: job.optimiser, random }),
        validation: set && { runner: forward, set },
      },
      position,
    );
    try {
      const end = await trainer.run();
      return { type: 'finished', end, ...last };
    } catch (error) {
      if (error instanceof RangeError) {
        const text = `training in ${this.#path} cannot go on (${error.message}). Check the teacher and the data; the last checkpoint is kept.`;
        throw new StudioError('bad-input', text, { cause: error });
      }
      if (!(error instanceof TrainingDiverged)) throw error;
      const text = `training in ${this.#path} does not converge (${error.message}). Its last good checkpoint is kept.`;
      throw new StudioError('bad-input', text, { cause: error });
    }
  }

  #hooks(
    job: TrainingJob,
    {
      onSeen,
      show,
    }: {
      readonly onSeen: (seen: { step?: number; iou?: number; elapsedSec?: number }) => void;
      /** Shows held-out frames when there is something new to see. */
      readonly show: () => Promise<void>;
    },
  ): TrainerHooks {
    const meter = new ProgressMeter(job.batch);
    let notes: Promise<void> = Promise.resolve();
    const note = (figures: Readonly<Record<string, unknown>>): void => {
      notes = notes.then(() => this.#folder.note(figures));
      // Failures are thrown by the next checkpoint, which waits for the figures.
      notes.catch(() => undefined);
    };
    return {
      onProgress: (progress) => {
        const event = meter.add(progress);
        onSeen({ step: progress.step, elapsedSec: progress.elapsedSec });
        if (event === null) return;
        note(event);
        this.#emit(event);
      },
      onValidated: ({ step }, iou) => {
        onSeen({ step, iou });
        const event = { type: 'validated', step, iou } as const;
        note(event);
        this.#emit(event);
      },
      onSkipped: ({ step }) => this.#warn(step, 'a step was not finite and moved no weight'),
      onRolledBack: ({ step }, reason) =>
        this.#warn(step, `went back to step ${step} with half the learning rate: ${reason}`),
      save: async (position, tensors) => {
        await notes;
        await this.#folder.save(position, tensors);
        this.#emit({ type: 'saved', step: position.step });
        if (this.#isStopping) return;
        await show();
      },
      load: async () => (await this.#folder.load())!,
      mayGoOn: async () => {
        // Messages are read between steps only: a network blocks this thread while it runs.
        await setImmediate();
        if (this.#pause !== undefined && !this.#isStopping) {
          this.#emit({ type: 'paused' });
          await this.#pause.promise;
          this.#emit({ type: 'resumed' });
        }
        if (!this.#isStopping) await show();
        return this.#isStopping ? 'stop' : 'go';
      },
      nowSec: () => performance.now() / 1000,
    };
  }

  async #startState(job: TrainingJob, snapshot: Snapshot | null): Promise<StateDict> {
    if (snapshot !== null) {
      const prefix = 'weight.';
      const weights = [...snapshot.tensors].filter(([name]) => name.startsWith(prefix));
      return new Map(weights.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
    }
    if (job.start !== null) return startWeights(job.start, job.student);
    const random = new Random(job.seed);
    return initialWeights(job.student, () => random.next());
  }

  #warn(step: number, message: string): void {
    this.#emit({ type: 'warning', step, message });
  }
}

async function heldOutSet(job: TrainingJob, data: RunData): Promise<ValidationSet | null> {
  const pairs = Math.min(job.validation.pairs, data.heldOutPairs);
  if (pairs === 0) return null;
  const source = openPairs(data.validation, { seed: job.seed, config: job.student });
  const { student, boxes } = await makeBatch(source, heldOutIndices(job, data), {
    student: job.student,
    teacher: null,
    studentInput: 'crop',
  });
  return { crops: student, boxes };
}

/** Numbers of the pairs that training is validated by. */
function heldOutIndices(job: TrainingJob, data: RunData): readonly number[] {
  const pairs = Math.min(job.validation.pairs, data.heldOutPairs);
  return Array.from({ length: pairs }, (_, index) => FIRST_HELD_OUT + index);
}
