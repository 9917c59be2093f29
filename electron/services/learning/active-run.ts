import type {
  DistillationExample,
  DistillationProgress,
  DistillationRun,
  DistillationVerdict,
} from '../../contract/distillation.ts';
import { isStudioError, StudioError } from '../../contract/errors.ts';
import type { TrainingEvent, TrainingExample } from '../../contract/training.ts';
import type { RunBook, RunRecord } from '../ports/run-book.ts';

/** Why a run waits; the first one that holds is told. */
const REASONS = ['person', 'battery', 'annotator'] as const;
type WaitReason = (typeof REASONS)[number];

/** What a run does in its stages; each is repeated from its beginning when it was interrupted. */
export interface RunWork {
  /** Gathers the frames and prepares the training. */
  collect(record: RunRecord, signal: AbortSignal): Promise<void>;
  /** Trains, or goes on with it; aborting ends it with a checkpoint. */
  train(record: RunRecord, signal: AbortSignal): AsyncIterable<TrainingEvent>;
  /** Lets training wait, or go on. */
  setPaused(paused: boolean): void;
  /** Judges the student and adds its model, once whatever happens between. */
  judge(record: RunRecord, signal: AbortSignal): Promise<JudgedStudent>;
}

/** What came of a run. */
export interface JudgedStudent {
  readonly verdict: DistillationVerdict;
  readonly modelId: string;
}

/** A run that this process is busy with, from its present stage to its end. */
export class ActiveRun {
  readonly #work: RunWork;
  readonly #book: RunBook;
  readonly #tell: (run: DistillationRun) => void;
  readonly #mediaOf: ReadonlyMap<number, number>;
  readonly #stop = new AbortController();
  readonly #waits = new Set<WaitReason>();
  #record: RunRecord;
  #goOn = Promise.withResolvers<undefined>();
  #mayTrain = false;
  /** `keep`: what has been learned is judged now; `leave`: it will be gone on with; `drop`: nothing of it is wanted. */
  #ending: 'keep' | 'leave' | 'drop' | null = null;

  constructor(
    record: RunRecord,
    ports: {
      readonly work: RunWork;
      readonly book: RunBook;
      readonly tell: (run: DistillationRun) => void;
      /** Media id of each track, for examples. */
      readonly mediaOf: ReadonlyMap<number, number>;
    },
  ) {
    this.#record = record;
    this.#work = ports.work;
    this.#book = ports.book;
    this.#tell = ports.tell;
    this.#mediaOf = ports.mediaOf;
  }

  get record(): RunRecord {
    return this.#record;
  }

  /** Whether a reason to wait holds. */
  waitsFor(reason: WaitReason): boolean {
    return this.#waits.has(reason);
  }

