import type { Label, MediaItem, Patch } from '../domain/annotation.ts';
import type { Box } from '../domain/boxes.ts';
import type { EditCommand } from '../domain/edit-command.ts';
import type { ImportRule } from '../domain/editing/plan-import.ts';
import type { FormatId } from '../domain/formats/format-ids.ts';
import type { Preview } from '../domain/formats/what-is-lost.ts';
import type { TimeBase } from '../domain/frame-table.ts';
import type { ComparisonApi } from './comparison.ts';
import type { Device } from './device.ts';
import type { LearningApi } from './distillation.ts';
import type { ModelApi } from './models.ts';
import type { TrackColumns } from './track-columns.ts';
import type {
  CheckArgs,
  LayerContent,
  LayerState,
  ProposeArgs,
  RepairArgs,
  TrackArgs,
  TrackerModel,
} from './tracking.ts';

/** A project that was open before. */
export interface RecentProject {
  readonly path: string;
  readonly name: string;
  /** ISO 8601. */
  readonly openedAt: string;
  /** False when the file is not there any more. */
  readonly exists: boolean;
}

/** What the window shows before and beside any project. */
export interface StudioStatus {
  readonly version: string;
  readonly recent: readonly RecentProject[];
  readonly project: ProjectState | null;
}

/** The open project, without its tracks. */
export interface ProjectState {
  readonly path: string;
  readonly name: string;
  /** Counts edits, undos and redos; grows by one with each. */
  readonly revision: number;
  readonly media: readonly (MediaItem & {
    /** True when the file is not where it was: relink it. */
    readonly isMissing: boolean;
  })[];
  readonly labels: readonly Label[];
  /** Number of tracks per media id. */
  readonly trackCounts: Readonly<Record<number, number>>;
  readonly undoTitle: string | null;
  readonly redoTitle: string | null;
  /** Why nothing can be changed (damaged file, read-only folder), or null. */
  readonly readOnlyReason: string | null;
}

/** What an edit, an undo or a redo did; durable on disk before anyone hears of it. */
export interface EditResult {
  readonly revision: number;
  readonly patch: Patch;
  readonly undoTitle: string | null;
  readonly redoTitle: string | null;
}

/** One entry of a folder on the host's disk. */
export interface FolderEntry {
  readonly name: string;
  readonly path: string;
  readonly kind: 'folder' | 'video' | 'image' | 'project' | 'annotations' | 'other';
  readonly bytes: number;
}

/** What an import found and did. */
export interface ImportReport {
  readonly tracks: number;
  readonly boxes: number;
  readonly warnings: readonly string[];
}

/** Formats that annotations leave and enter in. */
export type AnnotationFormat = FormatId;

/** A format as a window lists it. */
export interface ListedFormat {
  readonly id: AnnotationFormat;
  readonly title: string;
  /** Who reads it, in one sentence. */
  readonly about: string;
  readonly kind: 'file' | 'folder';
  /** End of a file's name, with its dot; empty for folders. */
  readonly extension: string;
}

/** What an export wrote. */
export interface ExportReport {
  readonly path: string;
  readonly tracks: number;
  readonly boxes: number;
  readonly files: number;
  readonly pictures: number;
  /** What came back changed when the files were read again, in one sentence; null when nothing did. */
  readonly difference: string | null;
}

/** What an import would do. */
export interface ImportPreview extends ImportReport {
  readonly format: AnnotationFormat;
  /** Tracks that come into ones that are there. */
  readonly merged: number;
  /** Frames in which both say something else, and those of them that stay as they are. */
  readonly conflicts: number;
  readonly kept: number;
}

/**
 * Everything that a window can ask of the studio: one typed method per use, the same over every transport.
 * All paths are absolute paths of the host's disk. Errors arrive as StudioError with code and message.
 */
