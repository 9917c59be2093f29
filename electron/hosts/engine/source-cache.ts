import { openMedia } from '../../adapters/ffmpeg/open-media.ts';
import type { Allocate } from '../../adapters/ffmpeg/read-frames.ts';
import { StudioError } from '../../contract/errors.ts';
import type { FrameSource } from '../../domain/video.ts';
import { mediaState } from './media-state.ts';
import { SlotPool } from './slot-pool.ts';

/** Sources that stay open: each is little more than a frame table, 9 bytes per frame. */
const MAX_OPEN = 8;

/** An opened video or image folder in use by one job; others may read it at the same time. */
export interface SourceLease {
  readonly source: FrameSource;
  /** Where the source's pictures lie; each must be given back once it has been used. */
  readonly pool: SlotPool;
  /** Lets the cache close the source when another needs the room. */
  release(): void;
}

/** Opens media, as `openMedia` does. */
export type OpenSource = (
  media: string,
  options: { readonly allocate: Allocate; readonly signal: AbortSignal },
) => Promise<FrameSource>;

interface CachedSource {
  readonly state: string | undefined;
  readonly pool: SlotPool;
  readonly opening: Promise<FrameSource>;
  readonly stop: AbortController;
  isOpen: boolean;
  users: number;
}

/** Keeps media open between jobs: listing the frames of a long video takes far longer than decoding one of them. */
export class SourceCache {
  readonly #open: OpenSource;
  /** By path, least recently used first. */
  readonly #sources = new Map<string, CachedSource>();

  constructor(open: OpenSource = openMedia) {
    this.#open = open;
  }

  /**
   * The source of a video file or image folder, opened unless it is already and the media has not changed since.
   * The signal ends only this wait; the opening itself ends when nobody waits for it any more.
   * @throws StudioError as openMedia does, or cancelled
   */
  async acquire(media: string, signal: AbortSignal): Promise<SourceLease> {
    const state = await mediaState(media);
    throwIfCancelled(media, signal);
    const cached = this.#lookUp(media, state);
    cached.users++;
    this.#makeRoom();
    let isReleased = false;
    const release = (): void => {
      if (isReleased) return;
      isReleased = true;
      this.#leave(media, cached);
    };
    try {
      const source = await unlessCancelled(media, cached.opening, signal);
      return { source, pool: cached.pool, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  #lookUp(media: string, state: string | undefined): CachedSource {
    const known = this.#sources.get(media);
    const isFresh = known !== undefined && state !== undefined && known.state === state;
    if (known !== undefined) this.#sources.delete(media);
    if (known !== undefined && !isFresh && known.users === 0) dispose(known);
    const cached = isFresh ? known : this.#start(media, state);
    this.#sources.set(media, cached);
    return cached;
  }

  #start(media: string, state: string | undefined): CachedSource {
    const pool = new SlotPool();
    const stop = new AbortController();
    const opening = this.#open(media, { allocate: pool.allocate, signal: stop.signal });
    const cached: CachedSource = { state, pool, opening, stop, isOpen: false, users: 0 };
    opening.then(
      () => (cached.isOpen = true),
      // A failure is not remembered: the person may mend the file and try again.
      () => this.#forget(media, cached),
    );
    return cached;
  }

  #leave(media: string, cached: CachedSource): void {
    if (--cached.users > 0) return;
    cached.pool.clear();
    if (!cached.isOpen) this.#forget(media, cached);
    if (this.#sources.get(media) !== cached) dispose(cached);
  }

  #forget(media: string, cached: CachedSource): void {
    if (this.#sources.get(media) === cached) this.#sources.delete(media);
  }

  #makeRoom(): void {
    for (const [media, cached] of this.#sources) {
      if (this.#sources.size <= MAX_OPEN) return;
      if (cached.users > 0) continue;
      this.#sources.delete(media);
      dispose(cached);
    }
  }
}

/** Closes a source that nobody uses, or ends its opening. */
function dispose({ opening, stop }: CachedSource): void {
  stop.abort();
  // An opening that failed or was cut off left nothing to close.
  opening.then((source) => source.close()).catch(() => undefined);
}

function cancelled(media: string): StudioError {
  return new StudioError('cancelled', `Opening ${media} was cancelled.`);
}

function throwIfCancelled(media: string, signal: AbortSignal): void {
  if (signal.aborted) throw cancelled(media);
}

/** What the promise gives, unless the signal comes first. */
async function unlessCancelled<T>(
  media: string,
  promise: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  throwIfCancelled(media, signal);
  const { promise: abort, reject } = Promise.withResolvers<never>();
  const cancel = (): void => reject(cancelled(media));
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await Promise.race([promise, abort]);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