  /** Lets the run wait for a reason, or no longer for that one. */
  setWaiting(reason: WaitReason, waits: boolean): void {
    if (waits === this.#waits.has(reason)) return;
    if (waits) this.#waits.add(reason);
    else this.#waits.delete(reason);
    if (this.#mayTrain) this.#work.setPaused(this.#waits.size > 0);
    if (this.#waits.size === 0) {
      this.#goOn.resolve(undefined);
      this.#goOn = Promise.withResolvers();
    }
    if (this.#isUnderWay) this.#change({ status: this.#underWay });
  }

  /** Ends training and judges what was learned. @throws StudioError bad-input before there is anything */
  keep(): void {
    if (this.#record.stage === 'collect') {
      throw new StudioError(
        'bad-input',
        `"${this.#record.run.name}" has learned nothing yet: wait until training begins, or cancel it.`,
      );
    }
    if (this.#record.stage === 'train') this.#end('keep');
  }

  /** Ends the work; it can be gone on with. */
  leave(): void {
    this.#end('leave');
  }

  /** Ends the work for good. */
  drop(): void {
    this.#end('drop');
  }

  /** Works until the run is over or ended; never rejects, the run says what went wrong. */
  async work(): Promise<void> {
    try {
      if (this.#record.stage === 'collect') await this.#collect();
      if (this.#record.stage === 'train') await this.#train();
      if (this.#record.stage === 'judge') await this.#judge();
    } catch (error) {
      await this.#fail(error);
    }
  }

  async #collect(): Promise<void> {
    await this.#save({ status: this.#underWay, note: null });
    await this.#untilFree();
    await this.#work.collect(this.#record, this.#stop.signal);
    this.#refuseEnded();
    await this.#advance('train');
  }

  async #train(): Promise<void> {
    await this.#save({ status: this.#underWay, note: null });
    await this.#untilFree();
    let finished: Extract<TrainingEvent, { type: 'finished' }> | null = null;
    for await (const event of this.#work.train(this.#record, this.#stop.signal)) {
      if (!this.#mayTrain) {
        this.#mayTrain = true;
        this.#work.setPaused(this.#waits.size > 0);
      }
      if (event.type === 'finished') finished = event;
      await this.#take(event);
    }
    this.#mayTrain = false;
    if (finished === null || (finished.end === 'stopped' && this.#ending !== 'keep')) {
      throw new StudioError('cancelled', 'Training was stopped.');
    }
    const { step, elapsedSec, iou } = finished;
    const summary = { steps: step, elapsedSec, iou, data: this.#record.summary?.data ?? '' };
    this.#record = { ...this.#record, summary };
    await this.#advance('judge');
  }

  async #judge(): Promise<void> {
    await this.#save({ status: 'judging', waitsFor: null, note: null });
    // A person who wanted to keep what was learned wants it judged.
    const signal = this.#ending === 'keep' ? new AbortController().signal : this.#stop.signal;
    const { verdict, modelId } = await this.#work.judge(this.#record, signal);
    this.#record = { ...this.#record, stage: 'done' };
    await this.#save({ status: 'judged', verdict, modelId });
  }

  async #take(event: TrainingEvent): Promise<void> {
    switch (event.type) {
      case 'started': {
        const summary = { steps: event.step, elapsedSec: 0, iou: null, data: event.data };
        this.#record = { ...this.#record, summary };
        return this.#save({ status: this.#underWay });
      }
      case 'progress':
        this.#change({ progress: this.#progress(event) });
        return;
      case 'validated': {
        const { progress } = this.#record.run;
        if (progress !== null) this.#change({ progress: { ...progress, heldOutIou: event.iou } });
        return;
      }
      case 'teacherValidated':
        this.#record = { ...this.#record, teacherHeldOutIou: event.iou };
        return this.#save({});
      case 'examples': {
        await this.#book.saveExamples(
          this.#record.run.id,
          event.examples.map(exampleOf(this.#mediaOf)),
        );
        this.#change({ examples: this.#record.run.examples + 1 });
        return;
      }
      case 'saved':
        return this.#save({});
      case 'restarted':
        return this.#save({
          note: `The training process ended (${event.reason}); it goes on from its last checkpoint.`,
        });
      case 'warning':
        return this.#save({ note: event.message });
      case 'paused':
      case 'resumed':
      case 'finished':
        return;
    }
  }

  #progress(event: Extract<TrainingEvent, { type: 'progress' }>): DistillationProgress {
    const { step, done, elapsedSec, samplesPerSec, losses, iou } = event;
    const { minutes, steps } = this.#record.run.settings.budget;
    const isBounded = minutes !== null || steps !== null;
    return {
      ...{ step, elapsedSec, samplesPerSec, losses, iou },
      done: isBounded ? done : 0,
      remainingSec: isBounded ? event.remainingSec : null,
      heldOutIou: this.#record.run.progress?.heldOutIou ?? null,
    };
  }

  async #fail(error: unknown): Promise<void> {
    this.#mayTrain = false;
    if (this.#ending === 'drop') return;
    const isLeft = this.#ending === 'leave' || isStudioError(error, 'cancelled');
    const note = error instanceof Error ? error.message : String(error);
    await this.#save(
      isLeft
        ? { status: 'interrupted', waitsFor: null }
        : { status: 'failed', waitsFor: null, note },
    ).catch(() => this.#change({ status: 'failed', waitsFor: null, note }));
  }

  get #isUnderWay(): boolean {
    const { status } = this.#record.run;
    return status === 'preparing' || status === 'training' || status === 'waiting';
  }

  /** The status while frames are gathered or learned from. */
  get #underWay(): DistillationRun['status'] {
    if (this.#waits.size > 0) return 'waiting';
    return this.#record.stage === 'collect' ? 'preparing' : 'training';
  }

  async #untilFree(): Promise<void> {
    while (this.#waits.size > 0 && this.#ending === null) await this.#goOn.promise;
    if (this.#ending !== 'keep') this.#refuseEnded();
  }

  #refuseEnded(): void {
    if (this.#ending !== null) throw new StudioError('cancelled', 'The run was ended.');
  }

  #end(how: 'keep' | 'leave' | 'drop'): void {
    if (this.#ending !== null && how === 'keep') return;
    this.#ending = how;
    this.#stop.abort();
    this.#goOn.resolve(undefined);
  }

  async #advance(stage: RunRecord['stage']): Promise<void> {
    this.#record = { ...this.#record, stage };
    await this.#save({});
  }

  #change(changes: Partial<DistillationRun>): void {
    const waitsFor = REASONS.find((reason) => this.#waits.has(reason)) ?? null;
    const run = { ...this.#record.run, waitsFor, ...changes };
    this.#record = { ...this.#record, run };
    this.#tell(run);
  }

  async #save(changes: Partial<DistillationRun>): Promise<void> {
    this.#change(changes);
    if (this.#ending !== 'drop') await this.#book.save(this.#record);
  }
}

function exampleOf(mediaOf: ReadonlyMap<number, number>) {
  return ({ track, pixels, ...example }: TrainingExample): DistillationExample => ({
    ...example,
    mediaId: mediaOf.get(Number(track)) ?? 0,
    trackId: Number(track),
    pixels: Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength).toString('base64'),
  });
}
