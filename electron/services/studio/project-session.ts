import { fromColumns } from '../../contract/track-columns.ts';
import type { TrackColumns } from '../../contract/track-columns.ts';
import type { EditResult } from '../../contract/api.ts';
import { StudioError } from '../../contract/errors.ts';
import type { StudioEvents } from '../../contract/events.ts';
import type { AnnotatedTrack, Change, MediaItem, Patch } from '../../domain/annotation.ts';
import { AnnotationModel } from '../../domain/editing/annotation-model.ts';
import type { FrameTable } from '../../domain/frame-table.ts';
import type { ProjectStore } from '../ports/project-store.ts';
import type { EventHub } from './event-hub.ts';

/**
 * An open project: its file and the same in memory. An edit is planned, written, applied and told in one go without
 * any waiting in between, so edits of several windows follow one another whole; an edit that cannot be written has
 * changed nothing.
 */
export class ProjectSession {
  readonly store: ProjectStore;
  readonly model: AnnotationModel;
  readonly #events: EventHub;
  /** Tracks by media id as they were read at opening, until one of them is changed. */
  readonly #columns = new Map<number, readonly TrackColumns[]>();
  #isClosed = false;

  constructor(store: ProjectStore, events: EventHub) {
    this.store = store;
    this.#events = events;
    const media = store.media();
    for (const { id } of media) this.#columns.set(id, store.tracksOf(id));
    const tracks = [...this.#columns.values()].flat().map(lateRows);
    this.model = new AnnotationModel({ labels: store.labels(), media, tracks });
  }

  /** @throws StudioError bad-input when the project has no such media item */
  mediaItem(mediaId: number): MediaItem {
    const item = this.model.mediaItem(mediaId);
    if (item !== undefined) return item;
    throw new StudioError(
      'bad-input',
      `The project has no video ${mediaId}: it may have been removed.`,
    );
  }

  /** @throws StudioError bad-input as `mediaItem`, or when its frame table is lost */
  frameTable(mediaId: number): FrameTable {
    const { name } = this.mediaItem(mediaId);
    const table = this.store.frameTable(mediaId);
    if (table !== null) return table;
    throw new StudioError(
      'bad-input',
      `The project has lost the frame table of ${name}: remove the video and add it again.`,
    );
  }

  /** All tracks of a media item. @throws StudioError bad-input as `mediaItem` */
  tracksOf(mediaId: number): readonly TrackColumns[] {
    this.mediaItem(mediaId);
    return this.#columns.get(mediaId) ?? this.store.tracksOf(mediaId);
  }

  /** Writes an edit, then makes it. @throws StudioError as the store's commit, or when the project was closed meanwhile */
  commit(patch: Patch): EditResult {
    this.#requireOpen();
    return this.#made('edit', this.store.commit(patch));
  }

  /** Writes an edit into the last undo step, then makes it. @throws StudioError as `commit` */
  amend(patch: Patch, title: string): EditResult {
    this.#requireOpen();
    return this.#made('edit', this.store.amend(patch, title));
  }

  undo(): EditResult | null {
    this.#requireOpen();
    const result = this.store.undo();
    return result && this.#made('undo', result);
  }

  redo(): EditResult | null {
    this.#requireOpen();
    const result = this.store.redo();
    return result && this.#made('redo', result);
  }

  close(): void {
    this.#isClosed = true;
    this.store.close();
  }

  #made(kind: StudioEvents['edit']['kind'], result: EditResult): EditResult {
    if (result.patch.changes.length === 0) return result;
    for (const change of result.patch.changes) this.#columns.delete(this.#mediaOf(change));
    this.model.apply(result.patch);
    this.#events.emit('edit', { ...result, kind });
    return result;
  }

  /** The media item whose tracks a change touches; 0 for none. */
  #mediaOf(change: Change): number {
    if (change.kind === 'track') return (change.after ?? change.before)?.mediaId ?? 0;
    return change.kind === 'row' ? (this.model.track(change.trackId)?.mediaId ?? 0) : 0;
  }

  #requireOpen(): void {
    if (!this.#isClosed) return;
    throw new StudioError(
      'cancelled',
      `${this.store.path} was closed meanwhile; nothing was changed.`,
    );
  }
}

/** A track whose rows are made of its columns when they are first asked for. */
function lateRows(columns: TrackColumns): AnnotatedTrack {
  return {
    ...columns.track,
    get rows() {
      return fromColumns(columns).rows;
    },
  };
}
