import { isStudioError, StudioError } from '../../contract/errors.ts';
import { keyFrameAtOrBefore } from '../../domain/frame-table.ts';
import { i420Bytes } from '../../domain/frame.ts';
import type { Frame } from '../../domain/frame.ts';
import type { FrameSource, FrameSpan } from '../../domain/video.ts';
import type { FrameCache } from './frame-cache.ts';
import { cancelled, Reading } from './reading.ts';

/** Decoders of one video at the same time: one each for the two directions, or for two windows. */
const mostReadings = 2;
/** Frames decoded ahead of a playhead that moves, where the cache has room for three times as many. */
const mostAhead = 32;
/** Frames decoded after one that was jumped to: a step is likely to follow, another jump too. */
const aheadOfJump = 4;
/** Steps of up to so many frames count as travel in a direction, longer ones as jumps. */
const longestStep = 8;
/** After so long without requests no decoder is kept. */
const idleMs = 30_000;

/**
 * Pictures of one source for somebody who plays, steps and jumps: running decoders serve neighbouring requests and
 * read ahead in the direction of travel, and what they read stays in the cache.
 *
 * Travel backward decodes chunks forward that end at the wanted frame: up to it the decoder has to come anyway.
 */
export class FrameReader {
  readonly source: FrameSource;
  readonly #cache: FrameCache;
  readonly #key: string;
  readonly #ahead: number;
  readonly #readings = new Set<Reading>();
  readonly #freed = new Set<() => void>();
  #lastIndex = -1;
  #direction: -1 | 0 | 1 = 0;
  #lonely: Promise<unknown> = Promise.resolve();
  #idleTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @param key tells this source's frames apart from others' in the cache */
  constructor(source: FrameSource, cache: FrameCache, key: string) {
    this.source = source;
    this.#cache = cache;
    this.#key = key;
    const { kind, width, height } = source.info;
    const frameBytes = kind === 'images' ? width * height * 3 : i420Bytes(width, height);
    const frames = cache.maxBytes / frameBytes;
    this.#ahead = Math.max(1, Math.min(mostAhead, Math.floor(frames / 3)));
  }

  /** The picture at `index`, soonest. @throws StudioError bad-input, bad-media, cancelled */
  async read(index: number, signal?: AbortSignal): Promise<Frame> {
    this.#check(index);
    this.#turn(index);
    for (;;) {
      if (signal?.aborted === true || this.#isClosed) throw cancelled(this.source.info.path);
      const cached = this.#cache.get(this.#keyOf(index));
      const reading = cached === undefined ? this.#readingFor(index) : undefined;
      if (cached === undefined && reading === undefined) {
        await this.#someoneFree(signal);
        continue;
      }
      const coming = cached ?? reading!.wait(index, signal);
      this.#readAhead(index);
      return await Promise.resolve(coming).catch((error: unknown) => {
        // A damaged picture before this one must not hide it.
        if (isStudioError(error, 'bad-media')) return this.source.frame(index, signal);
        throw error;
      });
    }
  }

  /** The picture at `index` for a thumbnail: one after the other, without disturbing the playhead's decoders. */
  async readAside(index: number, signal?: AbortSignal): Promise<Frame> {
    this.#check(index);
    const reading = this.#lonely.then(() => {
      if (signal?.aborted === true || this.#isClosed) throw cancelled(this.source.info.path);
      return this.#cache.get(this.#keyOf(index)) ?? this.source.frame(index, signal);
    });
    this.#lonely = reading.catch(() => undefined);
    return reading;
  }

  /** Ends every decoder. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idleTimer);
    for (const reading of this.#readings) reading.stop();
    this.#tellFree();
    await this.source.close();
  }

  get #count(): number {
    return this.source.table.pts.length;
  }

  #keyOf(index: number): string {
    return `${this.#key}/${index}`;
  }

  #check(index: number): void {
    if (Number.isInteger(index) && index >= 0 && index < this.#count) return;
    throw new StudioError(
      'bad-input',
      `${this.source.info.path}: there is no frame ${index}; its frames are 0 to ${this.#count - 1}.`,
    );
  }

  /** Notes where the playhead is and which way it travels. */
  #turn(index: number): void {
    const step = index - this.#lastIndex;
    if (step !== 0) this.#direction = Math.abs(step) > longestStep ? 0 : step > 0 ? 1 : -1;
    this.#lastIndex = index;
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => {
      for (const reading of this.#readings) if (reading.isIdle) reading.stop();
    }, idleMs).unref();
  }

  #covering(index: number): Reading | undefined {
    // A new decoder would come from the key frame; one that is under way is nearer, but hands out what it passes.
    const fromKey = index - keyFrameAtOrBefore(this.source.table, index);
    const reach = Math.max(this.#ahead, Math.floor(fromKey / 2));
    for (const reading of this.#readings) if (reading.covers(index, reach)) return reading;
    return undefined;
  }

  /** A decoder that will come to `index`; undefined when all are busy for others. */
  #readingFor(index: number): Reading | undefined {
    const running = this.#covering(index);
    if (running !== undefined) return running;
    // What was read ahead elsewhere must not slow down what is wanted now.
    for (const reading of this.#readings) if (reading.isIdle) reading.rest();
    return this.#start(index);
  }

  #start(index: number): Reading | undefined {
    for (const reading of this.#readings) {
      if (this.#readings.size < mostReadings) break;
      if (reading.isIdle) this.#discard(reading);
    }
    if (this.#readings.size >= mostReadings) return undefined;
    const span =
      this.#direction < 0 ? this.#chunkUpTo(index) : { from: index, to: this.#count - 1 };
    const goal = this.#direction < 0 ? index : index + this.#reach();
    const reading: Reading = new Reading(this.source, span, goal, {
      onFrame: (item) => this.#cache.put(this.#keyOf(item.index), item.frame),
      onFree: () => {
        if (reading.hasEnded) this.#readings.delete(reading);
        this.#tellFree();
      },
    });
    this.#readings.add(reading);
    return reading;
  }

  #discard(reading: Reading): void {
    reading.stop();
    this.#readings.delete(reading);
  }

  #reach(): number {
    return this.#direction === 0 ? Math.min(aheadOfJump, this.#ahead) : this.#ahead;
  }

  /** Frames to decode together when travelling backward: from a key frame near by, so that no more than that is decoded. */
  #chunkUpTo(index: number): FrameSpan {
    const lowest = Math.max(0, index - this.#ahead + 1);
    const { keyFrames } = this.source.table;
    for (let from = lowest; from <= index; from++) {
      if (keyFrames[from] === 1) return { from, to: index };
    }
    return { from: lowest, to: index };
  }

  /** Sees to it that what the playhead comes to next is being decoded. */
  #readAhead(index: number): void {
    const step = this.#direction < 0 ? -1 : 1;
    let wanted = index + step;
    while (this.#cache.has(this.#keyOf(wanted)) && Math.abs(wanted - index) <= this.#reach()) {
      wanted += step;
    }
    const distance = Math.abs(wanted - index);
    if (wanted < 0 || wanted >= this.#count || distance > this.#reach()) return;
    const running = this.#covering(wanted);
    if (running !== undefined) running.aim(step > 0 ? index + this.#reach() : running.to);
    else if (this.#direction !== 0) this.#start(wanted);
  }

  #tellFree(): void {
    const waiting = [...this.#freed];
    this.#freed.clear();
    for (const tell of waiting) tell();
  }

  async #someoneFree(signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#freed.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      this.#freed.add(done);
      signal?.addEventListener('abort', done, { once: true });
    });
  }
}
