/** Rational number of seconds, e.g. 1/90000. */
export interface TimeBase {
  readonly num: number;
  readonly den: number;
}

/** The list index <-> pts of every picture that a stream decodes to, in display order: the unit of truth for labels. */
export interface FrameTable {
  readonly timeBase: TimeBase;
  /** Presentation time of each frame in units of `timeBase`, strictly increasing (exact integers below 2^53). */
  readonly pts: Float64Array;
  /** 1 where decoding can start (a key frame), else 0. */
  readonly keyFrames: Uint8Array;
}

/** Time of frame `index` in seconds, as the stream says (need not start at 0). */
export function timeSec(table: FrameTable, index: number): number {
  const pts = table.pts[index];
  if (pts === undefined)
    throw new RangeError(`frame ${index} is outside 0..${table.pts.length - 1}`);
  return (pts * table.timeBase.num) / table.timeBase.den;
}

/** True when every value is a finite integer and greater than the one before it. */
export function strictlyIncreasing(pts: ArrayLike<number>): boolean {
  for (let i = 0; i < pts.length; i++) {
    if (!Number.isSafeInteger(pts[i]) || (i > 0 && pts[i]! <= pts[i - 1]!)) return false;
  }
  return true;
}

/** A table of `count` frames at exactly `fps` frames per second from time 0, every `keyEvery`-th one a key frame. */
export function constantRateTable(count: number, fps: number, keyEvery = 1): FrameTable {
  const ntsc = Math.round(fps) * (1000 / 1001);
  const timeBase = Number.isInteger(fps)
    ? { num: 1, den: fps }
    : Math.abs(fps - ntsc) < 0.005
      ? { num: 1001, den: Math.round(fps) * 1000 }
      : { num: 1000, den: Math.round(fps * 1000) };
  return {
    timeBase,
    pts: Float64Array.from({ length: count }, (_, i) => i),
    keyFrames: Uint8Array.from({ length: count }, (_, i) => (i % keyEvery === 0 ? 1 : 0)),
  };
}

/** Index of the last frame whose pts is at or before `pts`; -1 when all lie after it. */
export function indexAtOrBefore(table: FrameTable, pts: number): number {
  let low = 0;
  let high = table.pts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (table.pts[middle]! <= pts) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Index of the frame with exactly this pts; -1 when there is none. */
export function indexOfPts(table: FrameTable, pts: number): number {
  const index = indexAtOrBefore(table, pts);
  return table.pts[index] === pts ? index : -1;
}

/** Index of the last key frame at or before frame `index`; 0 when none is marked, since decoding can always start there. */
export function keyFrameAtOrBefore(table: FrameTable, index: number): number {
  for (let i = index; i > 0; i--) if (table.keyFrames[i] === 1) return i;
  return 0;
}
