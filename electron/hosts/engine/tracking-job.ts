import type { JobEvent } from '../../adapters/engine/protocol.ts';
import { StudioError } from '../../contract/errors.ts';
import type { IndexedFrame } from '../../domain/video.ts';
import { planAnchors, type AnchorPlan } from './anchors.ts';
import type { TrackRequest } from '../../services/ports/tracking-engine.ts';
import type { SessionWorker } from './session-worker-client.ts';
import type { SourceCache, SourceLease } from './source-cache.ts';
import type { JoinCall, Replies, StepCall } from './worker-protocol.ts';

/** Pictures that wait for the network or are in it, beside the one that is being decoded. */
const MAX_WAITING = 3;

/** A decoded frame and how long it was waited for, in milliseconds. */
type TimedFrame = IndexedFrame & { readonly decodeMs: number };

/** One request: reads frames while the worker tracks those before, and reports in order. */
export class TrackingJob {
  readonly #id: number;
  readonly #request: TrackRequest;
  readonly #worker: SessionWorker;
  readonly #sources: SourceCache;
  readonly #emit: (event: JobEvent) => void;
  readonly #stop = new AbortController();
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(4));
  #frames = 0;

  constructor(
    id: number,
    request: TrackRequest,
    parts: {
      readonly worker: SessionWorker;
      readonly sources: SourceCache;
      readonly emit: (event: JobEvent) => void;
    },
  ) {
    this.#id = id;
    this.#request = request;
    this.#worker = parts.worker;
    this.#sources = parts.sources;
    this.#emit = parts.emit;
  }

  /** Ends the decoder now and the job after the frame that is in the network. */
  cancel(): void {
    Atomics.store(this.#cancelled, 0, 1);
    this.#stop.abort();
  }

  /** Runs to the end, or until cancelled. @throws StudioError after having reported the frames before the failure. */
  async run(): Promise<void> {
    try {
      await this.#track();
    } catch (error) {
      // Whatever a decoder that was cut off complains about, the person asked for it.
      if (!this.#isCancelled()) throw error;
    }
    const { from, to } = this.#request;
    const completed = this.#frames === Math.abs(to - from) + 1;
    if (!completed && !this.#isCancelled()) {
      throw new StudioError(
        'bad-media',
        `${this.#request.media} ended after ${this.#frames} of the frames ${from} to ${to}`,
      );
    }
    this.#emit({ type: 'done', completed, frames: this.#frames });
  }

  async #track(): Promise<void> {
    const { media, model, device, threads } = this.#request;
    const opening = this.#sources.acquire(media, this.#stop.signal);
    const cancelled = this.#cancelled;
    const job = this.#id;
    const network = this.#worker.call({ type: 'open', job, model, device, threads, cancelled });
    // Both are waited for, so that whichever succeeds can be let go.
    const [lease, session] = await Promise.allSettled([opening, network]);
    try {
      if (lease.status === 'rejected') throw lease.reason as Error;
      if (session.status === 'rejected') throw session.reason as Error;
      const { info, table } = lease.value.source;
      this.#emit({ type: 'started', ...session.value, info, frameCount: table.pts.length });
      await this.#trackFrames(lease.value);
    } finally {
      if (lease.status === 'fulfilled') lease.value.release();
      await this.#worker.call({ type: 'close', job });
    }
  }

  async #trackFrames(lease: SourceLease): Promise<void> {
    const plan = planAnchors(this.#request);
    for (const { frame, objects } of plan.before) {
      const picture = await lease.source.frame(frame, this.#stop.signal);
      await this.#onWorker(lease, {
        type: 'join',
        job: this.#id,
        frame: picture,
        joining: objects,
      });
    }
    const steps: Promise<void>[] = [];
    let failure: unknown;
    try {
      for await (const { index, frame, decodeMs } of this.#timed(lease, plan)) {
        const step = this.#trackFrame(lease, { index, frame, decodeMs }, plan);
        // A failed step ends the reading; the error itself is thrown below.
        step.catch((error: unknown) => {
          failure ??= error;
          this.#stop.abort();
        });
        steps.push(step);
        if (steps.length >= MAX_WAITING) await steps.shift();
      }
    } catch (error) {
      failure ??= error;
    }
    await Promise.allSettled(steps);
    if (failure !== undefined) throw failure as Error;
  }

  async #trackFrame(
    lease: SourceLease,
    { index, frame, decodeMs }: TimedFrame,
    { during }: AnchorPlan,
  ): Promise<void> {
    const joining = during.get(index) ?? [];
    const found = await this.#onWorker(lease, { type: 'step', job: this.#id, frame, joining });
    const { from, to } = this.#request;
    const isLead = to < from ? index > from : index < from;
    if (found === null || isLead) return;
    const { results, ...tracking } = found;
    this.#frames++;
    this.#emit({ type: 'frame', index, results, timing: { decodeMs, ...tracking } });
  }

  /** Has the worker use a picture, whose memory is free again afterwards. */
  async #onWorker<C extends JoinCall | StepCall>(
    { pool }: SourceLease,
    call: C,
  ): Promise<Replies[C['type']]> {
    try {
      return await this.#worker.call(call);
    } finally {
      pool.release(call.frame);
    }
  }

  async *#timed(
    { source }: SourceLease,
    { span }: AnchorPlan,
  ): AsyncGenerator<TimedFrame, void, undefined> {
    let start = performance.now();
    for await (const indexed of source.frames(span, this.#stop.signal)) {
      yield { ...indexed, decodeMs: performance.now() - start };
      start = performance.now();
    }
  }

  #isCancelled(): boolean {
    return Atomics.load(this.#cancelled, 0) === 1;
  }
}
