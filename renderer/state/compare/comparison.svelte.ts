import type { ComparisonExport, ComparisonState } from '../../../electron/contract/comparison.ts';
import type { SequenceAttribute } from '../../../electron/domain/metrics/attributes.ts';
import type { Evaluation } from '../../../electron/domain/metrics/evaluation.ts';
import { narrowEvaluation } from '../../../electron/domain/metrics/narrow-evaluation.ts';
import type { EditorContext } from '../editor-context.ts';
import { desktopBridge } from '../desktop.ts';
import type { ChooserRequest } from '../dialogs.svelte.ts';
import { chooseNatively } from '../native-chooser.ts';
import { fileName, folderOf } from '../paths.ts';
import { CompareForm } from './compare-form.svelte.ts';
import { ComparePlayer } from './compare-player.svelte.ts';
import {
  deepestDip,
  disagreementQueue,
  filteredSequences,
  type Dip,
  type QueuedDisagreement,
} from './dips.ts';

/** What the compare view shows. */
export type ComparePage = 'setup' | 'scores' | 'frames';

/** Comparisons of trackers: a new one, those that are kept, and the one that is looked at. */
export class Comparison {
  isOpen = $state(false);
  page = $state<ComparePage>('setup');
  /** The newest first. */
  all = $state.raw<readonly ComparisonState[]>([]);
  /** The one that is looked at. */
  shownId = $state<string | null>(null);
  evaluation = $state.raw<Evaluation | null>(null);
  text = $state('');
  attributes = $state.raw<readonly SequenceAttribute[]>([]);
  readonly form: CompareForm;
  readonly player: ComparePlayer;
  /** Names of the sequences that the filter lets through. */
  readonly sequences: readonly string[] = $derived(
    this.evaluation === null
      ? []
      : filteredSequences(this.evaluation, { text: this.text, attributes: this.attributes }),
  );
  /** The part of the figures that the filter lets through. */
  readonly narrowed: Evaluation | null = $derived(
    this.evaluation && narrowEvaluation(this.evaluation, this.sequences),
  );
  readonly queue: readonly QueuedDisagreement[] = $derived(
    this.narrowed === null ? [] : disagreementQueue(this.narrowed),
  );
  /** Worst frame of the sequence that is looked at. */
  readonly dip: Dip | null = $derived.by(() => {
    const name = this.player.sequence?.name;
    return this.evaluation === null || name === undefined
      ? null
      : deepestDip(this.evaluation.trackers, name);
  });
  readonly #context: EditorContext;

