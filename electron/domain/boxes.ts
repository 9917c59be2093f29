/** Axis-aligned box in image pixels: left, top, width, height; 0 is the left (top) edge of the first pixel. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Intersection over union of two boxes, in [0, 1]; 0 when either box is empty. */
export function iou(a: Box, b: Box): number {
  const iw = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const ih = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  if (!(iw > 0 && ih > 0)) return 0;
  const intersection = iw * ih;
  return intersection / (a.w * a.h + b.w * b.h - intersection);
}
