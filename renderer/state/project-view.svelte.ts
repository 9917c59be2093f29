import type { EditResult } from '../../electron/contract/api.ts';
import { fromColumns } from '../../electron/contract/track-columns.ts';
import type { Label, MediaItem, Patch } from '../../electron/domain/annotation.ts';
import { AnnotationModel } from '../../electron/domain/editing/annotation-model.ts';
import type { ShownBox } from '../../electron/domain/editing/interpolate.ts';
import type { FrameTable } from '../../electron/domain/frame-table.ts';
import { paletteHex } from '../../electron/domain/palette.ts';
import { dependOn } from './depend-on.ts';
import type { StudioClient } from '../api/client.ts';

/**
 * The media item on the stage with its tracks. The model itself is no reactive state, for it may hold a million
 * boxes; `revision` grows with every change, and what is shown of the model depends on it.
 */
export class ProjectView {
  media = $state.raw<MediaItem | null>(null);
  table = $state.raw<FrameTable | null>(null);
  isLoading = $state(false);
  revision = $state(0);
  readonly #client: StudioClient;
  #model = new AnnotationModel();
  /** Edits heard while tracks are on their way; applying one twice in order does no harm. */
  #waiting: EditResult[] = [];

  constructor(client: StudioClient) {
    this.#client = client;
  }

  /** All boxes of the open media item, as of `revision`, on which whatever reads this depends. */
  get model(): AnnotationModel {
    dependOn(this.revision);
    return this.#model;
  }

  /**
   * Opens a media item, or none.
   * @returns false when another one was opened meanwhile
   * @throws StudioError
   */
  async open(media: MediaItem | null, labels: readonly Label[]): Promise<boolean> {
    this.media = media;
    this.table = null;
    this.#waiting = [];
    this.#take(new AnnotationModel());
    if (!media) return true;
    this.isLoading = true;
    try {
      const mediaId = media.id;
      const [table, columns] = await Promise.all([
        this.#client.frameTable({ mediaId }),
        this.#client.tracks({ mediaId }),
      ]);
      if (this.media !== media) return false;
      const keyFrames = new Uint8Array(table.pts.length);
      for (const index of table.keyFrames) keyFrames[index] = 1;
      const model = new AnnotationModel({ labels, tracks: columns.map(fromColumns) });
      for (const { patch } of this.#waiting) model.apply(this.#own(patch));
      this.table = { timeBase: table.timeBase, pts: Float64Array.from(table.pts), keyFrames };
      this.#take(model);
      return true;
    } finally {
      if (this.media === media) this.isLoading = false;
      this.#waiting = [];
    }
  }

  /** Takes in an edit, undo or redo. */
  apply(result: EditResult): void {
    const { patch } = result;
    if (this.isLoading) this.#waiting.push(result);
    this.#model.apply(this.#own(patch));
    this.revision++;
  }

  /** What is seen of a track in a frame. */
  shownAt(trackId: number, frameIndex: number): ShownBox | null {
    return this.model.shownAt(trackId, frameIndex);
  }

  /** `#rrggbb` of a track: its own, else its label's or one of the palette. */
  colorOf(trackId: number, colorBy: 'track' | 'label'): string {
    const track = this.model.track(trackId);
    if (track?.color) return track.color;
    const label = track && colorBy === 'label' ? this.model.label(track.labelId) : undefined;
    return label?.color ?? paletteHex(trackId - 1);
  }

  /** Name of a track, e.g. "person 3". */
  nameOf(trackId: number): string {
    const track = this.model.track(trackId);
    const label = track && this.model.label(track.labelId);
    return `${label?.name ?? 'track'} ${trackId}`;
  }

  /** Without tracks of other media items, which are not held and must not come in by an undo. */
  #own({ title, changes }: Patch): Patch {
    const mediaId = this.media?.id;
    const own = changes.filter(
      (change) => change.kind !== 'track' || (change.after ?? change.before)?.mediaId === mediaId,
    );
    return { title, changes: own };
  }

  #take(model: AnnotationModel): void {
    this.#model = model;
    this.revision++;
  }
}
