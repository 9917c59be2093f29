import type { Frame } from '../../domain/frame.ts';
import { BatchTracker } from '../../ml/tracker/tracker.ts';
import type { TrackerNetwork } from '../../ml/tracker/network.ts';
import type { TrackedBox } from '../../services/ports/tracking-engine.ts';
import type { NetworkLease } from './network-cache.ts';
import type { JoiningObject, StepCall, StepReply } from './worker-protocol.ts';

/** The tracker of one job, in the session worker. */
export class JobTracker {
  readonly #lease: NetworkLease;
  readonly #cancelled: Int32Array;
  readonly #tracker: BatchTracker;
  /** The request's ids by the tracker's. */
  readonly #ids = new Map<number, string>();
  #inferenceMs = 0;
  /** When the network's last forward pass ended. */
  #inferenceEndMs = 0;
  /** True during a step and, for ever, after one that failed: what follows would start from stale boxes. */
  #isBroken = false;

  constructor(lease: NetworkLease, cancelled: Int32Array) {
    this.#lease = lease;
    this.#cancelled = cancelled;
    this.#tracker = new BatchTracker(this.#timed(lease.network));
  }

  /** Takes objects in with templates out of `frame`. @throws StudioError bad-input for boxes without area. */
  join(frame: Frame, joining: readonly JoiningObject[]): void {
    for (const { id, box, resumeBox } of joining) {
      const trackerId = this.#tracker.add(frame, box);
      if (resumeBox !== undefined) this.#tracker.moveTo(trackerId, resumeBox);
      this.#ids.set(trackerId, id);
    }
  }

  /** One frame; null when the job was cancelled or failed before it. @throws StudioError as the tracker does. */
  async step({ frame, joining }: StepCall): Promise<StepReply> {
    if (this.#isBroken || Atomics.load(this.#cancelled, 0) === 1) return null;
    this.#isBroken = true;
    const start = performance.now();
    this.#inferenceMs = 0;
    this.#inferenceEndMs = Infinity;
    const found = await this.#tracker.update(frame);
    const decodeBoxMs = Math.max(0, performance.now() - this.#inferenceEndMs);
    const results: TrackedBox[] = found.map(({ id, box, score }) => ({
      id: this.#ids.get(id)!,
      box,
      score,
    }));
    this.join(frame, joining);
    results.push(...joining.map(({ id, box }) => ({ id, box, score: 1 })));
    this.#isBroken = false;
    const inferenceMs = this.#inferenceMs;
    const cropMs = performance.now() - start - inferenceMs;
    return { results, inferenceMs, cropMs, decodeBoxMs };
  }

  close(): void {
    this.#lease.release();
  }

  #timed(network: TrackerNetwork): TrackerNetwork {
    return {
      config: network.config,
      run: async (...crops) => {
        const start = performance.now();
        try {
          return await network.run(...crops);
        } finally {
          this.#inferenceEndMs = performance.now();
          this.#inferenceMs += this.#inferenceEndMs - start;
        }
      },
    };
  }
}
