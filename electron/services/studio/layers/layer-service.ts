import type { EditResult } from '../../../contract/api.ts';
import type { Device } from '../../../contract/device.ts';
import { isStudioError, StudioError } from '../../../contract/errors.ts';
import type {
  CheckArgs,
  LayerContent,
  LayerState,
  RepairArgs,
  TrackArgs,
  TrackerChoice,
  TrackerModel,
} from '../../../contract/tracking.ts';
import type { MediaItem } from '../../../domain/annotation.ts';
import type { FrameRange } from '../../../domain/edit-command.ts';
import type { LayerSpec } from '../../../domain/tracking/layer.ts';
import { planCheck } from '../../../domain/tracking/plan-check.ts';
import { planLayer } from '../../../domain/tracking/plan-layer.ts';
import { planRepair, planRerun } from '../../../domain/tracking/plan-repair.ts';
import { planRun } from '../../../domain/tracking/plan-run.ts';
import type { ModelService } from '../../models.ts';
import type { TrackingEngine } from '../../ports/tracking-engine.ts';
import type { EventHub } from '../event-hub.ts';
import type { ProjectService } from '../project-service.ts';
import type { ProjectSession } from '../project-session.ts';
import { LayerFeed } from './layer-feed.ts';
import { checkWork, framesInAll, repairWork, trackWork, type WorkContext } from './layer-work.ts';
import { OpenLayer } from './open-layer.ts';

/** A stretch of model boxes to track anew. */
export interface RerunArgs {
  readonly trackId: number;
  readonly range: FrameRange;
  readonly tracker: TrackerChoice;
}

/** How a new layer begins. */
type Beginning = ConstructorParameters<typeof OpenLayer>[1];

/** Tracks objects of the open project: what is found lies over the tracks as a layer until it becomes an edit. */
export class LayerService {
  readonly #projects: ProjectService;
  readonly #engine: TrackingEngine;
  readonly #models: ModelService;
  readonly #devices: readonly Device[];
  readonly #events: EventHub;
  readonly #layers = new WeakMap<ProjectSession, Map<number, OpenLayer>>();
  readonly #working = new Map<OpenLayer, Promise<void>>();

  constructor(ports: {
    readonly projects: ProjectService;
    readonly engine: TrackingEngine;
    readonly models: ModelService;
    /** Devices that this machine can have. */
    readonly devices: readonly Device[];
    readonly events: EventHub;
  }) {
    this.#projects = ports.projects;
    this.#engine = ports.engine;
    this.#models = ports.models;
    this.#devices = ports.devices;
    this.#events = ports.events;
  }

