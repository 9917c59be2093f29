import type { Box } from '../../electron/domain/boxes.ts';

/** A place, in image pixels or in view pixels (CSS pixels from the stage's top left corner). */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A width and height, in image pixels or in view pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where the picture lies in the view: view px = image px x `scale` + (`x`, `y`). */
export interface View {
  /** View pixels per image pixel. */
  readonly scale: number;
  /** View position of the picture's top left corner. */
  readonly x: number;
  readonly y: number;
}

/** Bounds of {@link View.scale}: from a 16K picture in a thumbnail to single pixels as wide as a finger. */
const MIN_SCALE = 1 / 64;
const MAX_SCALE = 64;

/** View pixels of the picture that always stay in sight, so that it cannot be lost by panning. */
const KEPT_IN_SIGHT = 48;

/** Image pixels -> view pixels. */
export function toView(view: View, point: Point): Point {
  return { x: point.x * view.scale + view.x, y: point.y * view.scale + view.y };
}

/** View pixels -> image pixels. */
export function toImage(view: View, point: Point): Point {
  return { x: (point.x - view.x) / view.scale, y: (point.y - view.y) / view.scale };
}

/** A box in image pixels -> the same box in view pixels. */
export function boxToView(view: View, box: Box): Box {
  return {
    x: box.x * view.scale + view.x,
    y: box.y * view.scale + view.y,
    w: box.w * view.scale,
    h: box.h * view.scale,
  };
}

/** The whole picture in the middle of the view, as large as fits. */
export function fitView(image: Size, viewport: Size): View {
  const scale = Math.min(viewport.width / image.width, viewport.height / image.height);
  return centred(image, viewport, Number.isFinite(scale) && scale > 0 ? scale : 1);
}

function centred(image: Size, viewport: Size, scale: number): View {
  return {
    scale,
    x: (viewport.width - image.width * scale) / 2,
    y: (viewport.height - image.height * scale) / 2,
  };
}

/** The view scaled by `factor` such that what lies under `pivot` (view px) stays there. */
export function zoomAt(view: View, factor: number, pivot: Point): View {
  const scale = Math.min(MAX_SCALE, Math.max(MIN_SCALE, view.scale * factor));
  const applied = scale / view.scale;
  return {
    scale,
    x: pivot.x - (pivot.x - view.x) * applied,
    y: pivot.y - (pivot.y - view.y) * applied,
  };
}

/** The view moved by view pixels. */
export function panBy(view: View, dx: number, dy: number): View {
  return { scale: view.scale, x: view.x + dx, y: view.y + dy };
}

/** The view moved so that an image point lies in the middle of the viewport. */
export function centreOn(view: View, viewport: Size, point: Point): View {
  return {
    scale: view.scale,
    x: viewport.width / 2 - point.x * view.scale,
    y: viewport.height / 2 - point.y * view.scale,
  };
}

/**
 * The view that keeps `point` (image px) in sight: in the middle, or, `calm`, moved only once the point has left the
 * middle half of the viewport.
 */
export function followPoint(view: View, viewport: Size, point: Point, calm: boolean): View {
  const at = toView(view, point);
  const isNear =
    Math.abs(at.x - viewport.width / 2) <= viewport.width / 4 &&
    Math.abs(at.y - viewport.height / 2) <= viewport.height / 4;
  return calm && isNear ? view : centreOn(view, viewport, point);
}

/** The view after the viewport has changed its size: the same image point in the middle. */
export function resizeView(view: View, before: Size, after: Size): View {
  return panBy(view, (after.width - before.width) / 2, (after.height - before.height) / 2);
}

/** The view moved as little as needed for a part of the picture to stay in the viewport. */
export function keepInSight(view: View, image: Size, viewport: Size): View {
  return {
    scale: view.scale,
    x: keepSpan(view.x, image.width * view.scale, viewport.width),
    y: keepSpan(view.y, image.height * view.scale, viewport.height),
  };
}

function keepSpan(start: number, length: number, room: number): number {
  const kept = Math.min(KEPT_IN_SIGHT, length, room);
  return Math.min(room - kept, Math.max(kept - length, start));
}

/** The view with the picture's corner on a device pixel, so that unscaled pixels stay sharp. */
export function snapView(view: View, devicePixelRatio: number): View {
  return {
    scale: view.scale,
    x: Math.round(view.x * devicePixelRatio) / devicePixelRatio,
    y: Math.round(view.y * devicePixelRatio) / devicePixelRatio,
  };
}

/** The part of the picture that the viewport shows, in image pixels; null when there is none. */
export function visibleBox(view: View, image: Size, viewport: Size): Box | null {
  const from = toImage(view, { x: 0, y: 0 });
  const to = toImage(view, { x: viewport.width, y: viewport.height });
  const x = Math.max(0, from.x);
  const y = Math.max(0, from.y);
  const w = Math.min(image.width, to.x) - x;
  const h = Math.min(image.height, to.y) - y;
  return w > 0 && h > 0 ? { x, y, w, h } : null;
}

/** Zoom factor of one wheel event; `deltaMode` as in WheelEvent (0 pixels, 1 lines, 2 pages). */
export function wheelZoomFactor(deltaY: number, deltaMode: number, isPinch: boolean): number {
  const deltaPx = deltaY * (deltaMode === 1 ? 33 : deltaMode === 2 ? 400 : 1);
  // A pinch arrives as a wheel with Ctrl and small deltas.
  return Math.exp(-Math.max(-200, Math.min(200, deltaPx)) * (isPinch ? 0.01 : 0.002));
}
