import type { GraphRunner } from './graph-runner.ts';
import { studentFeeds, type PairBatch } from './pair-batch.ts';
import type { Random } from './random.ts';
import type { Teacher } from './teacher.ts';
import type { StateDict } from '../graph/tensor-data.ts';
import type { StepReport, TrainStep } from './train-step.ts';
import { shareDone, type RunPosition, type TrainingJob } from './training-job.ts';
import type { TrainingState } from './training-state.ts';
import { validate, type ValidationSet } from './validation.ts';

/** Updates in a row that were not finite before a run goes back to its last checkpoint. */
const MAX_SKIPPED = 3;
/** Roll-backs after which a run gives up: its data or its rates are wrong. */
const MAX_ROLL_BACKS = 5;

/** What one step took and found. */
export interface TrainingProgress extends Omit<StepReport, 'isFinite'> {
  readonly step: number;
  /** Share of the budget, 0..1. */
  readonly done: number;
  readonly elapsedSec: number;
  /** Null while too little is known. */
  readonly remainingSec: number | null;
  /** Of this step; waiting for data included. */
  readonly seconds: number;
  /** Seconds of them spent waiting for the batch. */
  readonly dataWaitSec: number;
  /** Part of the teacher's tokens that Disc-KD takes for foreground; null without it. */
  readonly maskShare: number | null;
}

/** Why a run is over. */
export type TrainingEnd = 'budget' | 'stopped' | 'no-improvement';

/** What a run tells; every call is waited for. */
export interface TrainerHooks {
  onProgress(progress: TrainingProgress): void;
  onValidated(position: RunPosition, iou: number): void;
  onSkipped(position: RunPosition): void;
  onRolledBack(position: RunPosition, reason: string): void;
  save(position: RunPosition, tensors: StateDict): Promise<void>;
  /** The last checkpoint that was saved. */
  load(): Promise<{ readonly position: RunPosition; readonly tensors: StateDict }>;
  /** Returns when the next step may start: at once, after a pause, or `stop`. */
  mayGoOn(): Promise<'go' | 'stop'>;
  /** Seconds of any clock that never goes back. */
  nowSec(): number;
}

/** Thrown when a run cannot become finite again. */
export class TrainingDiverged extends Error {}

/** The loop of pretraining and distillation: batches in, steps, validations, checkpoints, until the budget is used up. */
export class Trainer {
  readonly #job: TrainingJob;
  readonly #parts: TrainerParts;
  #position: RunPosition;
  #skipped = 0;
  /** Step of the last validation by this object. */
  #validatedAt = -1;

  constructor(job: TrainingJob, parts: TrainerParts, position: RunPosition) {
    this.#job = job;
    this.#parts = parts;
    this.#position = position;
  }