  /** What tracking can be done with. */
  async trackers(): Promise<{
    readonly models: readonly TrackerModel[];
    readonly devices: readonly Device[];
  }> {
    const standard = await this.#models.default();
    const models = (await this.#models.list()).flatMap(
      ({ id, origin, config, macs }): TrackerModel[] =>
        origin === 'file'
          ? []
          : [
              {
                ...{ id, origin, searchSize: config.searchSize },
                gmacs: macs.layers / 1e9,
                isDefault: id === standard.id,
              },
            ],
    );
    return { models, devices: this.#devices };
  }

  /** Begins to follow objects. @throws StudioError bad-input saying what is in the way */
  async track(args: TrackArgs): Promise<LayerState> {
    const { direction, trackIds } = args;
    const { session, media, modelPath } = await this.#prepare(args.mediaId, args.tracker.modelId);
    for (const id of trackIds) this.#mustBeOf(session, media, id);
    const segments = planRun(session.model, { ...args, frameCount: media.frameCount });
    this.#refuseBusy(session, trackIds);
    const pass = { direction, segments };
    const range = rangeOf(segments.flatMap(({ from, to }) => [from, to]));
    const layer = this.#begin(session, { kind: 'track', ...args, trackIds }, args.tracker.modelId, {
      ...{ status: 'running', range, direction },
    });
    layer.total = framesInAll([pass]);
    return this.#start(
      session,
      layer,
      { media, modelPath, device: args.tracker.device },
      (context) => trackWork(context, pass),
    );
  }

  /** Begins a two-sided repair; null when there is nothing to repair. @throws StudioError bad-input */
  async repair(args: RepairArgs): Promise<LayerState | null> {
    const { trackId, tracker, revision, accept } = args;
    const mediaId = this.#mediaOf(trackId);
    const { session, media, modelPath } = await this.#prepare(mediaId, tracker.modelId);
    const waiting = this.#of(session, trackId).find(({ kind }) => kind === 'repair');
    if (waiting !== undefined) await this.discard(waiting.id);
    const corrected = [...new Set([...(waiting?.corrected ?? []), ...args.frameIndexes])];
    const spans = planRepair(session.model, trackId, corrected, args.range);
    if (spans.length === 0) return null;
    this.#refuseBusy(session, [trackId]);
    const range = rangeOf(spans.flatMap(({ from, to }) => [from, to]));
    const layer = this.#begin(
      session,
      { kind: 'repair', mediaId, trackIds: [trackId] },
      tracker.modelId,
      { status: 'running', range, corrected, revision, isAutomatic: accept === 'auto' },
    );
    return this.#start(session, layer, { media, modelPath, device: tracker.device }, (context) =>
      repairWork(context, trackId, spans),
    );
  }

  /**
   * Begins to track a stretch of model boxes anew, between the person's boxes beside it; what differs becomes a
   * proposal, with an undo step of its own. Null when there is nothing to track from.
   */
  async rerun({ trackId, range, tracker }: RerunArgs): Promise<LayerState | null> {
    const mediaId = this.#mediaOf(trackId);
    const { session, media, modelPath } = await this.#prepare(mediaId, tracker.modelId);
    const span = planRerun(session.model, trackId, range);
    if (span === null) return null;
    this.#refuseBusy(session, [trackId]);
    const layer = this.#begin(
      session,
      { kind: 'repair', mediaId, trackIds: [trackId] },
      tracker.modelId,
      { status: 'running', range: { from: span.from, to: span.to } },
    );
    return this.#start(session, layer, { media, modelPath, device: tracker.device }, (context) =>
      repairWork(context, trackId, [span]),
    );
  }

  /** Begins to look how far another pass agrees with a track. @throws StudioError bad-input when no model made it */
  async check({ trackId, range, how, tracker }: CheckArgs): Promise<LayerState> {
    const mediaId = this.#mediaOf(trackId);
    const { session, media, modelPath } = await this.#prepare(mediaId, tracker.modelId);
    const passes = planCheck(session.model, trackId, range, how);
    const [first] = passes;
    if (first === undefined) {
      throw new StudioError(
        'bad-input',
        `Track ${trackId} has no boxes here that a model made: there is nothing to check.`,
      );
    }
    this.#refuseBusy(session, [trackId]);
    const frames = passes.flatMap(({ segments }) => segments.flatMap(({ from, to }) => [from, to]));
    const layer = this.#begin(
      session,
      { kind: 'check', mediaId, trackIds: [trackId] },
      tracker.modelId,
      { status: 'running', range: rangeOf(frames), direction: first.direction },
    );
    return this.#start(session, layer, { media, modelPath, device: tracker.device }, (context) =>
      checkWork(context, passes, how),
    );
  }

  /** Ends a running layer after the frame in flight, and waits until what was found is kept. */
  async stop(layerId: number): Promise<void> {
    const layer = this.#layer(this.#projects.session, layerId);
    layer.stop.abort();
    await this.#working.get(layer);
  }

  /** Puts a layer into the tracks, as one undo step. @throws StudioError bad-input while it is still running */
  accept(layerId: number): EditResult {
    const { session } = this.#projects;
    const layer = this.#layer(session, layerId);
    if (layer.status === 'running') {
      throw new StudioError(
        'bad-input',
        'This is still running: wait for its end, or stop it first.',
      );
    }
    return this.#accept(session, layer);
  }

  /** Stops a layer and forgets it. */
  async discard(layerId: number): Promise<void> {
    const { session } = this.#projects;
    const layer = this.#layer(session, layerId);
    layer.isDiscarded = true;
    layer.stop.abort();
    await this.#working.get(layer);
    this.#forget(session, layer);
  }

  /** Layers of a media item, with all their boxes so far. */
  contents(mediaId: number): readonly LayerContent[] {
    const layers = [...this.#all(this.#projects.session).values()];
    return layers.filter((layer) => layer.mediaId === mediaId).map((layer) => layer.toWindow());
  }

  /** Ends all work and keeps what it has found; for the moment before the project is closed. */
  async leave(): Promise<void> {
    for (const layer of this.#working.keys()) layer.stop.abort();
    await Promise.all(this.#working.values());
  }

  #begin(
    session: ProjectSession,
    { kind, mediaId, trackIds }: Omit<LayerSpec, 'id' | 'modelId'>,
    modelId: string,
    beginning: Beginning,
  ): OpenLayer {
    const spec = session.store.layers.create({ kind, mediaId, trackIds, modelId });
    const layer = new OpenLayer(spec, beginning);
    this.#all(session).set(layer.id, layer);
    return layer;
  }

  #start(
    session: ProjectSession,
    layer: OpenLayer,
    job: Pick<WorkContext, 'media' | 'modelPath' | 'device'>,
    work: (context: WorkContext) => Promise<void>,
  ): LayerState {
    const feed = new LayerFeed(layer, { store: session.store.layers, events: this.#events });
    const context = {
      ...job,
      ...{ layer, feed, engine: this.#engine, events: this.#events, model: session.model },
    };
    // Windows know the layer before its first boxes: the answer to the call comes first.
    const done = Promise.resolve()
      .then(() => work(context))
      .catch((error: unknown) => this.#tellFailure(layer, error))
      .then(() => this.#finish(session, layer, feed))
      .catch((error: unknown) => this.#tellFailure(layer, error))
      .finally(() => this.#working.delete(layer));
    this.#working.set(layer, done);
    this.#events.emit('layer', layer.state());
    return layer.state();
  }

  /** The work has ended, by itself or not: its result becomes an edit, or waits for a person. */
  #finish(session: ProjectSession, layer: OpenLayer, feed: LayerFeed): void {
    if (layer.isDiscarded) return;
    const range = layer.foundRange();
    if (range === null) {
      this.#forget(session, layer);
      return;
    }
    layer.settle(range);
    const waits = layer.kind === 'repair' && !layer.isAutomatic;
    if (waits) layer.status = 'ready';
    feed.save();
    feed.tell();
    if (waits) return;
    try {
      this.#accept(session, layer);
    } catch (error) {
      // It is on the disk as a layer: a person can try again.
      layer.status = 'ready';
      throw error;
    }
  }

  #accept(session: ProjectSession, layer: OpenLayer): EditResult {
    const { store } = session;
    const patch = planLayer(session.model, layer.content());
    const { undoTitle } = store;
    const isPartOfCorrection =
      layer.kind === 'repair' && layer.revision === store.revision && undoTitle !== null;
    const result = isPartOfCorrection
      ? session.amend(patch, `${undoTitle} and repair`)
      : session.commit(patch);
    this.#forget(session, layer);
    return result;
  }

  #forget(session: ProjectSession, layer: OpenLayer): void {
    if (!this.#all(session).delete(layer.id)) return;
    layer.status = 'gone';
    this.#events.emit('layer', layer.state());
    session.store.layers.remove(layer.id);
  }

  #tellFailure(layer: OpenLayer, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    layer.note = message;
    if (isStudioError(error, 'cancelled')) return;
    this.#events.emit('notice', { level: 'error', message });
    this.#events.emit('layer', layer.state());
  }

  /** The open project with what is needed to track in it, all still valid when this returns. */
  async #prepare(mediaId: number, modelId: string) {
    const { session } = this.#projects;
    session.mediaItem(mediaId);
    const { path: modelPath } = await this.#models.find(modelId);
    if (!this.#projects.hasSession || this.#projects.session !== session) {
      throw new StudioError('cancelled', 'The project was closed meanwhile; nothing was tracked.');
    }
    return { session, media: session.mediaItem(mediaId), modelPath };
  }

  #mediaOf(trackId: number): number {
    const track = this.#projects.session.model.track(trackId);
    if (track !== undefined) return track.mediaId;
    throw new StudioError(
      'bad-input',
      `The project has no track ${trackId}: it may have been deleted, so choose another one.`,
    );
  }

  #mustBeOf(session: ProjectSession, media: MediaItem, trackId: number): void {
    if (this.#mediaOf(trackId) === media.id) return;
    const other = session.mediaItem(this.#mediaOf(trackId));
    throw new StudioError(
      'bad-input',
      `Track ${trackId} belongs to ${other.name}, not to ${media.name}.`,
    );
  }

  #refuseBusy(session: ProjectSession, trackIds: readonly number[]): void {
    for (const trackId of trackIds) {
      const busy = this.#of(session, trackId)[0];
      if (busy === undefined) continue;
      throw new StudioError(
        'bad-input',
        busy.status === 'running'
          ? `Track ${trackId} is being worked on: stop that first (Esc).`
          : `Track ${trackId} has a proposal that waits: accept it (Enter) or discard it (Esc) first.`,
      );
    }
  }

  #of(session: ProjectSession, trackId: number): OpenLayer[] {
    return [...this.#all(session).values()].filter(({ trackIds }) => trackIds.includes(trackId));
  }

  #layer(session: ProjectSession, layerId: number): OpenLayer {
    const layer = this.#all(session).get(layerId);
    if (layer !== undefined) return layer;
    throw new StudioError('bad-input', 'This proposal is gone: it was accepted or discarded.');
  }

  /** The layers of a session; those that a crash left behind wait for a person. */
  #all(session: ProjectSession): Map<number, OpenLayer> {
    let layers = this.#layers.get(session);
    if (layers === undefined) {
      const left = session.store.layers.list().filter((layer) => hasBoxes(layer.boxes));
      layers = new Map(left.map((layer) => [layer.id, OpenLayer.leftBehind(layer)]));
      this.#layers.set(session, layers);
    }
    return layers;
  }
}

function hasBoxes(boxes: ReadonlyMap<number, readonly unknown[]>): boolean {
  return [...boxes.values()].some(({ length }) => length > 0);
}

function rangeOf(frames: readonly number[]): FrameRange {
  const least = frames.reduce((a, b) => Math.min(a, b), Infinity);
  const most = frames.reduce((a, b) => Math.max(a, b), -Infinity);
  return { from: least, to: most };
}
