import type { Box } from '../boxes.ts';
import type { BoxSource, TrackFrame } from '../track.ts';

/** Attributes of a track or of a frame, by name. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** What a file says of one object in one frame; times only where it tells them. */
export type BoxRow = Omit<TrackFrame, 'pts' | 'timeSec'> & {
  /** In units of the media's time base, and in seconds. */
  readonly pts?: number;
  readonly timeSec?: number;
};

const CONFIRMED = 1;
const OCCLUDED = 2;
const ABSENT = 4;
const KEYFRAME = 8;
const NO_BOX = 16;

/**
 * Rows of many tracks one after the other, as columns: about 60 bytes a row, so that a million boxes are a matter of
 * course. Rows are made into objects when they are asked for.
 */
export class BoxTable {
  readonly #columns: Columns;

  constructor(columns: Columns) {
    this.#columns = columns;
  }

  get length(): number {
    return this.#columns.frames.length;
  }

  frameIndex(row: number): number {
    return this.#columns.frames[row]!;
  }

  /** Whether the row has a box of an object that is there. */
  isPresent(row: number): boolean {
    return (this.#columns.flags[row]! & (ABSENT | NO_BOX)) === 0;
  }

  /** The box; null where the row has none. */
  box(row: number): Box | null {
    const { flags, boxes } = this.#columns;
    if ((flags[row]! & NO_BOX) !== 0) return null;
    const at = 4 * row;
    return { x: boxes[at]!, y: boxes[at + 1]!, w: boxes[at + 2]!, h: boxes[at + 3]! };
  }

  row(row: number): BoxRow {
    const { frames, flags, scores, source, sources, pts, timesSec, attributes } = this.#columns;
    const flag = flags[row]!;
    const score = scores[row]!;
    const more = attributes.get(row);
    return {
      frameIndex: frames[row]!,
      box: this.box(row),
      source: sources[source[row]!]!,
      confirmed: (flag & CONFIRMED) !== 0,
      score: Number.isNaN(score) ? null : score,
      occluded: (flag & OCCLUDED) !== 0,
      absent: (flag & ABSENT) !== 0,
      keyframe: (flag & KEYFRAME) !== 0,
      ...(more && { attributes: more }),
      ...(pts && !Number.isNaN(pts[row]!) && { pts: pts[row]! }),
      ...(timesSec && !Number.isNaN(timesSec[row]!) && { timeSec: timesSec[row]! }),
    };
  }

  /** The rows from..to-1 in order. */
  *rows(from: number, to: number): Generator<BoxRow> {
    for (let row = from; row < to; row++) yield this.row(row);
  }

  /** Places of all rows, those of one frame after the other, within a frame in their order. */
  byFrame(): Uint32Array {
    const { frames } = this.#columns;
    const last = frames.reduce((most, frame) => Math.max(most, frame), -1);
    // Counting is quicker and smaller than sorting, unless frames lie far apart.
    if (last > 8 * frames.length + 1024) {
      const order = Uint32Array.from(frames.keys());
      return order.sort((a, b) => frames[a]! - frames[b]! || a - b);
    }
    const next = new Uint32Array(last + 2);
    for (const frame of frames) next[frame + 1]!++;
    for (let frame = 0; frame <= last; frame++) next[frame + 1]! += next[frame]!;
    const order = new Uint32Array(frames.length);
    for (let row = 0; row < frames.length; row++) order[next[frames[row]!]!++] = row;
    return order;
  }
}

/** Columns of equal length; a score that is not known is NaN. */
export interface Columns {
  readonly frames: Int32Array;
  /** x, y, w, h of each row in image pixels. */
  readonly boxes: Float64Array;
  readonly scores: Float64Array;
  readonly flags: Uint8Array;
  readonly source: Uint16Array;
  readonly sources: readonly BoxSource[];
  readonly pts: Float64Array | null;
  readonly timesSec: Float64Array | null;
  /** Of the rows that have any. */
  readonly attributes: ReadonlyMap<number, Attributes>;
}

/** Rows that there is room for at first. */
const ROOM = 16;

/** Collects rows in any order, each of a track that is known by a number. */
export class BoxCollector {
  #frames = new Int32Array(ROOM);
  #tracks = new Int32Array(ROOM);
  #origins = new Int32Array(ROOM);
  #boxes = new Float64Array(4 * ROOM);
  #scores = new Float64Array(ROOM);
  #flags = new Uint8Array(ROOM);
  #source = new Uint16Array(ROOM);
  #pts: Float64Array<ArrayBuffer> | null = null;
  #timesSec: Float64Array<ArrayBuffer> | null = null;
  readonly #sources: BoxSource[] = [];
  readonly #sourceIndex = new Map<BoxSource, number>();
  readonly #attributes = new Map<number, Attributes>();
  #length = 0;

