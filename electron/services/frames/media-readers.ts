import { StudioError } from '../../contract/errors.ts';
import type { MediaIdentity, MediaItem } from '../../domain/annotation.ts';
import type { FrameSource } from '../../domain/video.ts';
import type { MediaIdentities } from '../ports/media-identity.ts';
import type { Media } from '../ports/media.ts';
import { FrameCache } from './frame-cache.ts';
import { FrameReader } from './frame-reader.ts';

/** Bytes of decoded pictures kept, of all media together. */
const cacheBytes = 2 ** 28;
/** Media kept open at a time; reading a frame table anew takes seconds, an open one only memory. */
const mostOpen = 8;

/** True when both are one file, wherever it lies. */
export function sameMedia(a: MediaIdentity, b: MediaIdentity): boolean {
  return a.bytes === b.bytes && a.head === b.head && a.tail === b.tail;
}

/** Open media, each with its frame reader; opened when first asked for. */
export class MediaReaders {
  readonly #media: Media;
  readonly #identities: MediaIdentities;
  readonly #cache = new FrameCache(cacheBytes);
  readonly #open = new Map<string, Promise<FrameReader>>();

  constructor(ports: { readonly media: Media; readonly identities: MediaIdentities }) {
    this.#media = ports.media;
    this.#identities = ports.identities;
  }

  /** The reader of a media item. @throws StudioError not-found or bad-media, also when it is another file by now */
  readerOf(item: MediaItem): Promise<FrameReader> {
    const key = keyOf(item);
    const open = this.#open.get(key);
    if (open !== undefined) {
      this.#open.delete(key);
      this.#open.set(key, open);
      return open;
    }
    const opening = this.#openReader(item, key);
    this.#hold(key, opening);
    // What failed is tried again next time: the file may be back.
    opening.catch(() => {
      if (this.#open.get(key) === opening) this.#open.delete(key);
    });
    return opening;
  }

  /** Takes over the source with which a media item was added. */
  adopt(item: MediaItem, source: FrameSource): void {
    const key = keyOf(item);
    this.#hold(key, Promise.resolve(new FrameReader(source, this.#cache, key)));
  }

  /** Ends every decoder and forgets every picture. */
  async close(): Promise<void> {
    const keys = [...this.#open.keys()];
    await Promise.all(keys.map((key) => this.#drop(key)));
    this.#cache.clear();
  }

  #hold(key: string, reader: Promise<FrameReader>): void {
    void this.#drop(key);
    this.#open.set(key, reader);
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= mostOpen) break;
      void this.#drop(oldest);
    }
  }

  async #drop(key: string): Promise<void> {
    const reader = this.#open.get(key);
    this.#open.delete(key);
    await reader?.then(
      (open) => open.close(),
      () => undefined,
    );
  }

  async #openReader(item: MediaItem, key: string): Promise<FrameReader> {
    const source = await this.#media.open(item.path);
    try {
      const identity = await this.#identities.identify(item.path, source.table);
      const { width, height } = source.info;
      const fits = width === item.width && height === item.height;
      if (
        !sameMedia(identity, item.identity) ||
        !fits ||
        source.table.pts.length !== item.frameCount
      ) {
        throw new StudioError(
          'bad-media',
          `${item.path} is not the file any more that was added to the project: put that one back, or relink it.`,
        );
      }
      return new FrameReader(source, this.#cache, key);
    } catch (error) {
      await source.close();
      throw error;
    }
  }
}

function keyOf({ identity, path }: MediaItem): string {
  return `${identity.head}/${identity.tail}/${identity.table}/${path}`;
}
