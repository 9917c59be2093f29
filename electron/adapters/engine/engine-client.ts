import { StudioError } from '../../contract/errors.ts';
import type { MapEngine, MapRequest, SearchMaps } from '../../services/ports/map-engine.ts';
import type {
  TrackEvent,
  TrackingEngine,
  TrackRequest,
} from '../../services/ports/tracking-engine.ts';
import { checkRequest } from './check-request.ts';
import { ClientJob } from './client-job.ts';
import type { EngineProcess, LaunchEngine } from './engine-process.ts';
import { fromWire, PROTOCOL_VERSION, type FromEngine } from './protocol.ts';

/** How often in a row a job may lose its engine and go on; progress between two losses starts a new row. */
const MAX_RESTARTS = 3;
/** How long an engine may take to end when asked to, in milliseconds. */
const SHUTDOWN_MS = 2000;

/** Somebody who waits for the maps of a frame. */
type Looker = Pick<PromiseWithResolvers<SearchMaps>, 'resolve' | 'reject'>;

/** Tracks in an engine process of its own, which is started on demand and replaced when it dies. */
export class EngineClient implements TrackingEngine, MapEngine {
  readonly #launch: LaunchEngine;
  readonly #jobs = new Map<number, ClientJob>();
  readonly #lookers = new Map<number, Looker>();
  #engine: EngineProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #lastJob = 0;
  #isDisposed = false;

  constructor(launch: LaunchEngine) {
    this.#launch = launch;
  }

  async *track(
    request: TrackRequest,
    options: { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<TrackEvent, void, undefined> {
    checkRequest(request);
    if (this.#isDisposed) throw new StudioError('cancelled', 'the tracking engine was shut down');
    const { signal } = options;
    const job = new ClientJob(++this.#lastJob, request);
    const cancel = (): void => this.#cancel(job);
    this.#jobs.set(job.id, job);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      if (signal?.aborted === true) this.#finish(job);
      else this.#start(job);
      yield* job.events.read();
    } finally {
      signal?.removeEventListener('abort', cancel);
      if (this.#jobs.has(job.id)) cancel();
    }
  }

  maps(request: MapRequest): Promise<SearchMaps> {
    if (this.#isDisposed) {
      return Promise.reject(new StudioError('cancelled', 'the tracking engine was shut down'));
    }
    const job = ++this.#lastJob;
    const { promise, resolve, reject } = Promise.withResolvers<SearchMaps>();
    this.#lookers.set(job, { resolve, reject });
    this.#engine ??= this.#launchEngine();
    this.#engine.send({ type: 'look', job, request });
    return promise;
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    for (const job of this.#jobs.values()) this.#cancel(job);
    const engine = this.#engine;
    if (engine === undefined) return;
    engine.send({ type: 'shutdown' });
    const timer = setTimeout(() => engine.kill(), SHUTDOWN_MS);
    await this.#ended;
    clearTimeout(timer);
  }

  #start(job: ClientJob): void {
    this.#engine ??= this.#launchEngine();
    this.#engine.send({ type: 'start', job: job.id, request: job.remaining() });
  }

  #cancel(job: ClientJob): void {
    job.isCancelled = true;
    this.#engine?.send({ type: 'cancel', job: job.id });
  }

  #launchEngine(): EngineProcess {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#ended = promise;
    const engine = this.#launch({
      onMessage: (message) => this.#receive(engine, message),
      onExit: (reason) => {
        this.#engine = undefined;
        resolve(undefined);
        this.#refuseLookers(
          new StudioError('engine-died', `the engine died (${reason}): try again`),
        );
        for (const job of this.#jobs.values()) this.#recover(job, reason);
      },
    });
    return engine;
  }

  #receive(engine: EngineProcess, message: FromEngine): void {
    if (message.type === 'ready') {
      if (message.version !== PROTOCOL_VERSION) this.#refuse(engine, message.version);
      return;
    }
    if (this.#answerLooker(message)) return;
    const job = this.#jobs.get(message.job);
    if (job === undefined) return;
    if (message.type === 'failed' && message.error.code === 'device-unavailable') {
      this.#recover(job, message.error.message);
    } else if (message.type === 'failed') {
      job.fail(fromWire(message.error));
      this.#jobs.delete(job.id);
    } else if (message.type === 'event' && job.receive(message.event)) {
      this.#jobs.delete(job.id);
    }
  }

  #refuse(engine: EngineProcess, version: number): void {
    const text = `the tracking engine speaks protocol ${version}, this program ${PROTOCOL_VERSION}: install it again`;
    for (const job of this.#jobs.values()) job.fail(new StudioError('internal', text));
    this.#jobs.clear();
    this.#refuseLookers(new StudioError('internal', text));
    engine.kill();
  }

  /** True when the message was for somebody who waits for maps. */
  #answerLooker(message: Exclude<FromEngine, { type: 'ready' }>): boolean {
    const looker = this.#lookers.get(message.job);
    if (looker === undefined) return false;
    this.#lookers.delete(message.job);
    if (message.type === 'maps') looker.resolve(message.maps);
    else if (message.type === 'failed') looker.reject(fromWire(message.error));
    return true;
  }

  #refuseLookers(error: StudioError): void {
    for (const { reject } of this.#lookers.values()) reject(error);
    this.#lookers.clear();
  }

  /** Goes on with a job after the death of its engine or the failure of its device, unless that came too often. */
  #recover(job: ClientJob, reason: string): void {
    job.noteFailure(reason);
    if (job.isCancelled || job.hasAllFrames) {
      this.#finish(job);
    } else if (job.failures > MAX_RESTARTS) {
      this.#jobs.delete(job.id);
      job.fail(
        new StudioError(
          'engine-died',
          `the tracking engine died ${job.failures} times in a row (${reason}); what it tracked before is kept, try device cpu or a smaller model`,
        ),
      );
    } else {
      job.announceRestart(reason);
      this.#start(job);
    }
  }

  #finish(job: ClientJob): void {
    this.#jobs.delete(job.id);
    job.finish();
  }
}
