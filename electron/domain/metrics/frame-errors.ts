import type { Box } from '../boxes.ts';

/** True when the true box can be compared with: finite position, and a finite width and height above 0. */
export function isMeasurable(truth: Box): boolean {
  return truth.w > 0 && truth.h > 0 && [truth.x, truth.y, truth.w, truth.h].every(Number.isFinite);
}

/**
 * Intersection over union with both boxes' last pixel included, as pytracking computes it: equal to the
 * continuous one but for the last bits, which decide whether an exact match exceeds a threshold of 1.
 */
export function pixelInclusiveIou(a: Box, b: Box): number {
  const right = Math.min(a.x + a.w - 1, b.x + b.w - 1);
  const bottom = Math.min(a.y + a.h - 1, b.y + b.h - 1);
  const w = Math.max(0, right - Math.max(a.x, b.x) + 1);
  const h = Math.max(0, bottom - Math.max(a.y, b.y) + 1);
  return (w * h) / (a.w * a.h + b.w * b.h - w * h);
}

/** Distance in pixels between the centres of two boxes; a centre is xy + 0.5 * (wh - 1). */
export function centreErrorPx(a: Box, b: Box): number {
  const dx = a.x + 0.5 * (a.w - 1) - (b.x + 0.5 * (b.w - 1));
  const dy = a.y + 0.5 * (a.h - 1) - (b.y + 0.5 * (b.h - 1));
  return Math.sqrt(dx * dx + dy * dy);
}

/**
 * Distance between the centres of two boxes, each axis measured in widths and heights of the true box; centres as in
 * {@link centreErrorPx}.
 */
export function normalisedCentreError(found: Box, truth: Box): number {
  const centre = (start: number, side: number, unit: number): number =>
    (start + 0.5 * (side - 1)) / unit;
  const dx = centre(found.x, found.w, truth.w) - centre(truth.x, truth.w, truth.w);
  const dy = centre(found.y, found.h, truth.h) - centre(truth.y, truth.h, truth.h);
  return Math.sqrt(dx * dx + dy * dy);
}