  constructor(context: EditorContext) {
    this.#context = context;
    this.form = new CompareForm(context.client);
    this.player = new ComparePlayer(context.client, context.toasts);
    context.client.on('comparison', (state) => this.#take(state));
  }

  /** The comparison under way, or null. */
  get current(): ComparisonState | null {
    return this.all.find(({ status }) => status === 'running') ?? null;
  }

  /** The one that is looked at, as it was heard of last. */
  get shown(): ComparisonState | null {
    return this.all.find(({ id }) => id === this.shownId) ?? null;
  }

  /** Place of the disagreement in the queue whose frames are looked at; -1 when it is none. */
  get place(): number {
    const { sequence, frameIndex } = this.player;
    return this.queue.findIndex(
      (one) => one.sequence === sequence?.name && frameIndex >= one.from && frameIndex <= one.to,
    );
  }

  /** Opens the view in the place of the workspace and any dialog. */
  async open(): Promise<void> {
    const { dialogs, player, state } = this.#context;
    dialogs.closeAll();
    player.pause();
    if (this.all.length === 0 && state.project !== null) this.form.source = 'project';
    this.isOpen = true;
    await this.load();
    if (this.form.source === 'project' && this.form.summary === null) await this.form.look();
  }

  close(): void {
    this.player.isPlaying = false;
    this.isOpen = false;
  }

  /** Asks for all comparisons. */
  async load(): Promise<void> {
    try {
      this.all = await this.#context.client.comparisons();
    } catch (error) {
      this.#context.toasts.showError(error);
    }
  }

  /** Starts what the form describes. */
  async start(): Promise<void> {
    const { request } = this.form;
    if (request === null) return;
    await this.#run(async ({ client, announce }) => {
      const state = await client.startComparison(request);
      this.#take(state);
      this.shownId = state.id;
      announce(`Trackers are compared on ${state.datasetName}`);
    });
  }

  async stop({ id: comparisonId }: ComparisonState): Promise<void> {
    await this.#run(({ client }) => client.stopComparison({ comparisonId }));
  }

  async resume({ id: comparisonId }: ComparisonState): Promise<void> {
    await this.#run(async ({ client }) => {
      this.#take(await client.resumeComparison({ comparisonId }));
      this.shownId = comparisonId;
    });
  }

  /** Deletes a comparison once a person has said so. */
  remove({ id: comparisonId, datasetName }: ComparisonState): void {
    this.#context.dialogs.openOver({
      kind: 'confirm',
      title: `Delete the comparison on ${datasetName}?`,
      message: 'Its figures and what was tracked for it are deleted; models and data sets stay.',
      accept: 'Delete',
      onAccept: () =>
        void this.#run(async ({ client }) => {
          await client.deleteComparison({ comparisonId });
          this.all = this.all.filter(({ id }) => id !== comparisonId);
          if (this.shownId === comparisonId) this.#leave();
        }),
    });
  }

  /** Shows the figures of a comparison that is done. */
  async show(comparisonId: string): Promise<void> {
    await this.#run(async ({ client }) => {
      const evaluation = await client.comparison({ comparisonId });
      this.#leave();
      this.shownId = comparisonId;
      this.evaluation = evaluation;
      this.page = 'scores';
      this.#context.announce(`Comparison on ${evaluation.dataset.name}`);
    });
  }

  toggleAttribute(attribute: SequenceAttribute): void {
    this.attributes = this.attributes.includes(attribute)
      ? this.attributes.filter((one) => one !== attribute)
      : [...this.attributes, attribute];
  }

  /** Goes to a frame of a sequence, with all boxes. */
  async goTo(sequence: string, frameIndex = 0): Promise<void> {
    if (this.shownId === null) return;
    this.page = 'frames';
    await this.player.show(this.shownId, sequence, frameIndex);
  }

  /** Shows the pages of figures or frames; the first sequence where none was looked at. */
  async turnTo(page: ComparePage): Promise<void> {
    this.page = page;
    const [first] = this.sequences;
    if (page === 'frames' && this.player.sequence === null && first !== undefined) {
      await this.goTo(first);
    }
  }

  /** Goes to the next or previous run of frames in which trackers disagree. */
  async walkQueue(by: 1 | -1): Promise<void> {
    const { queue, place } = this;
    if (queue.length === 0) return;
    const next = place < 0 ? (by === 1 ? 0 : queue.length - 1) : place + by;
    const one = queue[(next + queue.length) % queue.length]!;
    await this.goTo(one.sequence, one.frame);
    const { announce } = this.#context;
    announce(`${one.a} and ${one.b} disagree in ${one.sequence}, frame ${one.frame}`);
  }

  async goToDip(): Promise<void> {
    const { dip } = this;
    const name = this.player.sequence?.name;
    if (dip !== null && name !== undefined) await this.goTo(name, dip.frameIndex);
  }

  /** The medium of the open project that the sequence looked at lies in, and the frame of it; null when it is none. */
  get inProject(): { readonly mediaId: number; readonly frameIndex: number } | null {
    const { sequence, frameIndex } = this.player;
    const evaluated = this.evaluation?.sequences.find(({ name }) => name === sequence?.name);
    const media = this.#context.state.project?.media.find(({ path }) => path === evaluated?.media);
    if (media === undefined || sequence === null) return null;
    return { mediaId: media.id, frameIndex: sequence.firstFrame + frameIndex };
  }

  /** Chooses a data set: a folder, an annotation file or a project. */
  chooseDataset(): void {
    const { path } = this.form;
    this.#choose({
      title: 'Choose a data set',
      accept: 'Use',
      kinds: ['annotations', 'project'],
      folders: true,
      from: path === '' ? this.#folder() : folderOf(path),
      onChoose: ([chosen]) => void this.form.choose(chosen!),
    });
  }

  /** Writes a part of the comparison to a file that a person chooses. */
  export(what: ComparisonExport, name: string, extension: string): void {
    const { shownId: comparisonId, evaluation, sequences } = this;
    if (comparisonId === null || evaluation === null) return;
    const only = sequences.length === evaluation.sequences.length ? null : sequences;
    this.#choose({
      title: `Save ${name}${extension}`,
      accept: 'Save',
      kinds: [],
      only: { name: 'Files', extensions: [extension.slice(1)] },
      saveAs: { name, extension },
      from: this.#folder(),
      onChoose: ([path]) =>
        void this.#run(async ({ client, toasts }) => {
          // Whatever lies there, the chooser has asked about it.
          const args = { comparisonId, what, only, path: path!, overwrite: true };
          await client.exportComparison(args);
          toasts.show('info', `${fileName(path!)} is written.`);
        }),
    });
  }

  #leave(): void {
    this.shownId = null;
    this.evaluation = null;
    [this.text, this.attributes] = ['', []];
    this.player.clear();
    if (this.page !== 'setup') this.page = 'setup';
  }

  #take(state: ComparisonState): void {
    const before = this.all.find(({ id }) => id === state.id);
    const others = this.all.filter(({ id }) => id !== state.id);
    this.all = [state, ...others].toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
    if (state.status === 'running' || before?.status !== 'running') return;
    const { toasts } = this.#context;
    if (state.status === 'failed') {
      toasts.show('error', `The comparison on ${state.datasetName} failed: ${state.note ?? ''}`);
    } else if (state.status === 'done') {
      if (this.isOpen && this.page === 'setup') void this.show(state.id);
      else {
        const action = {
          title: 'Show',
          run: () => void this.open().then(() => this.show(state.id)),
        };
        toasts.show('info', `The comparison on ${state.datasetName} is done.`, { action });
      }
    }
  }

  #folder(): string | null {
    const { project, status } = this.#context.state;
    const path = project?.path ?? status?.recent[0]?.path;
    return path === undefined ? null : folderOf(path);
  }

  /** With the system's own dialogs where there are any. */
  #choose(request: ChooserRequest): void {
    const { dialogs, toasts } = this.#context;
    const bridge = desktopBridge();
    if (bridge === null) {
      dialogs.choose(request);
      return;
    }
    chooseNatively(bridge, request).catch((error: unknown) => {
      toasts.showError(error);
    });
  }

  async #run(work: (context: EditorContext) => Promise<unknown>): Promise<void> {
    try {
      await work(this.#context);
    } catch (error) {
      this.#context.toasts.showError(error);
    }
  }
}
