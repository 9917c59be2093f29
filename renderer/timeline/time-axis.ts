import type { FrameRange } from '../../electron/domain/edit-command.ts';

/** Where frames lie across the timeline: frame i covers x from (i - `start`) x `pxPerFrame` to the next frame's. */
export interface TimeAxis {
  /** Frame (with a fraction) at the left edge. */
  readonly start: number;
  /** CSS pixels per frame. */
  readonly pxPerFrame: number;
  readonly frameCount: number;
  /** CSS pixels across. */
  readonly width: number;
}

/** Widest frame, in CSS pixels. */
const MAX_PX_PER_FRAME = 48;

/** The whole video across the width. */
export function fitAxis(frameCount: number, width: number): TimeAxis {
  return { start: 0, pxPerFrame: leastPxPerFrame(frameCount, width), frameCount, width };
}

function leastPxPerFrame(frameCount: number, width: number): number {
  return Math.min(MAX_PX_PER_FRAME, Math.max(1, width) / Math.max(1, frameCount));
}

/** The axis within its bounds: no smaller than the whole video, no empty room beside it. */
export function boundAxis(axis: TimeAxis): TimeAxis {
  const { frameCount, width } = axis;
  const least = leastPxPerFrame(frameCount, width);
  const pxPerFrame = Math.min(MAX_PX_PER_FRAME, Math.max(least, axis.pxPerFrame));
  const lastStart = Math.max(0, frameCount - width / pxPerFrame);
  return {
    start: Math.min(lastStart, Math.max(0, axis.start)),
    pxPerFrame,
    frameCount,
    width,
  };
}

/** Left edge of a frame, in CSS pixels. */
export function frameToX(axis: TimeAxis, frame: number): number {
  return (frame - axis.start) * axis.pxPerFrame;
}

/** The frame at an x, within the video. */
export function xToFrame(axis: TimeAxis, x: number): number {
  const frame = Math.floor(axis.start + x / axis.pxPerFrame);
  return Math.max(0, Math.min(axis.frameCount - 1, frame));
}

/** The axis zoomed such that what lies at `x` stays there. */
export function zoomAxis(axis: TimeAxis, factor: number, x: number): TimeAxis {
  const at = axis.start + x / axis.pxPerFrame;
  const { pxPerFrame } = boundAxis({ ...axis, pxPerFrame: axis.pxPerFrame * factor });
  return boundAxis({ ...axis, pxPerFrame, start: at - x / pxPerFrame });
}

/** The axis moved by CSS pixels. */
export function panAxis(axis: TimeAxis, dx: number): TimeAxis {
  return boundAxis({ ...axis, start: axis.start + dx / axis.pxPerFrame });
}

/** The axis that shows a range with a little room on both sides. */
export function axisOfRange(axis: TimeAxis, { from, to }: FrameRange): TimeAxis {
  const room = Math.max(1, (to + 1 - from) * 0.05);
  const pxPerFrame = axis.width / (to + 1 - from + 2 * room);
  return boundAxis({ ...axis, pxPerFrame, start: from - room });
}

/** The axis turned by pages until a frame is in view; the same axis when it is already. */
export function axisWithFrame(axis: TimeAxis, frame: number): TimeAxis {
  const visible = axis.width / axis.pxPerFrame;
  if (frame >= axis.start && frame + 1 <= axis.start + visible) return axis;
  // Forward the frame comes to the left, backward to the right: most of the page lies ahead.
  const start = frame < axis.start ? frame - visible * 0.9 : frame - visible * 0.1;
  return boundAxis({ ...axis, start });
}

/** Cuts the visible frames into cells: a cell per frame where frames are a pixel or wider, else one per pixel. */
export interface AxisCells {
  readonly count: number;
  /** First frame of cell i at edges[i], the frame after its last at edges[i + 1]. */
  readonly edges: Int32Array;
  /** CSS pixel where cell i begins at xs[i]; xs[count] is where the last one ends. */
  readonly xs: Float64Array;
}

/** The cells of the visible part of an axis. Each visible frame lies in exactly one cell. */
export function axisCells(axis: TimeAxis): AxisCells {
  const { start, pxPerFrame, frameCount, width } = axis;
  const perFrame = pxPerFrame >= 1;
  const first = Math.floor(start);
  const end = Math.min(frameCount, Math.ceil(start + width / pxPerFrame));
  const count = Math.max(
    0,
    perFrame ? end - first : Math.ceil(Math.min(width, (end - start) * pxPerFrame)),
  );
  const edges = new Int32Array(count + 1);
  const xs = new Float64Array(count + 1);
  for (let i = 0; i <= count; i++) {
    edges[i] = perFrame ? first + i : Math.min(end, Math.floor(start + i / pxPerFrame));
    xs[i] = perFrame ? frameToX(axis, first + i) : i;
  }
  if (count > 0) edges[count] = end;
  return { count, edges, xs };
}
