import type { DistillationDetail, DistillationRun } from '../../electron/contract/distillation.ts';
import type { StudioClient } from '../api/client.ts';
import type { Dialogs } from './dialogs.svelte.ts';
import { canResume, isUnderWay, waitsForWord } from './run-words.ts';
import type { Toasts } from './toasts.svelte.ts';

interface RunsContext {
  readonly client: StudioClient;
  readonly dialogs: Dialogs;
  readonly toasts: Toasts;
}

/** Runs of distillation: the one under way, the former ones, and the one that is looked at. */
export class DistillationRuns {
  /** The newest first. */
  all = $state.raw<readonly DistillationRun[]>([]);
  /** The run that is looked at with its curves; null: the list. */
  shownId = $state<string | null>(null);
  detail = $state.raw<DistillationDetail | null>(null);
  /** A run that has ended and nobody has looked at since. */
  unseenId = $state<string | null>(null);
  /** Called when a run got its verdict while the window was open. */
  onJudged: (run: DistillationRun) => void = () => undefined;
  readonly #context: RunsContext;
  #isAsking = false;
  /** Counts the times that news of the shown run were wanted. */
  #wanted = 0;

  constructor(context: RunsContext) {
    this.#context = context;
    context.client.on('distillation', (run) => this.#take(run));
  }

  /** The run that has the machine, or null. */
  get current(): DistillationRun | null {
    return this.all.find(isUnderWay) ?? null;
  }

  /** The run that is worth a place in the top bar: under way, stuck, or ended and not looked at. */
  get toShow(): DistillationRun | null {
    const newest = this.all[0];
    const stuck = newest && canResume(newest) ? newest : null;
    return this.current ?? stuck ?? this.#of(this.unseenId);
  }

  /** The run that is looked at, as it was heard of last. */
  get shown(): DistillationRun | null {
    return this.#of(this.shownId);
  }

  /** Asks for all runs. @throws StudioError */
  async load(): Promise<void> {
    this.all = await this.#context.client.distillations();
    if (this.shownId !== null && this.shown === null) this.show(null);
  }

  /** Looks at a run, or at the list. */
  show(runId: string | null): void {
    this.shownId = runId;
    if (this.detail?.run.id !== runId) this.detail = null;
    if (runId === this.unseenId) this.unseenId = null;
    if (runId !== null) void this.#askForDetail();
  }

  pause({ id: runId }: DistillationRun): void {
    void this.#run((client) => client.pauseDistillation({ runId }));
  }

  /** Pauses the run under way, or lets it go on where a person has paused it. */
  togglePause(): void {
    const { current } = this;
    if (current === null) return;
    if (waitsForWord(current)) this.resume(current, current.waitsFor === 'battery');
    else this.pause(current);
  }

  /** @param onBattery a person has agreed to train on battery */
  resume({ id: runId }: DistillationRun, onBattery = false): void {
    void this.#run(async (client) => {
      this.#take(await client.resumeDistillation({ runId, onBattery }));
    });
  }

  /** Ends training and judges, once a person has said so. */
  stop({ id: runId, name }: DistillationRun): void {
    this.#context.dialogs.openOver({
      kind: 'confirm',
      title: `Stop training ${name}?`,
      message:
        'What it has learned so far is judged on the held-out frames: if it is better, it takes over.',
      accept: 'Stop and judge',
      onAccept: () => void this.#run((client) => client.stopDistillation({ runId })),
    });
  }

  /** Gives a run up, once a person has said so. */
  cancel({ id: runId, name, modelId }: DistillationRun): void {
    this.#context.dialogs.openOver({
      kind: 'confirm',
      title: `Delete the run ${name}?`,
      message:
        modelId === null
          ? 'What it has learned so far is deleted with its curves, and Undo cannot bring it back.'
          : 'Its curves and examples are deleted; the model that came of it stays.',
      accept: 'Delete',
      onAccept: () =>
        void this.#run(async (client) => {
          await client.cancelDistillation({ runId });
          this.all = this.all.filter(({ id }) => id !== runId);
          if (this.shownId === runId) this.show(null);
        }),
    });
  }

  #of(runId: string | null): DistillationRun | null {
    return this.all.find(({ id }) => id === runId) ?? null;
  }

  #take(run: DistillationRun): void {
    const before = this.#of(run.id);
    const others = this.all.filter(({ id }) => id !== run.id);
    const all = run.status === 'cancelled' ? others : [run, ...others];
    this.all = all.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
    if (run.id === this.shownId) {
      if (run.status === 'cancelled') this.show(null);
      else void this.#askForDetail();
    }
    if (run.status !== 'judged' || before === null || before.status === 'judged') return;
    if (run.id !== this.shownId) this.unseenId = run.id;
    this.onJudged(run);
  }

  /** One question at a time: a run may tell of itself faster than curves can be drawn. */
  async #askForDetail(): Promise<void> {
    this.#wanted++;
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      for (let answered = -1; answered !== this.#wanted;) {
        answered = this.#wanted;
        const runId = this.shownId;
        if (runId === null) break;
        const detail = await this.#context.client.distillation({ runId });
        if (this.shownId === runId) this.detail = detail;
      }
    } catch (error) {
      this.#context.toasts.showError(error);
    } finally {
      this.#isAsking = false;
    }
  }

  async #run(work: (client: StudioClient) => Promise<unknown>): Promise<void> {
    try {
      await work(this.#context.client);
    } catch (error) {
      this.#context.toasts.showError(error);
    }
  }
}
