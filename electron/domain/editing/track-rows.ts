import type { FrameRow } from '../annotation.ts';
import { shownBetween } from './interpolate.ts';
import type { PlacedRow, ShownBox } from './interpolate.ts';
import { spansOf } from './spans.ts';
import type { TrackSpan } from './spans.ts';

/** The stored frames of one track, to be changed one by one and searched by frame index. */
export class TrackRows {
  #load: (() => ReadonlyMap<number, FrameRow>) | null;
  #rows = new Map<number, FrameRow>();
  /** Ascending; null after a frame came or went, until someone asks. */
  #frames: Int32Array | null = null;
  #spans: { readonly interpolate: boolean; readonly list: readonly TrackSpan[] } | null = null;

  /** @param load gives the rows when they are first needed, in any order; they are copied */
  constructor(load: () => ReadonlyMap<number, FrameRow>) {
    this.#load = load;
  }

  /** Indices of the stored frames, ascending; not to be written to. */
  get frames(): Int32Array {
    this.#frames ??= Int32Array.from(this.#stored().keys()).sort();
    return this.#frames;
  }

  get(frameIndex: number): FrameRow | undefined {
    return this.#stored().get(frameIndex);
  }

  /** Stores a frame, or removes it when `row` is null. */
  set(frameIndex: number, row: FrameRow | null): void {
    const rows = this.#stored();
    if (row === null) {
      if (rows.delete(frameIndex)) this.#frames = null;
    } else {
      if (!rows.has(frameIndex)) this.#frames = null;
      rows.set(frameIndex, row);
    }
    this.#spans = null;
  }

  /** A copy in ascending order of frames. */
  toMap(): Map<number, FrameRow> {
    return new Map(Array.from(this.frames, (frameIndex) => [frameIndex, this.get(frameIndex)!]));
  }

  /** The nearest stored frame before `frameIndex`, or null. */
  previous(frameIndex: number): PlacedRow | null {
    return this.#at(this.#countBelow(frameIndex) - 1);
  }

  /** The nearest stored frame after `frameIndex`, or null. */
  next(frameIndex: number): PlacedRow | null {
    return this.#at(this.#countBelow(frameIndex + 1));
  }

  /** The stored frames in from..to, both inclusive, ascending. */
  between(from: number, to: number): PlacedRow[] {
    const places = this.frames.subarray(this.#countBelow(from), this.#countBelow(to + 1));
    return Array.from(places, (frameIndex) => ({ frameIndex, row: this.get(frameIndex)! }));
  }

  /** What is seen in a frame; null where nothing is known of the object. */
  shownAt(frameIndex: number, interpolate: boolean): ShownBox | null {
    const row = this.get(frameIndex);
    if (row !== undefined) return { ...row, isStored: true };
    const place = this.#countBelow(frameIndex);
    const [previous, next] = [this.#at(place - 1), this.#at(place)];
    if (previous === null || next === null) return null;
    return shownBetween(previous, next, frameIndex, interpolate);
  }

  /** What is seen from the first stored frame to the last, in runs; the same array until something changes. */
  spans(interpolate: boolean): readonly TrackSpan[] {
    if (this.#spans?.interpolate !== interpolate) {
      this.#spans = { interpolate, list: spansOf(this, interpolate) };
    }
    return this.#spans.list;
  }

  #stored(): Map<number, FrameRow> {
    if (this.#load !== null) {
      this.#rows = new Map(this.#load());
      this.#load = null;
    }
    return this.#rows;
  }

  #at(place: number): PlacedRow | null {
    const frameIndex = this.frames[place];
    return frameIndex === undefined ? null : { frameIndex, row: this.get(frameIndex)! };
  }

  /** How many stored frames lie before `frameIndex`: the place of the first one that does not. */
  #countBelow(frameIndex: number): number {
    const { frames } = this;
    let low = 0;
    let high = frames.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (frames[middle]! < frameIndex) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
