import type {
  CorrectionHistory,
  DistillationRun,
  HoldOutSpan,
} from '../../electron/contract/distillation.ts';
import type { FrameRange } from '../../electron/domain/edit-command.ts';
import { DistillForm } from './distill-form.svelte.ts';
import { DistillationRuns } from './distillation-runs.svelte.ts';
import type { EditorContext } from './editor-context.ts';
import { LearningSources } from './learning-sources.svelte.ts';
import type { Models } from './models.svelte.ts';
import { Reruns } from './reruns.svelte.ts';

/** What the panel of learning shows. */
export type LearningTab = 'new' | 'runs' | 'again' | 'corrections';

const NOTHING: readonly FrameRange[] = [];

/** Distillation as the window shows it: a new student, the runs, spans to track anew, and the corrections over time. */
export class Learning {
  isOpen = $state(false);
  tab = $state<LearningTab>('new');
  /** Null before it was asked for. */
  corrections = $state.raw<CorrectionHistory | null>(null);
  readonly sources: LearningSources;
  readonly form: DistillForm;
  readonly runs: DistillationRuns;
  readonly reruns: Reruns;
  /** What is held out of the plan or the run that is looked at; shown on the timeline while the panel is open. */
  readonly holdOut: readonly HoldOutSpan[] = $derived.by(() => {
    if (!this.isOpen) return [];
    if (this.tab === 'new') return this.form.plan?.holdOut ?? [];
    const { detail } = this.runs;
    return this.tab === 'runs' && detail && this.isOfProject(detail.run) ? detail.holdOut : [];
  });
  /** By track. */
  readonly #heldOut: ReadonlyMap<number, readonly FrameRange[]> = $derived(
    Map.groupBy(this.holdOut, ({ trackId }) => trackId),
  );
  readonly #context: EditorContext;
  readonly #models: Models;

  constructor(context: EditorContext, models: Models) {
    this.#context = context;
    this.#models = models;
    this.sources = new LearningSources(context);
    this.form = new DistillForm(context.client, models, this.sources);
    this.runs = new DistillationRuns(context);
    this.reruns = new Reruns(context.client);
    this.runs.onJudged = (run) => this.#tellVerdict(run);
  }

  /** Stretches of a track that are held out, as far as they are shown. */
  heldOutOf(trackId: number): readonly FrameRange[] {
    return this.#heldOut.get(trackId) ?? NOTHING;
  }

  /** Opens the panel in the place of any dialog. */
  open(tab: LearningTab): void {
    this.#context.dialogs.closeAll();
    this.tab = tab;
    this.isOpen = true;
  }

  close(): void {
    this.isOpen = false;
  }

  /** Opens the panel with a run. */
  openRun(run: DistillationRun): void {
    this.runs.show(run.id);
    this.open('runs');
  }

  /** Whether a run learns from the open project: the others are listed, but have nothing to show in it. */
  isOfProject({ project }: DistillationRun): boolean {
    return project === this.#context.state.project?.path;
  }

  /**
   * Another project is open: forgets what was chosen of the one before, and asks for the runs, which go on without a
   * window. That there are none to be had is no news for who has not asked for any.
   */
  async greet(): Promise<void> {
    this.sources.clear();
    this.reruns.clear();
    [this.corrections, this.form.plan] = [null, null];
    try {
      await this.runs.load();
    } catch {
      this.runs.all = [];
    }
  }

  /** Asks for all that a tab shows. */
  async load(tab: LearningTab): Promise<void> {
    const { client, toasts } = this.#context;
    try {
      await this.#models.load();
      if (tab === 'new') {
        this.form.suggest();
        await this.sources.load();
      } else if (tab === 'runs') await this.runs.load();
      else if (tab === 'corrections') this.corrections = await client.corrections();
      else if (this.#models.active) await this.reruns.look(this.#models.active.id);
    } catch (error) {
      toasts.showError(error);
    }
  }

  /** Starts the student that the form describes, and shows its run. */
  async start(): Promise<void> {
    const { client, toasts, announce } = this.#context;
    const { settings, name, onBattery } = this.form;
    if (settings === null || !this.form.canStart) return;
    try {
      const run = await client.startDistillation({ name: name.trim(), settings, onBattery });
      this.form.typedName = null;
      await this.runs.load();
      this.openRun(run);
      announce(`${run.name} is in training`);
    } catch (error) {
      toasts.showError(error);
    }
  }

  /** Lets the teacher of the model that made a track look at it: where both disagree is doubtful. */
  async checkWithTeacher(): Promise<void> {
    const { client, selection, player, toasts, announce, project } = this.#context;
    const trackId = selection.primary;
    if (trackId === null) return;
    try {
      await client.checkWithTeacher({ trackId, range: player.range });
      announce(`The teacher looks at ${project.nameOf(trackId)}`);
    } catch (error) {
      toasts.showError(error);
    }
  }

  #tellVerdict(run: DistillationRun): void {
    const { toasts } = this.#context;
    const { verdict, name } = run;
    if (verdict === null) return;
    void this.#models.load();
    if (!this.isOpen || this.tab !== 'runs') this.runs.unseenId = run.id;
    const message = `${name}: ${verdict.reason}`;
    const action =
      verdict.outcome === 'promoted'
        ? { title: 'Track doubtful spans anew …', run: () => this.open('again') }
        : { title: 'Show', run: () => this.openRun(run) };
    toasts.show('info', message, { topic: `run ${run.id}`, action, stays: true });
  }
}
