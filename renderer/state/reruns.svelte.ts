import type { RerunOffer } from '../../electron/contract/distillation.ts';
import type { StudioEvents } from '../../electron/contract/events.ts';
import type { StudioClient } from '../api/client.ts';

/** Where an offer is: `queued` until its track has no other proposal, `running`, and then what came of it. */
export type RerunStatus = 'offered' | 'queued' | 'running' | 'ready' | 'same' | 'done' | 'failed';

/** An offer and what has become of it. */
export interface Rerun {
  readonly offer: RerunOffer;
  readonly status: RerunStatus;
  /** Layer that shows it; null before it has begun. */
  readonly layerId: number | null;
  /** Why it failed, or null. */
  readonly problem: string | null;
}

/** Doubtful spans that a model tracks anew, each as a proposal: one of a track at a time, so that none is lost. */
export class Reruns {
  /** Null before it was asked for. */
  items = $state.raw<readonly Rerun[] | null>(null);
  modelId = $state<string | null>(null);
  /** Why nothing is known of it, or null. */
  problem = $state<string | null>(null);
  isAsking = $state(false);
  readonly #client: StudioClient;

  constructor(client: StudioClient) {
    this.#client = client;
    client.on('layer', (layer) => this.#hear(layer));
  }

  /** Whether a span is tracked anew, or waits for that or for a person. */
  get isBusy(): boolean {
    const busy: readonly RerunStatus[] = ['queued', 'running', 'ready'];
    return this.items?.some(({ status }) => busy.includes(status)) ?? false;
  }

  /** Asks which spans a model could track anew, unless what was asked for is still being worked through. */
  async look(modelId: string): Promise<void> {
    if (modelId !== this.modelId || !this.isBusy) await this.load(modelId);
  }

  /** Asks which spans a model could track anew; what was begun before is forgotten. */
  async load(modelId: string): Promise<void> {
    this.modelId = modelId;
    this.isAsking = true;
    try {
      const offers = await this.#client.rerunOffers({ modelId });
      if (this.modelId !== modelId) return;
      this.items = offers.map((offer) => ({
        ...{ offer, status: 'offered', layerId: null, problem: null },
      }));
      this.problem = null;
    } catch (error) {
      this.items = null;
      this.problem = error instanceof Error ? error.message : String(error);
    } finally {
      this.isAsking = false;
    }
  }

  /** Forgets what was offered: it was of another project. */
  clear(): void {
    [this.items, this.modelId, this.problem] = [null, null, null];
  }

  /** Has a span tracked anew, as soon as no other proposal of its track waits. */
  start(offer: RerunOffer): void {
    this.#set(offer, { status: 'queued' });
    this.#go();
  }

  /** Has all spans tracked anew, one after the other. */
  startAll(): void {
    for (const { offer, status } of this.items ?? []) {
      if (status === 'offered' || status === 'failed') this.#set(offer, { status: 'queued' });
    }
    this.#go();
  }

  /** Begins what is queued, for each track the first. */
  #go(): void {
    const items = this.items ?? [];
    const isTaken = (trackId: number): boolean =>
      (this.items ?? []).some(
        ({ offer, status }) =>
          offer.trackId === trackId && (status === 'running' || status === 'ready'),
      );
    for (const { offer, status } of items) {
      if (status === 'queued' && !isTaken(offer.trackId)) void this.#begin(offer);
    }
  }

  async #begin(offer: RerunOffer): Promise<void> {
    const { modelId } = this;
    if (modelId === null) return;
    this.#set(offer, { status: 'running' });
    try {
      const layer = await this.#client.startRerun({ offer, modelId });
      if (layer === null) this.#set(offer, { status: 'same' });
      else {
        this.#set(offer, { layerId: layer.id });
        this.#hear(layer);
      }
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.#set(offer, { status: 'failed', problem });
    }
    this.#go();
  }

  #hear({ id, status }: StudioEvents['layer']): void {
    const item = this.items?.find(({ layerId }) => layerId === id);
    if (item === undefined) return;
    // A layer that goes without having waited had nothing to change.
    const gone = item.status === 'ready' ? 'done' : 'same';
    const next = { running: 'running', ready: 'ready', gone } as const;
    if (item.status === 'done' || item.status === 'same') return;
    this.#set(item.offer, { status: next[status] });
    if (status === 'gone') this.#go();
  }

  #set(offer: RerunOffer, change: Partial<Omit<Rerun, 'offer'>>): void {
    this.items =
      this.items?.map((item) => (item.offer === offer ? { ...item, ...change } : item)) ?? null;
  }
}
