import type { AnnotationFormat, ImportReport } from '../../contract/api.ts';
import { fromColumns } from '../../contract/track-columns.ts';
import { StudioError } from '../../contract/errors.ts';
import type { MediaItem } from '../../domain/annotation.ts';
import { planImport } from '../../domain/editing/plan-import.ts';
import { documentFromTracks } from '../../domain/editing/track-document.ts';
import { serialiseCoco } from '../../domain/formats/coco.ts';
import { parseAnnotations } from '../../domain/formats/annotations-reader.ts';
import { serialiseTrackJson } from '../../domain/formats/track-json.ts';
import type { TrackDocument } from '../../domain/track.ts';
import type { ExchangeFiles } from '../ports/exchange-files.ts';
import type { ProjectService } from './project-service.ts';
import type { ProjectSession } from './project-session.ts';

/** Annotations to and from files of other programs. */
export class ExchangeService {
  readonly #projects: ProjectService;
  readonly #files: ExchangeFiles;
  readonly #createdBy: string;

  constructor(ports: {
    readonly projects: ProjectService;
    readonly files: ExchangeFiles;
    /** Program and version, for the documents. */
    readonly createdBy: string;
  }) {
    this.#projects = ports.projects;
    this.#files = ports.files;
    this.#createdBy = ports.createdBy;
  }

  /** Writes a media item's tracks, whole or not at all. @throws StudioError bad-input when the file must not be replaced */
  async export(request: {
    readonly mediaId: number;
    readonly format: AnnotationFormat;
    readonly path: string;
    readonly overwrite: boolean;
  }): Promise<{ readonly path: string; readonly tracks: number; readonly boxes: number }> {
    const { session } = this.#projects;
    const document = this.#document(session, request.mediaId);
    const text = request.format === 'coco' ? serialiseCoco(document) : serialiseTrackJson(document);
    await this.#refuseLoss(session, request);
    await this.#files.write(request.path, text);
    const boxes = document.tracks.reduce(
      (sum, { frames }) => sum + frames.filter(({ box }) => box !== null).length,
      0,
    );
    return { path: request.path, tracks: document.tracks.length, boxes };
  }

  /** Reads a file's tracks into a media item, as one undo step. @throws StudioError bad-input naming the file and place */
  async import(mediaId: number, path: string): Promise<ImportReport> {
    const { session } = this.#projects;
    session.mediaItem(mediaId);
    const text = await this.#files.read(path);
    const fileNames = await this.#fileNames(session.mediaItem(mediaId));
    const media = session.mediaItem(mediaId);
    const document = parseAnnotations(text, path, { ...media, fileNames });
    const { store, model } = session;
    const { patch, tracks, boxes, warnings } = planImport(model, document, mediaId, {
      nextTrackId: () => store.nextId('track'),
      nextLabelId: () => store.nextId('label'),
    });
    session.commit(patch);
    return { tracks, boxes, warnings };
  }

  #document(session: ProjectSession, mediaId: number): TrackDocument {
    return documentFromTracks({
      media: session.mediaItem(mediaId),
      table: session.frameTable(mediaId),
      labels: session.model.labels(),
      tracks: session.tracksOf(mediaId).map(fromColumns),
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
