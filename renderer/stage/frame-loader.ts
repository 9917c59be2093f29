import { isStudioError, StudioError } from '../../electron/contract/errors.ts';
import { frameUrl, readFrame } from '../../electron/contract/frame-url.ts';
import type { Frame } from '../../electron/domain/frame.ts';
import { FrameCache } from './frame-cache.ts';
import { prefetchWindow, type Aim } from './prefetch-window.ts';

/** What a loader needs to know of its media. */
export interface FrameLoaderOptions {
  readonly mediaId: number;
  readonly frameCount: number;
  /** Bound of the cache; 384 MiB unless told. */
  readonly maxBytes?: number;
  readonly fetch?: typeof fetch;
}

/** What a loader has done, for benches. */
export interface FrameLoaderStats {
  readonly cachedFrames: number;
  readonly cachedBytes: number;
  readonly inFlight: number;
  readonly fetched: number;
  readonly aborted: number;
}

interface Request {
  readonly frameIndex: number;
  readonly controller: AbortController;
  readonly answer: Promise<Frame | null>;
  /** Somebody waits for it; otherwise it is prefetched. */
  isUrgent: boolean;
}

const DEFAULT_CACHE_BYTES = 384 * 2 ** 20;
/** Pictures fetched ahead at once: with two urgent ones, fewer than the six connections browsers open to a host. */
const MAX_PREFETCHES = 3;
/** Frames fetched ahead at most, and before the size of the media's pictures is known. */
const MAX_DEPTH = 48;
const FIRST_DEPTH = 8;
/** A prefetch that fell this many frames behind the playhead may still finish: playing shows it late. */
const LATE_FRAMES = 8;

/**
 * The exact pictures of one media item by frame index: cached, prefetched around the playhead in the direction of
 * travel, the latest wanted one first.
 */
export class FrameLoader {
  readonly #options: FrameLoaderOptions;
  readonly #cache: FrameCache;
  readonly #maxBytes: number;
  readonly #fetch: typeof fetch;
  readonly #requests = new Map<number, Request>();
  /** Frames that could not be prefetched: they are tried again only when somebody waits for them. */
  readonly #failed = new Set<number>();
  #aim: Aim = { frameIndex: 0, direction: 0, stride: 1 };
  #frameBytes = 0;
  #fetched = 0;
  #aborted = 0;
  #isDisposed = false;

  constructor(options: FrameLoaderOptions) {
    this.#options = options;
    this.#maxBytes = options.maxBytes ?? DEFAULT_CACHE_BYTES;
    this.#cache = new FrameCache(this.#maxBytes);
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
  }

  /** True when the picture is in the cache. */
  has(frameIndex: number): boolean {
    return this.#cache.has(frameIndex);
  }

  /** The picture if it is in the cache. */
  peek(frameIndex: number): Frame | null {
    return this.#cache.get(frameIndex);
  }

