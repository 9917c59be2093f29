import type {
  DistillationDetail,
  DistillationPlan,
  DistillationRun,
  DistillationSettings,
  LearningApi,
  PlanRemark,
} from '../../contract/distillation.ts';
import { isStudioError, StudioError } from '../../contract/errors.ts';
import type { MediaIdentities } from '../ports/media-identity.ts';
import type { Power } from '../ports/power.ts';
import type { RunRecord } from '../ports/run-book.ts';
import type { ProjectService } from '../studio/project-service.ts';
import { ActiveRun } from './active-run.ts';
import { collectFrames, type CollectedFrames } from './collect-frames.ts';
import type { CorrectionKeeper } from './correction-keeper.ts';
import { atSize, type ModelSpeeds } from './model-speeds.ts';
import { newRunId } from './run-ids.ts';
import { batchOf, checkSettings } from './run-request.ts';
import { modelsOf, StudentWork, type StudentWorkPorts } from './student-work.ts';

/** What distillation works with. */
export interface DistillationPorts extends StudentWorkPorts {
  readonly projects: ProjectService;
  readonly identities: MediaIdentities;
  readonly power: Power;
  readonly speeds: ModelSpeeds;
  readonly corrections: CorrectionKeeper;
}

type Args<Method extends keyof LearningApi> = Parameters<LearningApi[Method]>[0];

/** A forward and a backward pass take about three times as long as the forward pass alone. */
const TRAINING_PASSES = 3;

/** Plans, makes and judges students; one run at a time works, and all are kept until they are cancelled. */
export class DistillationService {
  readonly #ports: DistillationPorts;
  readonly #work: StudentWork;
  #active: { readonly run: ActiveRun; readonly done: Promise<void> } | null = null;
  /** A person has agreed to train on battery, for the present run. */
  #isBatteryFine = false;
  #isAnnotatorBusy = false;
  /** Starts and ends come one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ports: DistillationPorts) {
    this.#ports = ports;
    this.#work = new StudentWork(ports);
    ports.power.onChange(() => this.#weighPower());
  }

  /** The annotator began or ceased to work. */
  setAnnotatorBusy(isBusy: boolean): void {
    this.#isAnnotatorBusy = isBusy;
    this.#active?.run.setWaiting('annotator', isBusy);
  }

  /** What a run would do. @throws StudioError bad-input without a project, unknown-model */
  async plan({ settings }: Args<'planDistillation'>): Promise<DistillationPlan> {
    const collected = await this.#collect(settings);
    const remarks = [
      ...collected.remarks,
      ...(await this.#settingsRemarks(settings, collected)),
      ...(await this.#mediaRemarks(collected)),
    ];
    const { learnedFrames, heldOutFrames, judgedFrames, judgedSpans, dataHash } = collected;
    return {
      canStart: remarks.every(({ level }) => level !== 'refused'),
      ...{ remarks, tracks: collected.uses, holdOut: collected.spans, dataHash },
      ...{ learnedFrames, heldOutFrames, judgedFrames, judgedSpans },
      ...(await this.#speed(settings)),
      power: this.#ports.power.source,
    };
  }

  /** Starts a run. @throws StudioError bad-input saying what is in the way, write-failed */
  start({ name, settings, onBattery }: Args<'startDistillation'>): Promise<DistillationRun> {
    return this.#inTurn(async () => {
      this.#refuseBusy();
      const plan = await this.plan({ settings });
      const refusal = plan.remarks.find(({ level }) => level === 'refused');
      if (refusal !== undefined) throw new StudioError('bad-input', refusal.message);
      const { sources, heldOut, ...counts } = await this.#collect(settings);
      const run: DistillationRun = {
        ...{ id: newRunId(), name, project: this.#ports.projects.session.store.path },
        ...{ createdAt: new Date().toISOString(), settings, status: 'preparing', waitsFor: null },
        ...{ learnedFrames: counts.learnedFrames, heldOutFrames: counts.heldOutFrames },
        ...{ dataHash: counts.dataHash, progress: null, verdict: null, modelId: null },
        ...{ note: null, examples: 0 },
      };
      const record: RunRecord = { run, stage: 'collect', summary: null, teacherHeldOutIou: null };
      await this.#ports.book.create(record, { sources, heldOut });
      return this.#begin(record, onBattery);
    });
  }

  /** Lets the run that works wait for a person. @throws StudioError bad-input when it does not work */
  pause(runId: string): void {
    this.#working(runId).setWaiting('person', true);
  }

  /** Goes on with a run. @throws StudioError bad-input when it is over, or another one works */
  resume({ runId, onBattery }: Args<'resumeDistillation'>): Promise<DistillationRun> {
    return this.#inTurn(async () => {
      const active = this.#active?.run;
      if (active?.record.run.id === runId) {
        this.#isBatteryFine ||= onBattery;
        active.setWaiting('person', false);
        this.#weighPower();
        return active.record.run;
      }
      const record = await this.#record(runId);
      this.#refuseOver(record);
      this.#refuseBusy();
      return this.#begin(record, onBattery);
    });
  }

