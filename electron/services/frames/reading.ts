import { StudioError } from '../../contract/errors.ts';
import type { Frame } from '../../domain/frame.ts';
import type { FrameSource, FrameSpan, IndexedFrame } from '../../domain/video.ts';

interface Waiter {
  readonly resolve: (frame: Frame) => void;
  readonly reject: (reason: unknown) => void;
}

/** What a reading tells the one who started it. */
export interface ReadingHooks {
  readonly onFrame: (frame: IndexedFrame) => void;
  /** The decoder is gone, or nobody waits for it any more. */
  readonly onFree: () => void;
}

/**
 * One decoder at work on a span, forward: it goes on up to its goal, then rests until the goal is moved. Many may wait
 * for its frames; when all of them have given up it stops what is of no use any more.
 */
export class Reading {
  readonly to: number;
  readonly #path: string;
  readonly #hooks: ReadingHooks;
  readonly #waiters = new Map<number, Set<Waiter>>();
  readonly #stopping = new AbortController();
  #next: number;
  #goal: number;
  #hasBegun = false;
  #hasEnded = false;
  #wake: (() => void) | undefined;

  constructor(source: FrameSource, span: FrameSpan, goal: number, hooks: ReadingHooks) {
    this.to = span.to;
    this.#next = span.from;
    this.#goal = goal;
    this.#hooks = hooks;
    this.#path = source.info.path;
    void this.#run(source, span);
  }

  /** True when frame `index` is still to come, at most `reach` frames from here. */
  covers(index: number, reach: number): boolean {
    if (this.#hasEnded || this.#stopping.signal.aborted) return false;
    return index >= this.#next && index <= Math.min(this.to, this.#next + reach);
  }

  get isIdle(): boolean {
    return this.#waiters.size === 0;
  }

  /** Lets the decoder go on up to `goal`. */
  aim(goal: number): void {
    this.#goal = Math.max(this.#goal, goal);
    this.#wake?.();
  }

  /** Rests before the next frame, unless somebody waits for it. */
  rest(): void {
    this.#goal = Math.max(this.#next - 1, ...this.#waiters.keys());
  }

  stop(): void {
    this.#stopping.abort();
    this.#wake?.();
  }

  /** The frame when it comes. @throws StudioError bad-media, cancelled */
  wait(index: number, signal?: AbortSignal): Promise<Frame> {
    this.aim(index);
    return new Promise<Frame>((resolve, reject) => {
      const waiter: Waiter = {
        resolve: (frame) => {
          signal?.removeEventListener('abort', giveUp);
          resolve(frame);
        },
        reject: (reason) => {
          signal?.removeEventListener('abort', giveUp);
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- passed on as it came
          reject(reason);
        },
      };
      const giveUp = (): void => {
        this.#leave(index, waiter);
        reject(cancelled(this.#path));
      };
      this.#waiters.set(index, (this.#waiters.get(index) ?? new Set()).add(waiter));
      if (signal?.aborted === true) giveUp();
      else signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  #leave(index: number, waiter: Waiter): void {
    const waiters = this.#waiters.get(index);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.#waiters.delete(index);
    if (!this.isIdle) return;
    // A decoder on its way from a key frame cannot be held by leaving its output unread.
    if (this.#hasBegun) this.rest();
    else this.stop();
    this.#hooks.onFree();
  }

  async #run(source: FrameSource, span: FrameSpan): Promise<void> {
    let failure: unknown;
    try {
      for await (const item of source.frames(span, this.#stopping.signal)) {
        this.#hasBegun = true;
        this.#next = item.index + 1;
        this.#hooks.onFrame(item);
        this.#settle(item.index, (waiter) => waiter.resolve(item.frame));
        await this.#untilWanted();
        if (this.#stopping.signal.aborted) break;
      }
    } catch (error) {
      failure = error;
    }
    this.#hasEnded = true;
    const reason =
      failure ??
      (this.#stopping.signal.aborted
        ? cancelled(this.#path)
        : new StudioError('bad-media', `${this.#path}: frame ${this.#next} does not decode.`));
    for (const index of [...this.#waiters.keys()]) {
      this.#settle(index, (waiter) => waiter.reject(reason));
    }
    this.#hooks.onFree();
  }

  #settle(index: number, settle: (waiter: Waiter) => void): void {
    const waiters = this.#waiters.get(index);
    this.#waiters.delete(index);
    waiters?.forEach(settle);
    if (waiters !== undefined && this.isIdle) this.#hooks.onFree();
  }

  async #untilWanted(): Promise<void> {
    while (this.#next > this.#goal && this.#next <= this.to && !this.#stopping.signal.aborted) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }
}

/** What somebody gets who does not wait any longer. */
export function cancelled(path: string): StudioError {
  return new StudioError('cancelled', `Reading ${path} was cancelled.`);
}