  /**
   * The picture; null when later calls overtook this one. While calls come faster than answers, the oldest still
   * finishes (so that scrubbing shows something) and only the newest other one is kept.
   * @throws StudioError the host's reason, bad-input outside the video, internal when the host is gone
   */
  async load(frameIndex: number): Promise<Frame | null> {
    const { frameCount } = this.#options;
    if (!Number.isInteger(frameIndex) || frameIndex < 0 || frameIndex >= frameCount) {
      throw new StudioError(
        'bad-input',
        `there is no frame ${frameIndex}: the video has frames 0 to ${frameCount - 1}`,
      );
    }
    if (this.#isDisposed) return null;
    const cached = this.peek(frameIndex);
    const known = this.#requests.get(frameIndex);
    const urgent = [...this.#requests.values()].filter(({ isUrgent }) => isUrgent);
    const outdated = cached ? urgent : urgent.slice(1);
    for (const request of outdated) if (request !== known) this.#abort(request);
    if (cached) return cached;
    if (known) {
      known.isUrgent = true;
      return known.answer;
    }
    this.#failed.delete(frameIndex);
    return this.#request(frameIndex, true).answer;
  }

  /** Tells where the playhead is and which way it travels, and prefetches there; `stride` for fast playing. */
  aim(frameIndex: number, direction: -1 | 0 | 1, stride = 1): void {
    this.#aim = { frameIndex, direction, stride };
    this.#prefetch();
  }

  /** What has been done so far. */
  stats(): FrameLoaderStats {
    return {
      cachedFrames: this.#cache.size,
      cachedBytes: this.#cache.bytes,
      inFlight: this.#requests.size,
      fetched: this.#fetched,
      aborted: this.#aborted,
    };
  }

  /** Ends every request and gives the cache back; calls under way resolve to null. */
  dispose(): void {
    this.#isDisposed = true;
    for (const request of [...this.#requests.values()]) this.#abort(request);
    this.#cache.clear();
  }

  #request(frameIndex: number, isUrgent: boolean): Request {
    const controller = new AbortController();
    const request: Request = {
      frameIndex,
      controller,
      isUrgent,
      answer: this.#receive(frameIndex, controller.signal, isUrgent),
    };
    this.#requests.set(frameIndex, request);
    const ended = (): void => {
      if (this.#requests.get(frameIndex) === request) this.#requests.delete(frameIndex);
      this.#prefetch();
    };
    request.answer.then(ended, () => {
      this.#failed.add(frameIndex);
      ended();
    });
    return request;
  }

  async #receive(
    frameIndex: number,
    signal: AbortSignal,
    isUrgent: boolean,
  ): Promise<Frame | null> {
    try {
      const response = await this.#fetch(frameUrl(this.#options.mediaId, frameIndex), {
        signal,
        // Raw pictures are large and kept here already: the browser's disk cache would only write them again.
        cache: 'no-store',
        priority: isUrgent ? 'high' : 'low',
      });
      const frame = await readFrame(response);
      if (signal.aborted) return null;
      this.#fetched++;
      this.#frameBytes = frame.data.byteLength;
      this.#cache.set(frameIndex, frame);
      return frame;
    } catch (error) {
      if (signal.aborted) return null;
      if (isStudioError(error)) throw error;
      throw new StudioError(
        'internal',
        `frame ${frameIndex} did not arrive: the studio's host does not answer. Is it still running?`,
        { cause: error },
      );
    }
  }

  #abort(request: Request): void {
    // Out of the list at once, so that the same frame can be asked for anew while this one winds up.
    this.#requests.delete(request.frameIndex);
    request.controller.abort();
    this.#aborted++;
  }

  #prefetch(): void {
    if (this.#isDisposed) return;
    const requests = [...this.#requests.values()];
    // A person who waits comes first; decoding ahead would only slow that down.
    const isWaiting = requests.some(({ isUrgent }) => isUrgent);
    const wanted = prefetchWindow(this.#aim, this.#options.frameCount, this.#depth());
    const useful = new Set(wanted);
    for (const request of requests) {
      if (request.isUrgent || useful.has(request.frameIndex) || this.#isJustLate(request)) continue;
      this.#abort(request);
    }
    let running = 0;
    for (const { isUrgent } of this.#requests.values()) if (!isUrgent) running++;
    if (isWaiting) return;
    for (const frameIndex of wanted) {
      if (running >= MAX_PREFETCHES) return;
      if (this.#cache.has(frameIndex) || this.#requests.has(frameIndex)) continue;
      if (this.#failed.has(frameIndex)) continue;
      this.#request(frameIndex, false);
      running++;
    }
  }

  #isJustLate({ frameIndex }: Request): boolean {
    const behind = (this.#aim.frameIndex - frameIndex) * (this.#aim.direction || 1);
    return behind >= 0 && behind <= LATE_FRAMES;
  }

  /** Half the cache at most lies ahead, so that pictures are not given up before they are shown. */
  #depth(): number {
    if (this.#frameBytes === 0) return FIRST_DEPTH;
    return Math.max(1, Math.min(MAX_DEPTH, Math.floor(this.#maxBytes / 2 / this.#frameBytes)));
  }
}