export interface StudioApi extends LearningApi, ModelApi, ComparisonApi {
  status(): Promise<StudioStatus>;
  /** Creates a project file that must not exist yet, and opens it. */
  createProject(args: { readonly path: string }): Promise<ProjectState>;
  /** Opens a project; one that another window has open is refused with the reason. */
  openProject(args: { readonly path: string }): Promise<ProjectState>;
  closeProject(): Promise<void>;
  /** Writes the whole project to another file that must not exist yet; the open one stays open. */
  saveCopy(args: { readonly path: string }): Promise<void>;
  /** Adds videos and image folders; each is an undo step. Progress comes as `progress` events. */
  addMedia(args: { readonly paths: readonly string[] }): Promise<readonly MediaItem[]>;
  /** Points a media item at the place where its file is now; refused when the file is another one. */
  relinkMedia(args: { readonly mediaId: number; readonly path: string }): Promise<MediaItem>;
  /** Removes a media item with its tracks, as one undo step. */
  removeMedia(args: { readonly mediaId: number }): Promise<EditResult>;
  frameTable(args: { readonly mediaId: number }): Promise<{
    readonly timeBase: TimeBase;
    readonly pts: readonly number[];
    /** Indices of key frames. */
    readonly keyFrames: readonly number[];
  }>;
  /** All tracks of a media item with their stored frames. */
  tracks(args: { readonly mediaId: number }): Promise<readonly TrackColumns[]>;
  /** @param args.amends the edit joins the last undo step, if that is the one that led to this revision */
  edit(args: { readonly command: EditCommand; readonly amends?: number }): Promise<EditResult>;
  /** Null when there is nothing to undo. */
  undo(): Promise<EditResult | null>;
  redo(): Promise<EditResult | null>;
  exportAnnotations(args: {
    readonly mediaId: number;
    readonly format: AnnotationFormat;
    readonly path: string;
    readonly overwrite: boolean;
    /** Write the frames as pictures as well; left out: no. */
    readonly pictures?: 'jpg' | 'png';
  }): Promise<ExportReport>;
  /** All formats. */
  annotationFormats(): Promise<readonly ListedFormat[]>;
  /** What a format cannot hold of a media item's tracks, before anything is written. */
  previewExport(args: {
    readonly mediaId: number;
    readonly format: AnnotationFormat;
  }): Promise<Preview>;
  /**
   * Reads annotations into a media item, as one undo step; the format is recognised unless it is given, and without a
   * rule all tracks are new ones.
   */
  importAnnotations(args: {
    readonly mediaId: number;
    readonly path: string;
    readonly format?: AnnotationFormat;
    readonly rule?: ImportRule;
  }): Promise<ImportReport>;
  /** What `importAnnotations` would do, without doing it. */
  previewImport(args: {
    readonly mediaId: number;
    readonly path: string;
    readonly format?: AnnotationFormat;
    readonly rule?: ImportRule;
  }): Promise<ImportPreview>;
  /** What tracking can be done with. */
  trackers(): Promise<{
    readonly models: readonly TrackerModel[];
    readonly devices: readonly Device[];
  }>;
  /**
   * Begins to follow objects; what is found comes as `layer` and `layerBoxes` events, and into the tracks as one undo
   * step when it ends or is stopped.
   */
  startTracking(args: TrackArgs): Promise<LayerState>;
  /** Begins a two-sided repair, which replaces one of the same track that still waits; null: nothing to repair. */
  repairTrack(args: RepairArgs): Promise<LayerState | null>;
  /** Begins to look how far another pass agrees; the overlaps come into the track as one undo step. */
  checkTrack(args: CheckArgs): Promise<LayerState>;
  /** Ends a running layer after the frame in flight, and keeps what is done. */
  stopLayer(args: { readonly layerId: number }): Promise<void>;
  /** Puts a layer's boxes into the tracks, except over a person's. */
  acceptLayer(args: { readonly layerId: number }): Promise<EditResult>;
  /** Stops a layer and forgets its boxes. */
  discardLayer(args: { readonly layerId: number }): Promise<void>;
  /** Layers of a media item, with all their boxes so far. */
  layers(args: { readonly mediaId: number }): Promise<readonly LayerContent[]>;
  /** The tracker's own idea of an object's box near the given one. */
  proposeBox(args: ProposeArgs): Promise<{ readonly box: Box; readonly score: number }>;
  /** For choosing files where the host's own dialogs cannot be used. */
  listFolder(args: { readonly path: string | null }): Promise<{
    readonly path: string;
    readonly parent: string | null;
    readonly entries: readonly FolderEntry[];
  }>;
}

/** Name of an API method. */
export type StudioMethod = keyof StudioApi;
