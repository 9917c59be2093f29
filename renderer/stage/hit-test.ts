import type { Box } from '../../electron/domain/boxes.ts';
import type { Handle } from './box-edit.ts';
import type { StageBox } from './scene.ts';
import type { Point } from './view-transform.ts';

/** Half the side of a handle's square, in view pixels. */
export const HANDLE_RADIUS = 4;

/** Below this side (view px) the handles in the middle of the edges and the centre would cover the box. */
const ROOM_FOR_MIDDLE_HANDLES = 36;

/** A handle and its centre in view pixels. */
export interface HandlePlace extends Point {
  readonly handle: Handle;
}

/** The handles that a box of this size on screen (view px) has, in the order in which a pointer finds them. */
export function handlePlaces(box: Box): readonly HandlePlace[] {
  const { x, y, w, h } = box;
  const [middleX, middleY, right, bottom] = [x + w / 2, y + h / 2, x + w, y + h];
  const places: HandlePlace[] = [
    { handle: 'se', x: right, y: bottom },
    { handle: 'nw', x, y },
    { handle: 'ne', x: right, y },
    { handle: 'sw', x, y: bottom },
  ];
  const isWide = w >= ROOM_FOR_MIDDLE_HANDLES;
  const isHigh = h >= ROOM_FOR_MIDDLE_HANDLES;
  if (isWide) places.push({ handle: 'n', x: middleX, y }, { handle: 's', x: middleX, y: bottom });
  if (isHigh) places.push({ handle: 'w', x, y: middleY }, { handle: 'e', x: right, y: middleY });
  if (isWide && isHigh) places.push({ handle: 'centre', x: middleX, y: middleY });
  return places;
}

/** The handle of a box (view px) under a pointer; a corner wins where several are in reach. */
export function handleAt(box: Box, point: Point, reach: number): Handle | null {
  // The reach shrinks with the box, so that a tiny one can still be taken by its middle.
  const within = Math.min(reach, Math.max(2, Math.min(box.w, box.h) / 3));
  for (const place of handlePlaces(box)) {
    const far = Math.max(Math.abs(place.x - point.x), Math.abs(place.y - point.y));
    if (far <= within) return place.handle;
  }
  return null;
}

/** True when a point lies in a box or at most `margin` beside it. */
export function contains(box: Box, point: Point, margin = 0): boolean {
  return (
    point.x >= box.x - margin &&
    point.x <= box.x + box.w + margin &&
    point.y >= box.y - margin &&
    point.y <= box.y + box.h + margin
  );
}

/** The boxes under a point, the smallest first (a large one must not bar those inside it), then the topmost. */
export function boxesAt(boxes: readonly StageBox[], point: Point, margin: number): StageBox[] {
  return boxes
    .filter(({ box }) => contains(box, point, margin))
    .reverse()
    .sort((a, b) => a.box.w * a.box.h - b.box.w * b.box.h);
}

/** What a click selects: the first of the boxes under it, or, clicked again at the same place, the one after the selected. */
export function nextInCycle(
  hits: readonly StageBox[],
  selectedIds: ReadonlySet<number>,
  isSamePlace: boolean,
): StageBox | null {
  if (!isSamePlace) return hits[0] ?? null;
  const selected = hits.findIndex(({ trackId }) => selectedIds.has(trackId));
  return hits[(selected + 1) % hits.length] ?? null;
}
