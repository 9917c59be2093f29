import type { AnnotatedTrack, Label, MediaItem, Patch } from '../../domain/annotation.ts';
import type { Layer, LayerSpec, ProposedBox } from '../../domain/tracking/layer.ts';
import type { FrameTable } from '../../domain/frame-table.ts';
import type { EditResult } from '../../contract/api.ts';
import type { TrackColumns } from '../../contract/track-columns.ts';

/** What gets numbers of its own in a project. */
export type NumberedKind = 'label' | 'media' | 'track';

/** Keeps layers on disk while they grow, so that a crash loses only what was found since the last append. */
export interface LayerStore {
  /** Layers that are there, by id: after a crash those that were growing. */
  list(): readonly Layer[];
  /** Begins an empty layer; gives it an id that no layer of this project ever had. */
  create(layer: Omit<LayerSpec, 'id'>): LayerSpec;
  /** Adds boxes in one transaction; those of frames that the layer has already replace them. */
  append(layerId: number, boxes: ReadonlyMap<number, readonly ProposedBox[]>): void;
  /** Forgets a layer and its boxes; nothing happens when there is none of that id. */
  remove(layerId: number): void;
}

/** Creates and opens project files. */
export interface ProjectStores {
  /**
   * Creates an empty project and opens it.
   * @throws StudioError bad-input when something of that name exists, write-failed when the disk refuses.
   */
  create(path: string): Promise<ProjectStore>;
  /**
   * Opens a project. A damaged file, and one that may not be written to, is opened read-only with what can be read.
   * @throws StudioError not-found; bad-input when the file is no project, comes from a newer version of the studio, or
   * is open in another window; write-failed when the disk refuses a migration.
   */
  open(path: string): Promise<ProjectStore>;
}

/**
 * One open project: the only process and window that has it. Every change is one transaction, on the disk before the
 * method returns, and changes nothing at all when it throws: `write-failed` when the disk refuses or the project is
 * read-only, `bad-input` when the file turns out to be damaged.
 */
export interface ProjectStore {
  /** Absolute path of the project file. */
  readonly path: string;
  /** Why nothing can be changed, what was lost and what to do, or null. */
  readonly readOnlyReason: string | null;
  /** Counts edits, undos and redos since the project was created. */
  readonly revision: number;
  /** Title of the step that `undo` would take back, or null. */
  readonly undoTitle: string | null;
  /** Title of the step that `redo` would make again, or null. */
  readonly redoTitle: string | null;

  /** In the order of their ids, as are media and tracks. */
  labels(): readonly Label[];
  media(): readonly MediaItem[];
  /** Number of tracks per media id; a media item without tracks is left out. */
  trackCounts(): Readonly<Record<number, number>>;
  /** All tracks of a media item with their stored frames. */
  tracksOf(mediaId: number): readonly TrackColumns[];
  /** One track with its stored frames, or null when there is none of that id. */
  track(trackId: number): AnnotatedTrack | null;

  /** An id that no label (media item, track) of this project ever had. */
  nextId(kind: NumberedKind): number;

  /** The frame table of a media item, or null when none was stored. */
  frameTable(mediaId: number): FrameTable | null;
  /** Stores a frame table. It is no edit, and stays when its media item is removed, since that can be undone. */
  setFrameTable(mediaId: number, table: FrameTable): void;

  /**
   * Makes an edit, and forgets the steps that could be redone. A patch without changes makes no step.
   * Removing something must list everything that belongs to it: a track's boxes, a media item's tracks.
   * @throws StudioError internal when a `before` is not what the project holds, or something would be left without
   * what it belongs to.
   */
  commit(patch: Patch): EditResult;
  /**
   * Adds an edit to the last step, so that both are undone together; the result's patch is the added one alone.
   * @param title what the step is called from then on
   * @throws as `commit`; internal when there is no last step, or steps that could be redone come after it
   */
  amend(patch: Patch, title: string): EditResult;
  /** Boxes that trackers found and nobody has agreed to yet; no edits, and out of the reach of undo. */
  readonly layers: LayerStore;
  /**
   * Takes the last step back; null when there is none. The patch of the result is the one that was applied, so its
   * `before` is the state before the undo.
   * @throws StudioError bad-input when the project is not as the step left it: the history is damaged.
   */
  undo(): EditResult | null;
  /** Makes the last undone step again; null when there is none. @throws as `undo` */
  redo(): EditResult | null;

  /**
   * Writes the whole project with its history to another file, complete or not at all; this one stays open.
   * @throws StudioError bad-input when something of that name exists, write-failed when the disk refuses.
   */
  saveCopy(path: string): Promise<void>;
  /** Ends the use of the file. */
  close(): void;
}
