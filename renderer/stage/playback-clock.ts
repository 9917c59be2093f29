import { indexAtOrBefore, timeSec, type FrameTable } from '../../electron/domain/frame-table.ts';

/** Forgives the rounding of a time that came out of timeSec; a tick may be as long as a frame, so it must be small. */
const TICK_TOLERANCE = 1e-3;

/** Playing as a straight line through time: at `atMs` the video stands at `mediaSec` and runs at `speed`. */
export interface ClockAnchor {
  readonly atMs: number;
  readonly mediaSec: number;
  /** Video seconds per second; negative backward; 1 is the source's rate. */
  readonly speed: number;
}

/** Where the video stands at a time, in seconds. */
export function mediaTimeSec(anchor: ClockAnchor, nowMs: number): number {
  return anchor.mediaSec + ((nowMs - anchor.atMs) / 1000) * anchor.speed;
}

/**
 * The frame that is due when the video stands at `mediaSec`: forward the last one that has begun; backward its mirror
 * image, the first that has not yet been reached, so that each frame lasts as long as the step to its neighbour.
 */
export function dueFrame(table: FrameTable, mediaSec: number, isForward: boolean): number {
  const ticks = (mediaSec * table.timeBase.den) / table.timeBase.num;
  if (isForward) return Math.max(0, indexAtOrBefore(table, ticks + TICK_TOLERANCE));
  return Math.min(table.pts.length - 1, indexAtOrBefore(table, ticks - TICK_TOLERANCE) + 1);
}

/** Frames per second on average; 0 for fewer than two frames. */
export function averageRate(table: FrameTable): number {
  const last = table.pts.length - 1;
  if (last < 1) return 0;
  return last / (timeSec(table, last) - timeSec(table, 0));
}

/** Every how many frames one is shown at a speed, so that no more than `screenHz` are asked for. */
export function playStride(table: FrameTable, speed: number, screenHz: number): number {
  return Math.max(1, Math.ceil((averageRate(table) * Math.abs(speed)) / screenHz - 0.25));
}