  /** Ends training and judges what was learned. @throws StudioError bad-input when nothing was learned yet */
  stop(runId: string): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#active?.run.record.run.id === runId) {
        this.#active.run.keep();
        return;
      }
      const record = await this.#record(runId);
      this.#refuseOver(record);
      this.#refuseBusy();
      if (record.stage === 'collect') {
        const text = `"${record.run.name}" has learned nothing yet: go on with it, or cancel it.`;
        throw new StudioError('bad-input', text);
      }
      await this.#begin(record, true);
      this.#active?.run.keep();
    });
  }

  /** Ends a run and deletes its files. @throws StudioError bad-input, write-failed */
  cancel(runId: string): Promise<void> {
    return this.#inTurn(async () => {
      const { book } = this.#ports;
      const active = this.#active;
      if (active?.run.record.run.id === runId) {
        active.run.drop();
        await active.done;
      } else if (await book.isElsewhere(runId)) throw elsewhere(runId);
      const { run } = await this.#record(runId);
      await book.remove(runId);
      this.#tell({ ...run, status: 'cancelled', waitsFor: null });
    });
  }

  /** All runs, the newest first. */
  async list(): Promise<readonly DistillationRun[]> {
    const records = await this.#ports.book.list();
    return Promise.all(records.map((record) => this.#asItIs(record)));
  }

  /** Everything of one run. @throws StudioError not-found */
  async detail(runId: string): Promise<DistillationDetail> {
    const { book } = this.#ports;
    const record = await this.#record(runId);
    const [run, curves, examples, { heldOut }] = await Promise.all([
      this.#asItIs(record),
      book.curves(runId),
      book.examples(runId),
      book.frames(runId),
    ]);
    return {
      ...{ run, examples },
      curves: { ...curves, teacherHeldOutIou: record.teacherHeldOutIou },
      holdOut: heldOut.map(({ frames, ...span }) => ({ ...span, frames: frames.length })),
    };
  }

  /** Models that runs which are not over still need. */
  async modelsInUse(): Promise<ReadonlySet<string>> {
    const open = (await this.#ports.book.list()).filter(({ stage }) => stage !== 'done');
    return new Set(
      open.flatMap(({ run: { settings } }) => [
        ...[settings.teacherId, settings.replacesId],
        ...(settings.startId === null ? [] : [settings.startId]),
      ]),
    );
  }

  /** Ends the run that works with a checkpoint; it can be gone on with. */
  async dispose(): Promise<void> {
    this.#active?.run.leave();
    await this.#active?.done;
  }

  async #begin(record: RunRecord, onBattery: boolean): Promise<DistillationRun> {
    const { book } = this.#ports;
    const { id } = record.run;
    if (!(await book.claim(id))) throw elsewhere(id);
    const { heldOut } = await book.frames(id);
    const run = new ActiveRun(record, {
      ...{ work: this.#work, book, tell: (state) => this.#tell(state) },
      mediaOf: new Map(heldOut.map(({ trackId, mediaId }) => [trackId, mediaId])),
    });
    this.#isBatteryFine = onBattery;
    const done = run.work().finally(async () => {
      this.#active = null;
      await book.release(id);
      if (run.record.stage === 'done') await book.tidy(id);
    });
    this.#active = { run, done };
    run.setWaiting('annotator', this.#isAnnotatorBusy);
    this.#weighPower();
    return run.record.run;
  }

  #weighPower(): void {
    const { source } = this.#ports.power;
    this.#active?.run.setWaiting('battery', source === 'battery' && !this.#isBatteryFine);
  }

  async #collect(settings: DistillationSettings): Promise<CollectedFrames> {
    const { projects, corrections } = this.#ports;
    const { session } = projects;
    const corrected = await corrections.corrected(session.store.path);
    return collectFrames(session.model, settings, corrected);
  }

  async #settingsRemarks(
    settings: DistillationSettings,
    { heldOutFrames }: CollectedFrames,
  ): Promise<readonly PlanRemark[]> {
    try {
      checkSettings(settings, await modelsOf(this.#ports.models, settings), heldOutFrames);
      return [];
    } catch (error) {
      if (!isStudioError(error, 'bad-input') && !isStudioError(error, 'unknown-model')) throw error;
      return [{ level: 'refused', reason: 'settings', message: error.message }];
    }
  }

  async #mediaRemarks({ media }: CollectedFrames): Promise<readonly PlanRemark[]> {
    const there = await Promise.all(media.map(({ path }) => this.#ports.identities.exists(path)));
    return media
      .filter((_, i) => there[i] === false)
      .map(({ name, path }) => ({
        ...{ level: 'refused' as const, reason: 'media-missing' as const },
        message: `${name} is not at ${path} any more: relink it, or choose no tracks of it.`,
      }));
  }

  /** How long a run takes, as far as its networks have been measured. */
  async #speed(
    settings: DistillationSettings,
  ): Promise<Pick<DistillationPlan, 'estimate' | 'studentMsPerFrame'>> {
    const { models, speeds } = this.#ports;
    const config = await modelsOf(models, settings).then(
      ({ teacher }) => teacher.config,
      () => null,
    );
    if (config === null || settings.studentSize % 32 !== 0) {
      return { estimate: null, studentMsPerFrame: null };
    }
    const studentMs = speeds.known(atSize(config, settings.studentSize));
    const teacherMs = speeds.known(config);
    if (studentMs === null || teacherMs === null) {
      return { estimate: null, studentMsPerFrame: studentMs };
    }
    const msPerSample = TRAINING_PASSES * studentMs + teacherMs;
    const secondsPerStep = (batchOf(settings) * msPerSample) / 1000;
    const { minutes, steps } = settings.budget;
    const bySteps = steps === null ? Infinity : (steps * secondsPerStep) / 60;
    const least = Math.min(minutes ?? Infinity, bySteps);
    const isBounded = Number.isFinite(least);
    return {
      studentMsPerFrame: studentMs,
      estimate: {
        secondsPerStep,
        minutes: isBounded ? least : null,
        steps: isBounded ? Math.round((least * 60) / secondsPerStep) : null,
      },
    };
  }

  /** A run that its record says is under way, while nobody works on it, was interrupted. */
  async #asItIs(record: RunRecord): Promise<DistillationRun> {
    const { run, stage } = record;
    const active = this.#active?.run.record.run;
    if (active?.id === run.id) return active;
    if (stage === 'done' || run.status === 'failed') return run;
    if (await this.#ports.book.isElsewhere(run.id)) return run;
    return { ...run, status: 'interrupted', waitsFor: null };
  }

  async #record(runId: string): Promise<RunRecord> {
    const active = this.#active?.run.record;
    if (active?.run.id === runId) return active;
    const found = (await this.#ports.book.list()).find(({ run }) => run.id === runId);
    if (found !== undefined) return found;
    throw new StudioError('not-found', `There is no run ${runId} any more: it was cancelled.`);
  }

  #working(runId: string): ActiveRun {
    const run = this.#active?.run;
    if (run?.record.run.id === runId) return run;
    throw new StudioError(
      'bad-input',
      'This run is not working: it has ended, or was interrupted.',
    );
  }

  #refuseBusy(): void {
    const name = this.#active?.run.record.run.name;
    if (name === undefined) return;
    throw new StudioError(
      'bad-input',
      `"${name}" is being trained: wait until it is done, or stop it first.`,
    );
  }

  #refuseOver({ run, stage }: RunRecord): void {
    if (stage !== 'done') return;
    throw new StudioError('bad-input', `"${run.name}" is over: start another run.`);
  }

  #tell(run: DistillationRun): void {
    this.#ports.events.emit('distillation', run);
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(action);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

function elsewhere(runId: string): StudioError {
  return new StudioError(
    'bad-input',
    `Another window of the studio is working on run ${runId}: stop it there.`,
  );
}
