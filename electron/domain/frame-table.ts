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
  if (pts === undefined) throw new RangeError(`frame ${index} is outside 0..${table.pts.length - 1}`);
  return (pts * table.timeBase.num) / table.timeBase.den;
}
