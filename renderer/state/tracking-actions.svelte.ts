import type { LayerState } from '../../electron/contract/tracking.ts';
import type { EditorActions } from './editor-actions.svelte.ts';
import type { EditorContext } from './editor-context.ts';
import type { Layers } from './layers.svelte.ts';
import type { TrackerSettings, TrackUntil } from './tracker-settings.svelte.ts';

/** Turns keys and buttons into tracking, repairs and what becomes of them. */
export class TrackingActions {
  /** The running layer that the view follows frame by frame. */
  liveId = $state<number | null>(null);
  /** False once the person has turned away, also before the host has answered. */
  #wantsLive = false;
  readonly #context: EditorContext;
  readonly #actions: EditorActions;
  readonly #layers: Layers;
  readonly #settings: TrackerSettings;

  constructor(
    context: EditorContext,
    parts: {
      readonly actions: EditorActions;
      readonly layers: Layers;
      readonly settings: TrackerSettings;
    },
  ) {
    this.#context = context;
    this.#actions = parts.actions;
    this.#layers = parts.layers;
    this.#settings = parts.settings;
    this.#layers.onChange = (now, before) => this.#hear(now, before);
    context.player.onSeek = () => this.unfollow();
    this.#actions.onEscape = () => this.stop() || this.discard();
    this.#actions.onCorrected = (trackId, frameIndex, revision) =>
      this.#afterCorrection(trackId, frameIndex, revision);
  }

  /** Whether the view follows a running layer: then any key stops it. */
  get isLive(): boolean {
    return this.liveId !== null;
  }

  /** The proposal that Enter accepts and Escape discards, or null. */
  get proposal(): LayerState | null {
    return this.#layers.waiting(this.#context.selection.primary);
  }

