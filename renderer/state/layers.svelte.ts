import type { StudioEvents } from '../../electron/contract/events.ts';
import type { Provider } from '../../electron/contract/device.ts';
import type { LayerState } from '../../electron/contract/tracking.ts';
import type { ProposedBox } from '../../electron/domain/tracking/layer.ts';
import type { StudioClient } from '../api/client.ts';
import { LayerBoxes } from './layer-boxes.ts';
import { dependOn } from './depend-on.ts';

/** What a network ran on. */
export interface LayerDevice {
  readonly provider: Provider;
  /** Why it is not what was asked for, or null. */
  readonly fallbackReason: string | null;
  readonly msPerFrame: number;
}

/**
 * What trackers have found in the open media item and nobody has agreed to yet. The boxes are no reactive state, for
 * there may be many; `revision` grows whenever some come or go.
 */
export class Layers {
  /** Layers of the open media item, the oldest first. */
  states = $state.raw<readonly LayerState[]>([]);
  /** Work that goes on in other media items. */
  elsewhere = $state.raw<readonly LayerState[]>([]);
  revision = $state(0);
  /** What the network ran on last, and how fast; null before anything was tracked. */
  lastDevice = $state.raw<LayerDevice | null>(null);
  /** Whether waiting proposals are left out of the picture, to see what was there before. */
  showsBefore = $state(false);
  /** Called when a layer has changed, with what it was before. */
  onChange: (now: LayerState, before: LayerState | null) => void = () => undefined;
  readonly #client: StudioClient;
  readonly #found = new LayerBoxes();
  #mediaId: number | null = null;

  constructor(client: StudioClient) {
    this.#client = client;
    client.on('layer', (state) => this.#take(state));
    client.on('layerBoxes', (boxes) => this.#add(boxes));
  }

  /** Forgets everything and asks for the layers of a media item. @throws StudioError */
  async open(mediaId: number | null): Promise<void> {
    this.#mediaId = mediaId;
    this.states = [];
    this.#found.clear();
    this.revision++;
    if (mediaId === null) return;
    const contents = await this.#client.layers({ mediaId });
    if (this.#mediaId !== mediaId) return;
    for (const { state, boxes } of contents) {
      if (this.#stateOf(state.id) === null) this.#take(state);
      for (const some of boxes) this.#add(some, true);
    }
  }

  /** Layers that are being worked on, the oldest first. */
  get running(): readonly LayerState[] {
    return this.states.filter(({ status }) => status === 'running');
  }

  /** The proposal that waits for a person: one of `trackId` where there is one. */
  waiting(trackId: number | null): LayerState | null {
    const ready = this.states.filter(({ status }) => status === 'ready');
    const own = ready.find(({ trackIds }) => trackId !== null && trackIds.includes(trackId));
    return own ?? ready[0] ?? null;
  }

  /** What a layer has of a track in a frame. */
  boxAt(layerId: number, trackId: number, frameIndex: number): ProposedBox | null {
    dependOn(this.revision);
    return this.#found.at(layerId, trackId, frameIndex);
  }

  /** The box of a layer that is seen in the place of what is stored of a track. */
  visibleBox(trackId: number, frameIndex: number): ProposedBox | null {
    const layer = this.ofTrack(trackId);
    if (layer === null || layer.kind === 'check') return null;
    if (layer.status === 'ready' && this.showsBefore) return null;
    return this.boxAt(layer.id, trackId, frameIndex);
  }

  /** Whether a proposal for a track waits for a person. */
  isWaiting(trackId: number): boolean {
    return this.ofTrack(trackId)?.status === 'ready';
  }

  /** The layer of a track, or null. */
  ofTrack(trackId: number): LayerState | null {
    return this.states.find(({ trackIds }) => trackIds.includes(trackId)) ?? null;
  }

  /** How many boxes a layer has. */
  count(layerId: number): number {
    dependOn(this.revision);
    return this.#found.count(layerId);
  }

  #stateOf(layerId: number): LayerState | null {
    return this.states.find(({ id }) => id === layerId) ?? null;
  }

  #take(state: LayerState): void {
    this.#takeElsewhere(state);
    if (state.mediaId !== this.#mediaId) return;
    const before = this.#stateOf(state.id);
    const { provider, fallbackReason, msPerFrame } = state;
    if (provider !== null && msPerFrame !== null) {
      this.lastDevice = { provider, fallbackReason, msPerFrame };
    }
    const others = this.states.filter(({ id }) => id !== state.id);
    if (state.status === 'gone') {
      this.states = others;
      this.#found.drop(state.id);
      this.revision++;
    } else {
      this.states = [...others, state].sort((a, b) => a.id - b.id);
    }
    this.onChange(state, before);
  }

  #takeElsewhere(state: LayerState): void {
    const others = this.elsewhere.filter(({ id }) => id !== state.id);
    const isElsewhere = state.mediaId !== this.#mediaId && state.status === 'running';
    this.elsewhere = isElsewhere ? [...others, state] : others;
  }

  /** @param isOlder true for boxes that may be older than those heard of meanwhile */
  #add({ layerId, trackId, boxes }: StudioEvents['layerBoxes'], isOlder = false): void {
    if (this.#stateOf(layerId) === null) return;
    this.#found.put(layerId, trackId, boxes, { isOlder });
    this.revision++;
  }
}
