import { StudioError } from '../../contract/errors.ts';
import type { TimeBase } from '../frame-table.ts';
import type { TrackModel } from '../track.ts';
import { BoxCollector } from './box-table.ts';
import type { Attributes, BoxRow, BoxTable } from './box-table.ts';

/** What is known of a video beside its annotations; null where nobody says. */
export interface VideoFacts {
  readonly name: string | null;
  /** Picture size in pixels. */
  readonly width: number | null;
  readonly height: number | null;
  /** Average frames per second. */
  readonly fps: number | null;
  readonly frameCount: number | null;
  /** Seconds per unit of `pts`. */
  readonly timeBase: TimeBase | null;
}

/** One object; its rows are `from`..`to`-1 of the table. */
export interface AnnotationTrack {
  /** Unique in its video, an integer from 1. */
  readonly id: number;
  readonly label: string;
  /** `#rrggbb`, or null. */
  readonly color: string | null;
  readonly attributes: Attributes;
  readonly from: number;
  readonly to: number;
}

/** The annotations of one video, as every format is read into and written from. */
export interface VideoAnnotations {
  readonly facts: VideoFacts;
  readonly tracks: readonly AnnotationTrack[];
  readonly table: BoxTable;
  /** What a person should know about the file, one sentence each. */
  readonly warnings: readonly string[];
  /** Where they come from, as far as it is told. */
  readonly origin: Origin;
}

/** Who made annotations, with what, and whether all of them are there. */
export interface Origin {
  readonly model: TrackModel | null;
  readonly createdBy: string | null;
  /** ISO 8601. */
  readonly createdAt: string | null;
  /** Why they end early; null when they are complete. */
  readonly incompleteReason: string | null;
}

/** An origin of which nothing is told. */
export const UNKNOWN_ORIGIN: Origin = {
  model: null,
  createdBy: null,
  createdAt: null,
  incompleteReason: null,
};

/** Facts of a video of which nothing is known. */
export const NO_FACTS: VideoFacts = {
  name: null,
  width: null,
  height: null,
  fps: null,
  frameCount: null,
  timeBase: null,
};

/** Label of objects in formats that have none. */
export const NO_LABEL = 'object';

/** What is said of a track before its rows come. */
export interface NewTrack {
  /** Null: a free one is taken. */
  readonly id: number | null;
  readonly label: string;
  readonly color?: string | null;
  readonly attributes?: Attributes;
}

const PLAIN = { source: 'imported', confirmed: false, score: null } as const;
const NO_FLAGS = { occluded: false, absent: false, keyframe: false } as const;

/** A row of which only the box is known; null for an absent object. */
export function plainRow(frameIndex: number, box: BoxRow['box']): BoxRow {
  return { frameIndex, box, ...PLAIN, ...NO_FLAGS, absent: box === null };
}

/** Collects the annotations of one video. */
export class AnnotationsBuilder {
  readonly #rows = new BoxCollector();
  readonly #tracks: NewTrack[] = [];
  readonly #ids = new Set<number>();

  /** Adds a track; its number is given back, for `add`. An id that another track has is given up. */
  track(track: NewTrack): number {
    const { id } = track;
    const isFree = id !== null && isTrackId(id) && !this.#ids.has(id);
    if (isFree) this.#ids.add(id);
    this.#tracks.push(isFree ? track : { ...track, id: null });
    return this.#tracks.length - 1;
  }

  /** Says more of a track: what is left out stays. */
  describe(track: number, more: Partial<NewTrack>): void {
    if (more.id !== undefined && more.id !== null) this.#ids.add(more.id);
    this.#tracks[track] = { ...this.#tracks[track]!, ...more };
  }

  labelOf(track: number): string {
    return this.#tracks[track]!.label;
  }

  /** @param origin where the file says it (line or place in a list), for the message when the frame is taken */
  add(track: number, row: BoxRow, origin: number): void {
    this.#rows.add(track, row, origin);
  }

  /**
   * All that was collected; tracks without rows are left out unless `keepsEmpty`.
   * @param placeOf names the place of a row in the file, by its origin
   * @throws StudioError bad-input when a track has two rows in one frame
   */
  build(
    placeOf: (origin: number) => string,
    rest: {
      readonly facts?: Partial<VideoFacts>;
      readonly warnings?: readonly string[];
      readonly origin?: Origin;
      readonly keepsEmpty?: boolean;
    } = {},
  ): VideoAnnotations {
    const { table, starts } = this.#rows.build(this.#tracks.length, (_, frameIndex, origin) => {
      throw new StudioError(
        'bad-input',
        `${placeOf(origin)} should be the only box of its track in frame ${frameIndex}`,
      );
    });
    let free = 1;
    const tracks = this.#tracks.map((track, i): AnnotationTrack => {
      let { id } = track;
      if (id === null) {
        while (this.#ids.has(free)) free++;
        id = free++;
      }
      const [from, to] = [starts[i]!, starts[i + 1]!];
      const { label, color = null, attributes = {} } = track;
      return { id, label, color, attributes, from, to };
    });
    const kept = rest.keepsEmpty === true ? tracks : tracks.filter(({ from, to }) => to > from);
    return {
      facts: { ...NO_FACTS, ...rest.facts },
      tracks: kept,
      table,
      warnings: rest.warnings ?? [],
      origin: rest.origin ?? UNKNOWN_ORIGIN,
    };
  }
}

/** Whether a number can be the id of a track. */
export function isTrackId(id: number): boolean {
  return Number.isInteger(id) && id >= 1 && id <= 0x7fffffff;
}

/** One more than the last frame that anything is said of, or the number of frames where that is known. */
export function framesOf({ facts, tracks, table }: VideoAnnotations): number {
  const last = tracks.reduce(
    (most, { from, to }) => (to > from ? Math.max(most, table.frameIndex(to - 1)) : most),
    -1,
  );
  return Math.max(facts.frameCount ?? 0, last + 1);
}

/** The rows of a video frame by frame, within a frame in the order of the tracks. */
export function* rowsByFrame({
  table,
  tracks,
}: VideoAnnotations): Generator<readonly [row: BoxRow, track: AnnotationTrack]> {
  const trackOf = new Uint32Array(table.length);
  for (const [index, { from, to }] of tracks.entries()) trackOf.fill(index, from, to);
  for (const at of table.byFrame()) yield [table.row(at), tracks[trackOf[at]!]!];
}