  /** Follows the selected objects from this frame on; the only object of the frame where none is selected. */
  track(direction: 1 | -1, until: TrackUntil = this.#settings.until): void {
    const { selection, player, project, toasts, announce, keymap } = this.#context;
    const trackIds = this.#chosen();
    const { media } = project;
    if (trackIds.length === 0 || media === null) {
      const draw = keymap.hint('draw one', 'draw.track');
      toasts.show('info', `Select an object to track, or ${draw}.`, { topic: 'track' });
      return;
    }
    if (trackIds.some((id) => this.#actions.refuseLocked(id))) return;
    selection.choose(trackIds);
    player.pause();
    const { frameIndex, range } = player;
    const end = direction === 1 ? range?.to : range?.from;
    const goal = until === 'range' ? (end ?? 'end') : until;
    this.#wantsLive = true;
    void this.#start(async (tracker) => {
      const state = await this.#context.client.startTracking({
        ...{ mediaId: media.id, trackIds, frameIndex, direction, until: goal, tracker },
      });
      if (this.#wantsLive) this.liveId = state.id;
      announce(`Tracking ${trackIds.map((id) => project.nameOf(id)).join(', ')}: any key stops`);
    });
  }

  /** Stops the work begun last, or that on one layer, and keeps what is done; false when there is none. */
  stop(layerId = this.#layers.running.at(-1)?.id): boolean {
    if (layerId === undefined) return false;
    const { client } = this.#context;
    void this.#actions.inTurn(() => client.stopLayer({ layerId }));
    return true;
  }

  /** Stops what is watched, and stays in the frame on screen. */
  stopLive(): void {
    const live = this.liveId ?? undefined;
    this.unfollow();
    this.stop(live);
  }

  /** Leaves the running layer to itself: the person has turned to another frame. */
  unfollow(): void {
    this.#wantsLive = false;
    this.liveId = null;
  }

  accept(): void {
    const { proposal } = this;
    if (proposal === null) return;
    const { client, announce } = this.#context;
    this.#layers.showsBefore = false;
    void this.#actions
      .inTurn(() => client.acceptLayer({ layerId: proposal.id }))
      .then((result) => result && announce(`Accepted: ${result.patch.title}`));
  }

  /** Discards the waiting proposal; false when there is none. */
  discard(): boolean {
    const { proposal } = this;
    if (proposal === null) return false;
    const { client, announce } = this.#context;
    this.#layers.showsBefore = false;
    void this.#actions.inTurn(() => client.discardLayer({ layerId: proposal.id }));
    announce('Proposal discarded');
    return true;
  }

  /** Repairs the spans beside this frame, which must be a person's. */
  repairHere(): void {
    const { selection, player, state } = this.#context;
    const trackId = selection.primary;
    const revision = state.project?.revision;
    if (trackId === null || revision === undefined || this.#actions.refuseLocked(trackId)) return;
    this.#repair(trackId, player.frameIndex, revision, 'ask', true);
  }

  /** Leaves the spans beside this frame to interpolation. */
  interpolateHere(): void {
    this.#actions.editHere((trackId, frameIndex) => {
      return { type: 'interpolateSpans', trackId, frameIndex };
    });
  }

  /** Puts the box of this frame where the tracker sees the object. */
  snap(): void {
    const { selection, player, announce, client } = this.#context;
    const trackId = selection.primary;
    const box = this.#actions.boxInHand;
    const { frameIndex } = player;
    if (trackId === null || box === null || this.#actions.refuseLocked(trackId)) return;
    void this.#start(async (tracker) => {
      const found = await client.proposeBox({ trackId, frameIndex, box, tracker });
      this.#actions.setBox(trackId, found.box, frameIndex);
      announce(`Snapped to the tracker's box, score ${found.score.toFixed(2)}`);
    });
  }

  /** Looks how far another pass agrees with the selected track. */
  check(how: 'backward' | 'model'): void {
    const { selection, player, client, announce, project } = this.#context;
    const trackId = selection.primary;
    if (trackId === null || this.#actions.refuseLocked(trackId)) return;
    const { second, device } = this.#settings;
    void this.#start(async (chosen) => {
      const tracker = how === 'model' && second ? { modelId: second.id, device } : chosen;
      await client.checkTrack({ trackId, range: player.range, how, tracker });
      announce(`Checking ${project.nameOf(trackId)}`);
    });
  }

  #afterCorrection(trackId: number, frameIndex: number, revision: number): void {
    const how = this.#settings.afterCorrection;
    if (how === 'nothing') return;
    if (how === 'interpolate') {
      const command = { type: 'interpolateSpans', trackId, frameIndex } as const;
      void this.#actions.edit(() => command, revision);
      return;
    }
    this.#repair(trackId, frameIndex, revision, how === 'repair' ? 'auto' : 'ask', false);
  }

  /** @param isAsked whether a person asked for just this, and wants to hear that there is nothing to do */
  #repair(
    trackId: number,
    frameIndex: number,
    revision: number,
    accept: 'ask' | 'auto',
    isAsked: boolean,
  ): void {
    const { client, player, announce, toasts } = this.#context;
    const chosen = player.range;
    const isInside = chosen && chosen.from <= frameIndex && frameIndex <= chosen.to;
    const range = isInside ? chosen : null;
    void this.#start(async (tracker) => {
      const frameIndexes = [frameIndex];
      const state = await client.repairTrack({
        ...{ trackId, revision, frameIndexes, range, accept, tracker },
      });
      if (state) announce('Repairing the frames beside the correction');
      else if (isAsked) {
        const message = `There is nothing to repair beside frame ${frameIndex}: repairs go from a person's frame to the next one, over boxes that a model made.`;
        toasts.show('info', message, { topic: 'repair' });
      }
    });
  }

  /** Does something with the chosen tracker, once all edits before are stored. */
  async #start(work: (tracker: NonNullable<TrackerSettings['choice']>) => Promise<void>) {
    await this.#actions.inTurn(async () => {
      // Right after the start the models may still be on their way.
      if (this.#settings.choice === null) await this.#settings.load();
      const { choice } = this.#settings;
      if (choice !== null) await work(choice);
    });
  }

  #chosen(): readonly number[] {
    const { selection, project, player } = this.#context;
    if (selection.ids.length > 0) return selection.ids;
    const { model } = project;
    const here = model.tracks().filter(({ id, hidden, locked }) => {
      return !hidden && !locked && model.shownAt(id, player.frameIndex)?.box;
    });
    return here.length === 1 ? [here[0]!.id] : [];
  }

  #hear(now: LayerState, before: LayerState | null): void {
    const { keymap, player, announce, project, toasts } = this.#context;
    const names = now.trackIds.map((id) => project.nameOf(id)).join(', ');
    if (now.id === this.liveId) {
      const isOver = now.status !== 'running';
      // While a picture is on its way the next one would only overtake it.
      if (now.head !== null && (isOver || player.isSettled)) player.showLive(now.head);
      if (isOver) this.liveId = null;
    }
    if (now.status === 'ready' && before?.status !== 'ready') {
      this.#layers.showsBefore = false;
      if (now.kind === 'repair') {
        const { from, to } = now.range;
        announce(
          `${names} can be repaired in frames ${from} to ${to}: ` +
            `${keymap.hint('accept', 'proposal.accept')} or ${keymap.hint('discard', 'view.cancel')}`,
        );
      }
    }
    if (now.status !== 'gone' || before?.status !== 'running') return;
    if (now.note !== null) return;
    if (now.kind === 'track') announce(`Tracked ${names} to frame ${now.head ?? ''}`);
    if (now.kind === 'repair') {
      const message = `${names}: nothing to change, the tracker finds the boxes that are there.`;
      toasts.show('info', message, { topic: 'repair' });
    }
    if (now.kind === 'check') toasts.show('info', `${names} is checked.`, { topic: 'check' });
  }
}
