import type { EditResult } from '../../electron/contract/api.ts';
import type { MediaItem } from '../../electron/domain/annotation.ts';
import { Doubts } from './doubts.svelte.ts';
import { Layers } from './layers.svelte.ts';
import { Learning } from './learning.svelte.ts';
import { Comparison } from './compare/comparison.svelte.ts';
import { Models } from './models.svelte.ts';
import { TrackerSettings } from './tracker-settings.svelte.ts';
import { TrackingActions } from './tracking-actions.svelte.ts';
import { Dialogs } from './dialogs.svelte.ts';
import { Drawing } from './drawing.svelte.ts';
import { EditQueue } from './edit-queue.svelte.ts';
import type { EditorContext } from './editor-context.ts';
import { EditorActions } from './editor-actions.svelte.ts';
import { FileActions } from './file-actions.svelte.ts';
import type { StudioClient } from '../api/client.ts';
import type { Keymap } from './keymap.svelte.ts';
import { recallPlace, rememberPlace } from './place-memory.ts';
import { Player } from './player.svelte.ts';
import { ProjectView } from './project-view.svelte.ts';
import { Selection } from './selection.svelte.ts';
import { StudioState } from './studio-state.svelte.ts';
import { Toasts } from './toasts.svelte.ts';
import { Tour } from './tour.svelte.ts';
import { TrackActions } from './track-actions.svelte.ts';
import { ViewSettings } from './view-settings.svelte.ts';

/** Moving the keyboard between the parts of the window. */
export interface Regions {
  focusNext(by: 1 | -1): void;
}

/** The window's whole state: what panels show and commands act on. */
export class Studio implements EditorContext {
  readonly client: StudioClient;
  readonly toasts = new Toasts();
  readonly dialogs = new Dialogs();
  readonly selection = new Selection();
  readonly drawing = new Drawing();
  readonly view: ViewSettings;
  readonly state: StudioState;
  readonly project: ProjectView;
  readonly player: Player;
  readonly actions: EditorActions;
  readonly tracks: TrackActions;
  readonly files: FileActions;
  readonly layers: Layers;
  readonly tracker: TrackerSettings;
  readonly tracking: TrackingActions;
  readonly doubts: Doubts;
  readonly models: Models;
  readonly learning: Learning;
  readonly compare: Comparison;
  readonly regions: Regions;
  readonly keymap: Keymap;
  readonly tour: Tour;
  /** Last thing said to assistive technology. */
  announcement = $state('');
  readonly #storage: Storage;

  constructor(client: StudioClient, storage: Storage, regions: Regions, keymap: Keymap) {
    this.client = client;
    this.regions = regions;
    this.keymap = keymap;
    this.tour = new Tour(storage);
    this.#storage = storage;
    this.view = new ViewSettings(storage);
    this.state = new StudioState(client, this.toasts);
    this.project = new ProjectView(client);
    this.player = new Player(this.project, this.toasts);
    const queue = new EditQueue(client, this.state, this.toasts, (result) => this.#take(result));
    this.actions = new EditorActions(this, queue);
    this.tracks = new TrackActions(this, this.actions);
    this.files = new FileActions(this, this.actions, (mediaId) => this.openMedia(mediaId));
    this.layers = new Layers(client);
    this.tracker = new TrackerSettings(client, storage);
    this.tracking = new TrackingActions(this, {
      actions: this.actions,
      layers: this.layers,
      settings: this.tracker,
    });
    this.doubts = new Doubts(this, this.actions);
    this.models = new Models(this);
    this.learning = new Learning(this, this.models);
    this.compare = new Comparison(this);
    client.on('edit', (result) => this.#take(result));
    client.on('models', () => void this.#reloadTrackers());
    let isFirst = true;
    client.onConnection((isOpen) => {
      this.state.isConnected = isOpen;
      if (!isOpen) {
        if (!isFirst) void this.state.explainLoss();
        return;
      }
      void (isFirst ? this.state.refresh() : this.#reload());
      isFirst = false;
    });
  }

  /** Says something to assistive technology, politely. */
  readonly announce = (text: string): void => {
    this.announcement = text;
  };

  /** Shows a media item of the project; the first one when it has none of that id, or nothing without any. */
  async openMedia(mediaId: number | null): Promise<void> {
    const { state, player, selection, drawing, actions } = this;
    const items = state.project?.media ?? [];
    const item = items.find(({ id }) => id === mediaId) ?? items[0] ?? null;
    actions.preview.flush();
    player.pause();
    drawing.stop();
    selection.clear();
    player.range = null;
    const place = state.project && recallPlace(this.#storage, state.project.path);
    const frameIndex = place && place.mediaId === item?.id ? place.frameIndex : 0;
    player.frameIndex = Math.min(frameIndex, (item?.frameCount ?? 1) - 1);
    await this.#load(item);
  }

  /** Keeps the place in the open project for the next time. */
  rememberPlace(): void {
    const { state, project, player } = this;
    if (!state.project || !project.media) return;
    const place = { mediaId: project.media.id, frameIndex: player.frameIndex };
    rememberPlace(this.#storage, state.project.path, place);
  }

  #take(result: EditResult): void {
    const known = this.state.project;
    // An edit arrives twice: as an event and as the answer to the call that made it.
    if (!known || result.revision <= known.revision) return;
    this.state.apply(result);
    this.project.apply(result);
    this.selection.keep((id) => this.project.model.track(id) !== undefined);
    if (result.revision > known.revision + 1) void this.#reload();
  }

  /** Edits may have been missed: asks for everything again. */
  async #reload(): Promise<void> {
    await this.state.refresh();
    const { media } = this.project;
    const isThere = this.state.project?.media.some(({ id }) => id === media?.id);
    if (isThere) await this.#load(media);
  }

  /** Models came, went or were activated. */
  async #reloadTrackers(): Promise<void> {
    try {
      await this.tracker.load();
    } catch (error) {
      this.toasts.showError(error);
    }
  }

  async #load(media: MediaItem | null): Promise<void> {
    try {
      const isOpen = await this.project.open(media, this.state.project?.labels ?? []);
      if (isOpen) await this.layers.open(media?.id ?? null);
      if (this.tracker.models.length === 0) await this.tracker.load();
    } catch (error) {
      this.toasts.showError(error);
    }
  }
}
