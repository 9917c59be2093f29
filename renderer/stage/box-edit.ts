import type { Box } from '../../electron/domain/boxes.ts';
import type { Point, Size } from './view-transform.ts';

/** The eight handles of a box by compass direction, and the one in its centre. */
export type Handle = 'nw' | 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w' | 'centre';

/** How held keys bend a drag: Shift keeps the ratio of sides, Alt the centre. */
export interface DragKeys {
  readonly keepRatio: boolean;
  readonly keepCentre: boolean;
}

/** Least width and height of a box, in image pixels. */
export const MIN_SIDE_PX = 1;

/** Dragged edges come to hundredths of a pixel: finer than any eye, and short to read in files. */
function roundEdge(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Difference of two edges without the noise of their floating-point subtraction. */
function extent(from: number, to: number): number {
  return Math.round((to - from) * 1e6) / 1e6;
}

/** The box moved by image pixels; its size stays exactly as it was. */
export function moveBox(box: Box, dx: number, dy: number): Box {
  return { x: roundEdge(box.x + dx), y: roundEdge(box.y + dy), w: box.w, h: box.h };
}

/** The box between two corners; with Shift a square, with Alt around `anchor`. */
export function boxBetween(anchor: Point, corner: Point, keys: DragKeys): Box {
  let dx = corner.x - anchor.x;
  let dy = corner.y - anchor.y;
  if (keys.keepRatio) {
    const side = Math.max(Math.abs(dx), Math.abs(dy));
    dx = dx < 0 ? -side : side;
    dy = dy < 0 ? -side : side;
  }
  const from = keys.keepCentre ? { x: anchor.x - dx, y: anchor.y - dy } : anchor;
  const x1 = roundEdge(Math.min(from.x, anchor.x + dx));
  const x2 = roundEdge(Math.max(from.x, anchor.x + dx));
  const y1 = roundEdge(Math.min(from.y, anchor.y + dy));
  const y2 = roundEdge(Math.max(from.y, anchor.y + dy));
  return { x: x1, y: y1, w: extent(x1, x2), h: extent(y1, y2) };
}

/** One dimension of a box while a handle is dragged: -1 its start, 1 its end, 0 neither follows the pointer. */
interface Side {
  readonly start: number;
  readonly length: number;
  readonly grip: -1 | 0 | 1;
}

/** Stretches a side by `delta`; beyond the opposite edge it turns over; never shorter than a pixel. */
function stretch(side: Side, delta: number, keepCentre: boolean): Side {
  const { start, length, grip } = side;
  if (grip === 0 || delta === 0) return side;
  const moved = roundEdge((grip === 1 ? start + length : start) + delta);
  const fixed = keepCentre ? 2 * (start + length / 2) - moved : grip === 1 ? start : start + length;
  const low = Math.min(moved, fixed);
  const width = extent(low, Math.max(moved, fixed));
  if (width >= MIN_SIDE_PX) return { start: low, length: width, grip };
  const middle = keepCentre ? start + length / 2 - MIN_SIDE_PX / 2 : fixed;
  return {
    start: keepCentre || grip === 1 ? middle : middle - MIN_SIDE_PX,
    length: MIN_SIDE_PX,
    grip,
  };
}

function gripOf(handle: Handle, low: string, high: string): -1 | 0 | 1 {
  if (handle === 'centre') return 0;
  return handle.includes(low) ? -1 : handle.includes(high) ? 1 : 0;
}

/** Scales the side that the pointer does not set about its middle or its fixed edge. */
function scaleSide(side: Side, factor: number, keepCentre: boolean): Side {
  const length = Math.max(MIN_SIDE_PX, side.length * factor);
  const grown = length - side.length;
  const shift = keepCentre || side.grip === 0 ? grown / 2 : side.grip === -1 ? grown : 0;
  return {
    start: roundEdge(side.start - shift),
    length: Math.round(length * 100) / 100,
    grip: side.grip,
  };
}

/** The box with a handle dragged by image pixels. Edges that the handle does not hold stay exactly where they were. */
export function resizeBox(box: Box, handle: Handle, dx: number, dy: number, keys: DragKeys): Box {
  if (handle === 'centre') return moveBox(box, dx, dy);
  const across: Side = { start: box.x, length: box.w, grip: gripOf(handle, 'w', 'e') };
  const down: Side = { start: box.y, length: box.h, grip: gripOf(handle, 'n', 's') };
  let x = stretch(across, dx, keys.keepCentre);
  let y = stretch(down, dy, keys.keepCentre);
  if (keys.keepRatio) {
    const fx = across.grip === 0 ? 0 : Math.max(0, 1 + (dx * across.grip) / box.w);
    const fy = down.grip === 0 ? 0 : Math.max(0, 1 + (dy * down.grip) / box.h);
    const factor = Math.max(fx, fy, MIN_SIDE_PX / box.w, MIN_SIDE_PX / box.h);
    x = scaleSide(across, factor, keys.keepCentre);
    y = scaleSide(down, factor, keys.keepCentre);
  }
  return { x: x.start, y: y.start, w: x.length, h: y.length };
}

/** The box moved as little as needed to share at least a pixel with the picture: boxes may leave it in part only. */
export function keepOnImage(box: Box, image: Size): Box {
  return {
    x: Math.min(image.width - MIN_SIDE_PX, Math.max(MIN_SIDE_PX - box.w, box.x)),
    y: Math.min(image.height - MIN_SIDE_PX, Math.max(MIN_SIDE_PX - box.h, box.y)),
    w: box.w,
    h: box.h,
  };
}

/** True when the box shares at least a pixel with the picture. */
export function isOnImage(box: Box, image: Size): boolean {
  return (
    box.x + box.w >= MIN_SIDE_PX &&
    box.y + box.h >= MIN_SIDE_PX &&
    box.x <= image.width - MIN_SIDE_PX &&
    box.y <= image.height - MIN_SIDE_PX
  );
}
