import type { ExportReport, ImportPreview, ImportReport } from '../../contract/api.ts';
import { StudioError } from '../../contract/errors.ts';
import { fromColumns, type TrackColumns } from '../../contract/track-columns.ts';
import type { AnnotatedTrack, MediaItem } from '../../domain/annotation.ts';
import type { IdSource } from '../../domain/editing/id-source.ts';
import { planImport, type ImportPlan, type ImportRule } from '../../domain/editing/plan-import.ts';
import { annotationsFromTracks } from '../../domain/editing/track-annotations.ts';
import { importedTracks, readAnnotations } from '../../domain/formats/annotations-reader.ts';
import { annotationsFor } from '../../domain/formats/choose-video.ts';
import type { FormatId } from '../../domain/formats/format-ids.ts';
import type { ImportedTracks } from '../../domain/formats/imported-tracks.ts';
import { FORMATS } from '../../domain/formats/registry.ts';
import type { VideoAnnotations } from '../../domain/formats/video-annotations.ts';
import { whatIsLost, type Preview } from '../../domain/formats/what-is-lost.ts';
import type { ExchangeFiles } from '../ports/exchange-files.ts';
import type { Media } from '../ports/media.ts';
import type { PictureKind, PictureWriter } from '../ports/picture-writer.ts';
import type { ProjectService } from '../studio/project-service.ts';
import type { ProjectSession } from '../studio/project-session.ts';
import { checkAnnotations } from './write-annotations.ts';
import { writeWithPictures } from './write-with-pictures.ts';

/** An import as it is asked for; the path is absolute. */
export interface ImportRequest {
  readonly mediaId: number;
  readonly path: string;
  /** Left out: it is recognised. */
  readonly format?: FormatId;
  /** Left out: all tracks are new ones. */
  readonly rule?: ImportRule;
}

/** Annotations of the open project to and from files of other programs. */
export class ExchangeService {
  readonly #projects: ProjectService;
  readonly #files: ExchangeFiles;
  readonly #media: Media;
  readonly #pictures: PictureWriter;
  readonly #createdBy: string;

  constructor(ports: {
    readonly projects: ProjectService;
    readonly files: ExchangeFiles;
    readonly media: Media;
    readonly pictures: PictureWriter;
    /** Program and version, for the files. */
    readonly createdBy: string;
  }) {
    this.#projects = ports.projects;
    this.#files = ports.files;
    this.#media = ports.media;
    this.#pictures = ports.pictures;
    this.#createdBy = ports.createdBy;
  }

  /** What a format cannot hold of a media item's tracks. */
  previewExport(request: { readonly mediaId: number; readonly format: FormatId }): Preview {
    const annotations = this.#annotations(this.#projects.session, request.mediaId);
    return whatIsLost(FORMATS[request.format], [annotations]);
  }

  /**
   * Writes a media item's tracks, whole or not at all, and reads them back.
   * @throws StudioError bad-input when the file must not be replaced, write-failed, bad-media
   */
  async export(request: {
    readonly mediaId: number;
    readonly format: FormatId;
    readonly path: string;
    readonly overwrite: boolean;
    readonly pictures?: PictureKind;
  }): Promise<ExportReport> {
    const { session } = this.#projects;
    const video = this.#annotations(session, request.mediaId);
    const item = session.mediaItem(request.mediaId);
    await this.#refuseLoss(session, request);
    const format = FORMATS[request.format];
    const { pictures: kind, path } = request;
    const job = { format, videos: [video], path, options: kind ? { pictures: kind } : {} };
    const source = kind === undefined ? null : await this.#media.open(item.path);
    try {
      const pictures = kind !== undefined && source !== null ? { kind, source } : null;
      if (source !== null) refuseOther(item, source.table.pts.length);
      const ports = { files: this.#files, pictures: this.#pictures };
      const written = await writeWithPictures(ports, { ...job, pictures });
      const difference = await checkAnnotations(this.#files, job);
      const { tracks, boxes } = whatIsLost(format, [video]);
      return { path, tracks, boxes, ...written, difference };
    } finally {
      await source?.close();
    }
  }

  /** Reads a file's tracks into a media item, as one undo step. @throws StudioError bad-input naming the file and place */
  async import(request: ImportRequest): Promise<ImportReport> {
    const { session } = this.#projects;
    const { document } = await this.#read(session, request);
    const { store } = session;
    const { patch, tracks, boxes, warnings } = this.#plan(session, document, request, {
      nextTrackId: () => store.nextId('track'),
      nextLabelId: () => store.nextId('label'),
    });
    session.commit(patch);
    return { tracks, boxes, warnings };
  }

