import type {
  AnnotatedTrack,
  Change,
  FrameRow,
  Label,
  MediaItem,
  Patch,
  ProjectTrack,
} from '../annotation.ts';
import type { PlacedRow, ShownBox } from './interpolate.ts';
import type { TrackSpan } from './spans.ts';
import { TrackRows } from './track-rows.ts';

/** What a model starts from. */
export interface AnnotationState {
  readonly labels?: Iterable<Label>;
  readonly media?: Iterable<MediaItem>;
  readonly tracks?: Iterable<AnnotatedTrack>;
}

interface Held {
  track: ProjectTrack;
  readonly rows: TrackRows;
}

/**
 * A project's labels, media and tracks in memory, changed by patches only. Queries about a track that it does not
 * hold answer as for one without frames.
 */
export class AnnotationModel {
  readonly #labels = new Map<number, Label>();
  readonly #media = new Map<number, MediaItem>();
  readonly #tracks = new Map<number, Held>();

  /** Tracks' `rows` are read when first needed, so that a getter can fetch them late. */
  constructor({ labels = [], media = [], tracks = [] }: AnnotationState = {}) {
    for (const label of labels) this.#labels.set(label.id, label);
    for (const item of media) this.#media.set(item.id, item);
    for (const track of tracks) this.#hold(track);
  }

  /** All labels, by id. */
  labels(): Label[] {
    return byId(this.#labels.values());
  }

  label(labelId: number): Label | undefined {
    return this.#labels.get(labelId);
  }

  /** All media items, by id. */
  media(): MediaItem[] {
    return byId(this.#media.values());
  }

  mediaItem(mediaId: number): MediaItem | undefined {
    return this.#media.get(mediaId);
  }

  /** The tracks of one media item, or all of them, by id. */
  tracks(mediaId?: number): ProjectTrack[] {
    const all = Array.from(this.#tracks.values(), ({ track }) => track);
    return byId(mediaId === undefined ? all : all.filter((track) => track.mediaId === mediaId));
  }

  track(trackId: number): ProjectTrack | undefined {
    return this.#tracks.get(trackId)?.track;
  }

  /** A track with a copy of its stored frames. */
  annotatedTrack(trackId: number): AnnotatedTrack | undefined {
    const held = this.#tracks.get(trackId);
    return held && { ...held.track, rows: held.rows.toMap() };
  }

  /** Indices of the frames stored of a track, ascending; not to be written to. */
  frames(trackId: number): Int32Array {
    return this.#tracks.get(trackId)?.rows.frames ?? NO_FRAMES;
  }

  row(trackId: number, frameIndex: number): FrameRow | undefined {
    return this.#tracks.get(trackId)?.rows.get(frameIndex);
  }

  /** Stored frames in from..to, both inclusive, ascending. */
  rowsBetween(trackId: number, from: number, to: number): PlacedRow[] {
    return this.#tracks.get(trackId)?.rows.between(from, to) ?? [];
  }

  /** The nearest stored frame before `frameIndex`, or null. */
  previousRow(trackId: number, frameIndex: number): PlacedRow | null {
    return this.#tracks.get(trackId)?.rows.previous(frameIndex) ?? null;
  }

  /** The nearest stored frame after `frameIndex`, or null. */
  nextRow(trackId: number, frameIndex: number): PlacedRow | null {
    return this.#tracks.get(trackId)?.rows.next(frameIndex) ?? null;
  }

  /** What is seen of a track in a frame; null where nothing is known of it. */
  shownAt(trackId: number, frameIndex: number): ShownBox | null {
    const held = this.#tracks.get(trackId);
    return held?.rows.shownAt(frameIndex, held.track.interpolate) ?? null;
  }

  /** What a track shows from its first stored frame to its last, in runs; the same array until the track changes. */
  spans(trackId: number): readonly TrackSpan[] {
    const held = this.#tracks.get(trackId);
    return held?.rows.spans(held.track.interpolate) ?? NO_SPANS;
  }

  /** Exchanges all tracks of a media item for others, e.g. those a window has just been sent. */
  setTracks(mediaId: number, tracks: Iterable<AnnotatedTrack>): void {
    for (const { id } of this.tracks(mediaId)) this.#tracks.delete(id);
    for (const track of tracks) this.#hold(track);
  }

  /**
   * Makes an edit's changes. Those of tracks that are not held are passed over: a window need not hold the tracks of
   * every media item, and is sent them whole when it opens one.
   */
  apply(patch: Patch): void {
    for (const change of patch.changes) this.#change(change);
  }

  #change(change: Change): void {
    switch (change.kind) {
      case 'label':
        put(this.#labels, change.id, change.after);
        break;
      case 'media':
        put(this.#media, change.id, change.after);
        break;
      case 'track':
        this.#changeTrack(change.id, change.before, change.after);
        break;
      case 'row':
        this.#tracks.get(change.trackId)?.rows.set(change.frameIndex, change.after);
    }
  }

  #changeTrack(id: number, before: ProjectTrack | null, after: ProjectTrack | null): void {
    const held = this.#tracks.get(id);
    if (after === null) this.#tracks.delete(id);
    else if (held !== undefined) held.track = after;
    else if (before === null) this.#hold({ ...after, rows: NO_ROWS });
  }

  #hold(track: AnnotatedTrack): void {
    // One by one: a spread would read `rows`, which may be a getter that fetches them.
    const { id, mediaId, labelId, color, attributes, interpolate, locked, hidden } = track;
    this.#tracks.set(id, {
      track: { id, mediaId, labelId, color, attributes, interpolate, locked, hidden },
      rows: new TrackRows(() => track.rows),
    });
  }
}

/** The patch that takes back `patch`: its changes in reverse, each turned round. */
export function invert(patch: Patch): Patch {
  const changes = patch.changes.toReversed();
  return { title: patch.title, changes: changes.map(turnRound) };
}

function turnRound(change: Change): Change {
  // Each kind for itself, since only then do `before` and `after` keep their common type.
  switch (change.kind) {
    case 'label':
      return { ...change, before: change.after, after: change.before };
    case 'media':
      return { ...change, before: change.after, after: change.before };
    case 'track':
      return { ...change, before: change.after, after: change.before };
    case 'row':
      return { ...change, before: change.after, after: change.before };
  }
}

const NO_FRAMES = new Int32Array(0);
const NO_SPANS: readonly TrackSpan[] = [];
const NO_ROWS: ReadonlyMap<number, FrameRow> = new Map();

function put<T>(map: Map<number, T>, id: number, value: T | null): void {
  if (value === null) map.delete(id);
  else map.set(id, value);
}

function byId<T extends { readonly id: number }>(items: Iterable<T>): T[] {
  return [...items].sort((a, b) => a.id - b.id);
}