  /**
   * Trains until the budget is used up or a stop is asked for; in any case ends with a checkpoint.
   * @throws TrainingDiverged when roll-backs do not help; the last good checkpoint stays
   */
  async run(): Promise<TrainingEnd> {
    const { hooks } = this.#parts;
    if (this.#position.drawn === 0) {
      // Something to go back to, before anything can go wrong; and the start's own figure.
      if (this.#position.best === null) await this.#validate();
      await this.#save();
    }
    let end: TrainingEnd | null = null;
    while (end === null) {
      if (shareDone(this.#job.budget, this.#position) >= 1) end = 'budget';
      else if ((await hooks.mayGoOn()) === 'stop') end = 'stopped';
      else end = await this.#step();
    }
    // A stopped run goes on as if it had never stopped: a look more would count towards its patience.
    if (end === 'budget' && this.#validatedAt !== this.#position.step) await this.#validate();
    await this.#save();
    return end;
  }

  async #step(): Promise<TrainingEnd | null> {
    const { batches, teacher, step, hooks, state } = this.#parts;
    const started = hooks.nowSec();
    const batch = await batches.next(this.#position.drawn);
    const dataWaitSec = hooks.nowSec() - started;
    const answer = teacher === null ? null : await teacher.answer(batch);
    const feeds = { ...studentFeeds(batch, this.#job.student, this.#job.loss), ...answer?.tensors };
    const done = shareDone(this.#job.budget, this.#position);
    const { isFinite, ...report } = await step.step(feeds, done, this.#position.rateScale);
    const seconds = hooks.nowSec() - started;
    this.#position = {
      ...this.#position,
      step: state.step,
      drawn: this.#position.drawn + 1,
      elapsedSec: this.#position.elapsedSec + seconds,
      random: this.#parts.random.state,
    };
    if (!isFinite) return this.#skip();
    this.#skipped = 0;
    hooks.onProgress({
      ...report,
      step: state.step,
      ...this.#pace(),
      elapsedSec: this.#position.elapsedSec,
      seconds,
      dataWaitSec,
      maskShare: answer?.maskShare ?? null,
    });
    if (this.#isDue(this.#job.validation.everySteps)) {
      if (await this.#validate()) return 'no-improvement';
    }
    if (this.#isDue(this.#job.checkpointEverySteps)) await this.#save();
    return null;
  }

  #pace(): { readonly done: number; readonly remainingSec: number | null } {
    const { step, elapsedSec } = this.#position;
    const done = shareDone(this.#job.budget, this.#position);
    return { done, remainingSec: step < 5 ? null : elapsedSec / done - elapsedSec };
  }

  #isDue(everySteps: number): boolean {
    return this.#position.step % everySteps === 0;
  }

  async #skip(): Promise<null> {
    this.#parts.hooks.onSkipped(this.#position);
    if (++this.#skipped >= MAX_SKIPPED) {
      await this.#rollBack(`${MAX_SKIPPED} steps in a row were not finite`);
    }
    return null;
  }

  /** @returns true when there was no improvement for long enough */
  async #validate(): Promise<boolean> {
    const { validation, state, hooks } = this.#parts;
    if (validation === null) return false;
    const { runner, set } = validation;
    const { meanIou } = await validate(runner, set, this.#job.student, state.deployable());
    this.#validatedAt = this.#position.step;
    const { best } = this.#position;
    const isBetter = best === null || meanIou > best.iou;
    const since = isBetter ? 0 : best.since + 1;
    this.#position = {
      ...this.#position,
      best: { iou: isBetter ? meanIou : best.iou, since },
    };
    hooks.onValidated(this.#position, meanIou);
    const { patience } = this.#job.budget;
    return patience !== null && since >= patience;
  }

  async #save(): Promise<void> {
    const { state, hooks } = this.#parts;
    if (!state.isFinite()) return this.#rollBack('the weights are not finite');
    await hooks.save(this.#position, state.tensors());
  }

  /** Goes back to the last checkpoint with half the learning rate; batches drawn since are not drawn again. */
  async #rollBack(reason: string): Promise<void> {
    const { state, hooks, random } = this.#parts;
    const { drawn, elapsedSec, rateScale, rollBacks } = this.#position;
    if (rollBacks >= MAX_ROLL_BACKS) {
      throw new TrainingDiverged(
        `${reason}, after ${rollBacks} roll-backs: the learning rate is too high or the data are broken`,
      );
    }
    const { position, tensors } = await hooks.load();
    state.restore(tensors, position.step);
    random.restore(position.random);
    this.#skipped = 0;
    this.#validatedAt = -1;
    this.#position = {
      ...position,
      ...{ drawn, elapsedSec },
      rateScale: rateScale / 2,
      rollBacks: rollBacks + 1,
    };
    hooks.onRolledBack(this.#position, reason);
  }
}

/** What a trainer works with. */
export interface TrainerParts {
  readonly state: TrainingState;
  readonly step: TrainStep;
  /** The generator that `step` draws from. */
  readonly random: Random;
  readonly teacher: Teacher | null;
  readonly batches: { next(drawn: number): Promise<PairBatch> };
  readonly validation: { readonly runner: GraphRunner; readonly set: ValidationSet } | null;
  readonly hooks: TrainerHooks;
}
