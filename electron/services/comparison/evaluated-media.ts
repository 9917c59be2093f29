import path from 'node:path';
import type { MediaItem } from '../../domain/annotation.ts';
import type { MediaReaders } from '../frames/media-readers.ts';
import type { MediaIdentities } from '../ports/media-identity.ts';
import type { Media } from '../ports/media.ts';

/** Ids from here on are none of a project's. */
const FIRST_ID = 900_000_000;

/**
 * Videos and image folders of evaluated sequences, each with an id under which its pictures can be asked for. Windows
 * never name a path: only what a comparison has read gets an id.
 */
export class EvaluatedMedia {
  readonly #ports: {
    readonly media: Media;
    readonly identities: MediaIdentities;
    readonly readers: MediaReaders;
  };
  readonly #byPath = new Map<string, Promise<MediaItem>>();
  readonly #byId = new Map<number, MediaItem>();
  #nextId = FIRST_ID;

  constructor(ports: {
    readonly media: Media;
    readonly identities: MediaIdentities;
    readonly readers: MediaReaders;
  }) {
    this.#ports = ports;
  }

  /** The medium at a path, which a comparison has read. @throws StudioError not-found or bad-media */
  register(file: string): Promise<MediaItem> {
    const known = this.#byPath.get(file);
    if (known !== undefined) return known;
    const opening = this.#open(file);
    this.#byPath.set(file, opening);
    // What failed is tried again next time: the file may be back.
    opening.catch(() => this.#byPath.delete(file));
    return opening;
  }

  /** The medium of an id; null for ids of a project. */
  find(mediaId: number): MediaItem | null {
    return this.#byId.get(mediaId) ?? null;
  }

  async #open(file: string): Promise<MediaItem> {
    const { media, identities, readers } = this.#ports;
    const source = await media.open(file);
    try {
      const { info, table } = source;
      const item: MediaItem = {
        id: this.#nextId++,
        name: path.basename(file),
        path: file,
        ...{ kind: info.kind, width: info.width, height: info.height, fps: info.fps },
        ...{ frameCount: table.pts.length, timeBase: table.timeBase },
        identity: await identities.identify(file, table),
      };
      this.#byId.set(item.id, item);
      readers.adopt(item, source);
      return item;
    } catch (error) {
      await source.close();
      throw error;
    }
  }
}
