import { StudioError } from '../contract/errors.ts';

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
  const union = a.w * a.h + b.w * b.h - intersection;
  // Areas of boxes far below a pixel underflow to 0; edges such as 0.1 + 0.2 round so that a hair above 1 comes out.
  return union > 0 ? Math.min(1, intersection / union) : 0;
}

/** A box as people type it: `x,y,w,h`. */
export function formatBox({ x, y, w, h }: Box): string {
  return `${x},${y},${w},${h}`;
}

/**
 * Reads `x,y,w,h`: four finite numbers in pixels, spaces allowed around them.
 * @throws StudioError bad-input
 */
export function parseBox(text: string): Box {
  const parts = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (parts.length !== 4 || !parts.every(Number.isFinite)) {
    throw new StudioError(
      'bad-input',
      `"${text}" is not a box: give x,y,w,h as four numbers in pixels, for example 48,42,44,36`,
    );
  }
  const [x, y, w, h] = parts as [number, number, number, number];
  return { x, y, w, h };
}

/**
 * Refuses a box that cannot seed a track in a `frame`: it needs finite numbers, a width and height above 0, and its
 * centre inside the frame. Parts may stick out (objects leave pictures); a centre outside is a slip or
 * another video's box, and the tracker would start on little but padding.
 * @throws StudioError bad-input
 */
export function assertBox(
  box: Box,
  frame: { readonly width: number; readonly height: number },
): void {
  const name = `the box ${formatBox(box)}`;
  if (![box.x, box.y, box.w, box.h].every(Number.isFinite)) {
    throw new StudioError(
      'bad-input',
      `${name} has a part that is not a number: give x,y,w,h in pixels`,
    );
  }
  if (!(box.w > 0 && box.h > 0)) {
    throw new StudioError('bad-input', `${name} is empty: its width and height must be above 0`);
  }
  const [cx, cy] = [box.x + box.w / 2, box.y + box.h / 2];
  if (!(cx >= 0 && cx <= frame.width && cy >= 0 && cy <= frame.height)) {
    throw new StudioError(
      'bad-input',
      `${name} has its centre at ${cx},${cy}, outside the frame of ${frame.width} x ${frame.height} pixels: ` +
        'give x,y,w,h from the top left corner, around the object',
    );
  }
}
