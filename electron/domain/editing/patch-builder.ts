import type { Change, FrameRow, Label, MediaItem, Patch, ProjectTrack } from '../annotation.ts';
import type { AnnotationModel } from './annotation-model.ts';
import { sameValue } from './same-value.ts';

/**
 * Collects what an edit changes in a model, the last word counting. What stays as it was is left out, and the rest
 * ordered so that nothing is ever without what it belongs to: labels, media and tracks come before frames, and go
 * after them.
 */
export class PatchBuilder {
  readonly #model: AnnotationModel;
  readonly #labels = new Map<number, Label | null>();
  readonly #media = new Map<number, MediaItem | null>();
  readonly #tracks = new Map<number, ProjectTrack | null>();
  readonly #rows = new Map<number, Map<number, FrameRow | null>>();

  constructor(model: AnnotationModel) {
    this.#model = model;
  }

  /** Adds or changes a label (null removes it). */
  label(id: number, after: Label | null): this {
    this.#labels.set(id, after);
    return this;
  }

  /** Adds or changes a media item (null removes it; its tracks must be removed as well). */
  media(id: number, after: MediaItem | null): this {
    this.#media.set(id, after);
    return this;
  }

  /** Adds or changes a track. */
  track(after: ProjectTrack): this {
    this.#tracks.set(after.id, after);
    return this;
  }

  /** Removes a track with all that is stored of it. */
  removeTrack(id: number): this {
    this.#tracks.set(id, null);
    return this.rows(id, new Map());
  }

  /** Stores a frame of a track (null removes it). */
  row(trackId: number, frameIndex: number, after: FrameRow | null): this {
    let rows = this.#rows.get(trackId);
    if (rows === undefined) this.#rows.set(trackId, (rows = new Map<number, FrameRow | null>()));
    rows.set(frameIndex, after);
    return this;
  }

  /** Makes `after` all that is stored of a track. */
  rows(trackId: number, after: ReadonlyMap<number, FrameRow>): this {
    const rows = new Map<number, FrameRow | null>(after);
    for (const frameIndex of this.#model.frames(trackId)) {
      if (!after.has(frameIndex)) rows.set(frameIndex, null);
    }
    this.#rows.set(trackId, rows);
    return this;
  }

  /** The patch, with what the undo menu calls it. */
  build(title: string): Patch {
    const model = this.#model;
    const labels = [...this.#labels].map(([id, after]): Change => ({
      kind: 'label',
      id,
      before: model.label(id) ?? null,
      after,
    }));
    const media = [...this.#media].map(([id, after]): Change => ({
      kind: 'media',
      id,
      before: model.mediaItem(id) ?? null,
      after,
    }));
    const tracks = [...this.#tracks].map(([id, after]): Change => ({
      kind: 'track',
      id,
      before: model.track(id) ?? null,
      after,
    }));
    const owners = [...labels, ...media, ...tracks];
    const changes = [
      ...owners.filter(({ after }) => after !== null),
      ...this.#rowChanges(),
      ...owners.filter(({ after }) => after === null).reverse(),
    ];
    return { title, changes: changes.filter(({ before, after }) => !sameValue(before, after)) };
  }

  #rowChanges(): Change[] {
    return [...this.#rows].flatMap(([trackId, rows]) =>
      [...rows]
        .sort(([a], [b]) => a - b)
        .map(([frameIndex, after]): Change => {
          const before = this.#model.row(trackId, frameIndex) ?? null;
          return { kind: 'row', trackId, frameIndex, before, after };
        }),
    );
  }
}