  /** @param origin where the file says it (line or place in a list), for messages */
  add(track: number, row: BoxRow, origin: number): void {
    const at = this.#length++;
    if (at >= this.#frames.length) this.#grow();
    this.#frames[at] = row.frameIndex;
    this.#tracks[at] = track;
    this.#origins[at] = origin;
    const { box, attributes } = row;
    if (box !== null) {
      this.#boxes[4 * at] = box.x;
      this.#boxes[4 * at + 1] = box.y;
      this.#boxes[4 * at + 2] = box.w;
      this.#boxes[4 * at + 3] = box.h;
    }
    this.#scores[at] = row.score ?? NaN;
    this.#flags[at] =
      (row.confirmed ? CONFIRMED : 0) +
      (row.occluded ? OCCLUDED : 0) +
      (row.absent ? ABSENT : 0) +
      (row.keyframe ? KEYFRAME : 0) +
      (box === null ? NO_BOX : 0);
    this.#source[at] = this.#placeOf(row.source);
    if (attributes !== undefined) this.#attributes.set(at, attributes);
    if (row.pts !== undefined) {
      this.#pts ??= new Float64Array(this.#frames.length).fill(NaN);
      this.#pts[at] = row.pts;
    }
    if (row.timeSec !== undefined) {
      this.#timesSec ??= new Float64Array(this.#frames.length).fill(NaN);
      this.#timesSec[at] = row.timeSec;
    }
  }

  /**
   * The rows of each track by ascending frames, one track after the other, and where each one begins (the last entry
   * is the end).
   * @param refuse called for a row that is not the only one of its track and frame
   */
  build(
    trackCount: number,
    refuse: (track: number, frameIndex: number, origin: number) => never,
  ): { readonly table: BoxTable; readonly starts: Uint32Array } {
    const { order, starts } = this.#ordered(trackCount);
    for (let i = 1; i < order.length; i++) {
      const [before, at] = [order[i - 1]!, order[i]!];
      if (this.#tracks[at] !== this.#tracks[before]) continue;
      if (this.#frames[at] !== this.#frames[before]) continue;
      refuse(this.#tracks[at]!, this.#frames[at]!, this.#origins[at]!);
    }
    const table = new BoxTable(this.#isInOrder(order) ? this.#whole() : this.#picked(order));
    return { table, starts };
  }

  #isInOrder(order: Uint32Array): boolean {
    return order.every((at, i) => at === i);
  }

  /** The rows as they came. */
  #whole(): Columns {
    const length = this.#length;
    return {
      frames: this.#frames.subarray(0, length),
      boxes: this.#boxes.subarray(0, 4 * length),
      scores: this.#scores.subarray(0, length),
      flags: this.#flags.subarray(0, length),
      source: this.#source.subarray(0, length),
      sources: this.#sources,
      pts: this.#pts?.subarray(0, length) ?? null,
      timesSec: this.#timesSec?.subarray(0, length) ?? null,
      attributes: this.#attributes,
    };
  }

  #picked(order: Uint32Array): Columns {
    const boxes = new Float64Array(4 * order.length);
    for (let i = 0; i < order.length; i++) {
      const at = 4 * order[i]!;
      for (let side = 0; side < 4; side++) boxes[4 * i + side] = this.#boxes[at + side]!;
    }
    this.#boxes.buffer.transfer(0);
    const attributes = new Map<number, Attributes>();
    if (this.#attributes.size > 0) {
      order.forEach((at, i) => {
        const more = this.#attributes.get(at);
        if (more !== undefined) attributes.set(i, more);
      });
    }
    return {
      frames: picked(this.#frames, order, Int32Array),
      boxes,
      scores: picked(this.#scores, order, Float64Array),
      flags: picked(this.#flags, order, Uint8Array),
      source: picked(this.#source, order, Uint16Array),
      sources: this.#sources,
      pts: this.#pts && picked(this.#pts, order, Float64Array),
      timesSec: this.#timesSec && picked(this.#timesSec, order, Float64Array),
      attributes,
    };
  }

  #ordered(trackCount: number): { readonly order: Uint32Array; readonly starts: Uint32Array } {
    const length = this.#length;
    const starts = new Uint32Array(trackCount + 1);
    for (let at = 0; at < length; at++) starts[this.#tracks[at]! + 1]!++;
    for (let track = 0; track < trackCount; track++) starts[track + 1]! += starts[track]!;
    const next = starts.slice();
    const order = new Uint32Array(length);
    for (let at = 0; at < length; at++) order[next[this.#tracks[at]!]!++] = at;
    for (let track = 0; track < trackCount; track++) {
      const part = order.subarray(starts[track], starts[track + 1]);
      const isAscending = part.every(
        (at, i) => i === 0 || this.#frames[at]! >= this.#frames[part[i - 1]!]!,
      );
      if (!isAscending) part.sort((a, b) => this.#frames[a]! - this.#frames[b]! || a - b);
    }
    return { order, starts };
  }

  #placeOf(source: BoxSource): number {
    const known = this.#sourceIndex.get(source);
    if (known !== undefined) return known;
    const place = this.#sources.length;
    // More makers than this are noise; the first one stands for them.
    if (place > 0xffff) return 0;
    this.#sources.push(source);
    this.#sourceIndex.set(source, place);
    return place;
  }

  #grow(): void {
    const size = 2 * this.#frames.length;
    this.#frames = new Int32Array(enlarged(this.#frames, size));
    this.#tracks = new Int32Array(enlarged(this.#tracks, size));
    this.#origins = new Int32Array(enlarged(this.#origins, size));
    this.#boxes = new Float64Array(enlarged(this.#boxes, 4 * size));
    this.#scores = new Float64Array(enlarged(this.#scores, size));
    this.#flags = new Uint8Array(enlarged(this.#flags, size));
    this.#source = new Uint16Array(enlarged(this.#source, size));
    this.#pts &&= new Float64Array(enlarged(this.#pts, size)).fill(NaN, size / 2);
    this.#timesSec &&= new Float64Array(enlarged(this.#timesSec, size)).fill(NaN, size / 2);
  }
}

type NumberArray = (Int32Array | Float64Array | Uint8Array | Uint16Array) & {
  readonly buffer: ArrayBuffer;
};

/** The bytes of a column with more room; the old column gives its memory up at once. */
function enlarged(column: NumberArray, length: number): ArrayBuffer {
  return column.buffer.transfer(length * column.BYTES_PER_ELEMENT);
}

/** A column in another order; the old one gives its memory up at once. */
function picked<T extends NumberArray>(
  column: T,
  order: Uint32Array,
  type: new (length: number) => T,
): T {
  const result = new type(order.length);
  for (let i = 0; i < order.length; i++) result[i] = column[order[i]!]!;
  column.buffer.transfer(0);
  return result;
}
