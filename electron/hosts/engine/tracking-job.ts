import { openMedia } from '../../adapters/ffmpeg/open-media.ts';
import type { JobEvent, JobRequest } from '../../adapters/engine/protocol.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Frame } from '../../domain/frame.ts';
import type { FrameSource, IndexedFrame } from '../../domain/video.ts';
import { planAnchors, type AnchorPlan } from './anchors.ts';
import type { SessionWorker } from './session-worker-client.ts';
import { SlotPool } from './slot-pool.ts';
import type { JoinCall, Replies, StepCall } from './worker-protocol.ts';

/** Pictures that wait for the network or are in it, beside the one that is being decoded. */
const MAX_WAITING = 3;

/** One request: reads frames while the worker tracks those before, and reports in order. */
export class TrackingJob {
  readonly #id: number;
  readonly #request: JobRequest;
  readonly #worker: SessionWorker;
  readonly #emit: (event: JobEvent) => void;
  readonly #pool = new SlotPool();
  readonly #stop = new AbortController();
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(4));
  #frames = 0;

  constructor(
    id: number,
    request: JobRequest,
    worker: SessionWorker,
    emit: (event: JobEvent) => void,
  ) {
    this.#id = id;
    this.#request = request;
    this.#worker = worker;
    this.#emit = emit;
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
    const opening = openMedia(media, { allocate: this.#pool.allocate, signal: this.#stop.signal });
    const cancelled = this.#cancelled;
    const job = this.#id;
    const network = this.#worker.call({ type: 'open', job, model, device, threads, cancelled });
    // Both are waited for, so that whichever succeeds can be closed.
    const [source, session] = await Promise.allSettled([opening, network]);
    try {
      if (source.status === 'rejected') throw source.reason as Error;
      if (session.status === 'rejected') throw session.reason as Error;
      const { info, table } = source.value;
      this.#emit({ type: 'started', ...session.value, info, frameCount: table.pts.length });
      await this.#trackFrames(source.value);
    } finally {
      if (source.status === 'fulfilled') await source.value.close();
      await this.#worker.call({ type: 'close', job });
    }
  }

  async #trackFrames(source: FrameSource): Promise<void> {
    const plan = planAnchors(this.#request);
    for (const { frame, objects } of plan.before) {
      const picture = this.#shared(await source.frame(frame, this.#stop.signal));
      await this.#onWorker({ type: 'join', job: this.#id, frame: picture, joining: objects });
    }
    const steps: Promise<void>[] = [];
    let failure: unknown;
    try {
      for await (const { index, frame, decodeMs } of this.#timed(source, plan)) {
        const step = this.#trackFrame(index, this.#shared(frame), decodeMs, plan);
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
    index: number,
    frame: Frame,
    decodeMs: number,
    { during }: AnchorPlan,
  ): Promise<void> {
    const joining = during.get(index) ?? [];
    const found = await this.#onWorker({ type: 'step', job: this.#id, frame, joining });
    const { from, to } = this.#request;
    const isLead = to < from ? index > from : index < from;
    if (found === null || isLead) return;
    const { results, cropMs, inferenceMs } = found;
    this.#frames++;
    this.#emit({ type: 'frame', index, results, timing: { decodeMs, cropMs, inferenceMs } });
  }

  /** Has the worker use a picture, whose memory is free again afterwards. */
  async #onWorker<C extends JoinCall | StepCall>(call: C): Promise<Replies[C['type']]> {
    try {
      return await this.#worker.call(call);
    } finally {
      this.#pool.release(call.frame);
    }
  }

  async *#timed(
    source: FrameSource,
    { span }: AnchorPlan,
  ): AsyncGenerator<IndexedFrame & { readonly decodeMs: number }, void, undefined> {
    let start = performance.now();
    for await (const indexed of source.frames(span, this.#stop.signal)) {
      yield { ...indexed, decodeMs: performance.now() - start };
      start = performance.now();
    }
  }

  /** The frame with its bytes in shared memory: the worker must not get a copy. */
  #shared(frame: Frame): Frame {
    if (frame.data.buffer instanceof SharedArrayBuffer) return frame;
    const data = this.#pool.allocate(frame.data.length);
    data.set(frame.data);
    return { ...frame, data };
  }

  #isCancelled(): boolean {
    return Atomics.load(this.#cancelled, 0) === 1;
  }
}
