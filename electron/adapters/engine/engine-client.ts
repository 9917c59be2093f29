import { StudioError } from '../../contract/errors.ts';
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

/** Tracks in an engine process of its own, which is started on demand and replaced when it dies. */
export class EngineClient implements TrackingEngine {
  readonly #launch: LaunchEngine;
  readonly #jobs = new Map<number, ClientJob>();
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
    const job = this.#jobs.get(message.job);
    if (job === undefined) return;
    if (message.type === 'failed' && message.error.code === 'device-unavailable') {
      this.#recover(job, message.error.message);
    } else if (message.type === 'failed') {
      job.fail(fromWire(message.error));
      this.#jobs.delete(job.id);
    } else if (job.receive(message.event)) {
      this.#jobs.delete(job.id);
    }
  }

  #refuse(engine: EngineProcess, version: number): void {
    const text = `the tracking engine speaks protocol ${version}, this program ${PROTOCOL_VERSION}: install it again`;
    for (const job of this.#jobs.values()) job.fail(new StudioError('internal', text));
    this.#jobs.clear();
    engine.kill();
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
