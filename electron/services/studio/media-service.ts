import type { EditResult } from '../../contract/api.ts';
import { isStudioError, StudioError } from '../../contract/errors.ts';
import type { MediaItem } from '../../domain/annotation.ts';
import { planAddMedia, planRemoveMedia, planUpdateMedia } from '../../domain/editing/plan-media.ts';
import type { FrameSource } from '../../domain/video.ts';
import { sameMedia } from '../frames/media-readers.ts';
import type { MediaReaders } from '../frames/media-readers.ts';
import type { MediaIdentities } from '../ports/media-identity.ts';
import type { Media } from '../ports/media.ts';
import type { EventHub } from './event-hub.ts';
import type { ProjectService } from './project-service.ts';
import type { ProjectSession } from './project-session.ts';

/** Adds, relinks and removes videos and image folders. */
export class MediaService {
  readonly #projects: ProjectService;
  readonly #media: Media;
  readonly #identities: MediaIdentities;
  readonly #readers: MediaReaders;
  readonly #events: EventHub;
  #tasks = 0;

  constructor(ports: {
    readonly projects: ProjectService;
    readonly media: Media;
    readonly identities: MediaIdentities;
    readonly readers: MediaReaders;
    readonly events: EventHub;
  }) {
    this.#projects = ports.projects;
    this.#media = ports.media;
    this.#identities = ports.identities;
    this.#readers = ports.readers;
    this.#events = ports.events;
  }

  /**
   * Adds media one after the other, each as an undo step. Those that cannot be read are told as notices; when none
   * can, the first one's error is thrown.
   */
  async add(paths: readonly string[]): Promise<readonly MediaItem[]> {
    const { session } = this.#projects;
    const added: MediaItem[] = [];
    const failures: StudioError[] = [];
    const task = `add-media-${++this.#tasks}`;
    const total = paths.length;
    const tell = (done: number, label: string, isFinished: boolean): void =>
      this.#events.emit('progress', { task, label, done, total, isFinished });
    try {
      for (const [done, path] of paths.entries()) {
        tell(done, `Reading ${nameOf(path)}`, false);
        try {
          added.push(await this.#addOne(session, path));
        } catch (error) {
          if (!isStudioError(error) || error.code === 'cancelled') throw error;
          failures.push(error);
        }
      }
    } finally {
      tell(total, total === 1 ? `Reading ${nameOf(paths[0]!)}` : `Reading ${total} videos`, true);
    }
    if (added.length === 0 && failures[0] !== undefined) throw failures[0];
    for (const { message } of failures) this.#events.emit('notice', { level: 'error', message });
    return added;
  }

  /** Points a media item at the place where its file is now. @throws StudioError bad-media when it is another file */
  async relink(mediaId: number, path: string): Promise<MediaItem> {
    const { session } = this.#projects;
    session.mediaItem(mediaId);
    const source = await this.#media.open(path);
    try {
      const identity = await this.#identities.identify(path, source.table);
      const before = session.mediaItem(mediaId);
      const fits = source.table.pts.length === before.frameCount;
      if (!sameMedia(identity, before.identity) || !fits) {
        throw new StudioError(
          'bad-media',
          `${path} is not ${before.name}: its content differs from the file that was added. Choose the same file, ` +
            'or add this one as a new video.',
        );
      }
      const after: MediaItem = { ...before, path: source.info.path };
      session.commit(planUpdateMedia(session.model, after));
      this.#readers.adopt(after, source);
      await this.#projects.announce();
      return after;
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  /** Removes a media item with its tracks, as one undo step. */
  remove(mediaId: number): EditResult {
    const { session } = this.#projects;
    return session.commit(planRemoveMedia(session.model, mediaId));
  }

  async #addOne(session: ProjectSession, path: string): Promise<MediaItem> {
    const source = await this.#media.open(path);
    try {
      const item = await this.#register(session, source);
      this.#readers.adopt(item, source);
      for (const warning of source.info.warnings) {
        this.#events.emit('notice', { level: 'warning', message: `${item.name}: ${warning}` });
      }
      return item;
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  async #register(session: ProjectSession, { info, table }: FrameSource): Promise<MediaItem> {
    const identity = await this.#identities.identify(info.path, table);
    // From here on without any wait: what is checked still holds when it is written.
    const twin = session.model.media().find((item) => sameMedia(item.identity, identity));
    if (twin !== undefined) {
      throw new StudioError(
        'bad-input',
        twin.path === info.path
          ? `${info.path} is in the project already.`
          : `${info.path} is in the project already, as ${twin.path}: relink that one if it has moved.`,
      );
    }
    const item: MediaItem = {
      id: session.store.nextId('media'),
      name: nameOf(info.path),
      ...{ path: info.path, kind: info.kind, width: info.width, height: info.height },
      ...{ fps: info.fps, frameCount: table.pts.length, timeBase: table.timeBase, identity },
    };
    session.store.setFrameTable(item.id, table);
    session.commit(planAddMedia(session.model, item));
    return item;
  }
}

function nameOf(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}
