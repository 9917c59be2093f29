import type { ProposedBox } from '../../../domain/tracking/layer.ts';
import type { LayerStore } from '../../ports/project-store.ts';
import type { EventHub } from '../event-hub.ts';
import type { OpenLayer } from './open-layer.ts';

/** Windows hear of boxes at most this often, and of progress likewise, in milliseconds. */
const TELL_MS = 30;
/** Boxes go to the disk at most this often, in milliseconds: each time waits for the disk. */
const SAVE_MS = 250;

/** Hands a growing layer's boxes to windows and, now and then, to the disk. */
export class LayerFeed {
  readonly #layer: OpenLayer;
  readonly #store: LayerStore;
  readonly #events: EventHub;
  #untold = new Map<number, ProposedBox[]>();
  #unsaved = new Map<number, ProposedBox[]>();
  #toldMs = -Infinity;
  #savedMs = performance.now();

  constructor(layer: OpenLayer, ports: { readonly store: LayerStore; readonly events: EventHub }) {
    this.#layer = layer;
    this.#store = ports.store;
    this.#events = ports.events;
  }

  /** Takes boxes of a track in. */
  add(trackId: number, boxes: readonly ProposedBox[]): void {
    this.#layer.put(trackId, boxes);
    for (const waiting of [this.#untold, this.#unsaved]) {
      const list = waiting.get(trackId);
      if (list === undefined) waiting.set(trackId, [...boxes]);
      else list.push(...boxes);
    }
  }

  /** A frame is done: tells and saves what is due. */
  passed(frameIndex: number, inferenceMs: number): void {
    this.#layer.passed(frameIndex, inferenceMs);
    const now = performance.now();
    if (this.#layer.kind === 'track' && now - this.#savedMs >= SAVE_MS) this.save();
    if (now - this.#toldMs >= TELL_MS) this.tell();
  }

  /** Puts on the disk what is not there yet. */
  save(): void {
    if (this.#unsaved.size > 0) this.#store.append(this.#layer.id, this.#unsaved);
    this.#unsaved = new Map();
    this.#savedMs = performance.now();
  }

  /** Tells windows how far the layer is, and its boxes before that. */
  tell(): void {
    for (const [trackId, boxes] of this.#untold) {
      this.#events.emit('layerBoxes', { layerId: this.#layer.id, trackId, boxes });
    }
    this.#untold = new Map();
    this.#events.emit('layer', this.#layer.state());
    this.#toldMs = performance.now();
  }
}