  /** What an import would do. @throws StudioError as `import` */
  async previewImport(request: ImportRequest): Promise<ImportPreview> {
    const { session } = this.#projects;
    const { document, format } = await this.#read(session, request);
    const most = (ids: readonly { readonly id: number }[]): number =>
      ids.reduce((id, one) => Math.max(id, one.id), 0);
    let [track, label] = [most(session.model.tracks()), most(session.model.labels())];
    // Ids of nothing that will be stored: the project gives out none.
    const plan = this.#plan(session, document, request, {
      nextTrackId: () => ++track,
      nextLabelId: () => ++label,
    });
    const { tracks, boxes, merged, conflicts, kept, warnings } = plan;
    return { format, tracks, boxes, merged, conflicts, kept, warnings };
  }

  async #read(
    session: ProjectSession,
    { mediaId, path, format }: ImportRequest,
  ): Promise<{ readonly document: ImportedTracks; readonly format: FormatId }> {
    session.mediaItem(mediaId);
    const files = await this.#files.open(path);
    const fileNames = await this.#fileNames(session.mediaItem(mediaId));
    const { name, width, height, fps, frameCount, timeBase } = session.mediaItem(mediaId);
    const facts = { name, width, height, fps, frameCount, timeBase };
    const read = readAnnotations(files, { facts, fileNames }, format ?? null);
    const video = annotationsFor(read.videos, facts, path);
    return { document: importedTracks(video), format: read.format };
  }

  #plan(
    session: ProjectSession,
    document: ImportedTracks,
    { mediaId, rule }: ImportRequest,
    ids: IdSource,
  ): ImportPlan {
    return planImport(session.model, document, mediaId, ids, rule);
  }

  #annotations(session: ProjectSession, mediaId: number): VideoAnnotations {
    return annotationsFromTracks({
      media: session.mediaItem(mediaId),
      table: session.frameTable(mediaId),
      labels: session.model.labels(),
      tracks: oneByOne(session.tracksOf(mediaId)),
      createdBy: this.#createdBy,
      createdAt: new Date().toISOString(),
    });
  }

  /** File names of a media item's pictures; null for videos. */
  async #fileNames({ kind, path, frameCount }: MediaItem): Promise<readonly string[] | null> {
    const names = kind === 'images' ? await this.#files.pictureNames(path) : null;
    return names?.length === frameCount ? names : null;
  }

  async #refuseLoss(
    { store, model }: ProjectSession,
    { path, overwrite }: { readonly path: string; readonly overwrite: boolean },
  ): Promise<void> {
    if (!(await this.#files.exists(path))) return;
    const own = [store.path, `${store.path}-wal`, ...model.media().map((item) => item.path)];
    for (const file of own) {
      if (!(await this.#files.isSame(path, file))) continue;
      throw new StudioError(
        'bad-input',
        `${path} belongs to the project itself: choose another name to export to.`,
      );
    }
    if (overwrite) return;
    throw new StudioError(
      'bad-input',
      `${path} exists already: choose another name, or allow to replace it.`,
    );
  }
}

/** Tracks with their rows, one after the other. */
function* oneByOne(tracks: readonly TrackColumns[]): Generator<AnnotatedTrack> {
  for (const columns of tracks) yield fromColumns(columns);
}

function refuseOther({ name, path, frameCount }: MediaItem, found: number): void {
  if (found === frameCount) return;
  throw new StudioError(
    'bad-media',
    `${path} is not ${name} any more: it has ${found} frames, not ${frameCount}. Put the file back, or relink it.`,
  );
}
