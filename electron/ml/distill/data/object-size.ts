import type { Draw } from './draw.ts';

/** Roots of an object's area in px, in a photo of `USUAL_PHOTO` px on its long side. */
const SMALLEST = 24;
const LARGEST = 100;
const USUAL_PHOTO = 384;
const SHORTEST_SIDE = 16;

/**
 * Draws the size in px of an object in a photo; large photos have larger objects as well.
 * @param aspect width over height
 * @param share largest part of the photo's width and height that the object may take
 */
export function objectSize(
  photo: { readonly width: number; readonly height: number },
  aspect: number,
  share: number,
  draw: Draw,
): { readonly w: number; readonly h: number } {
  const largest = LARGEST * Math.max(1, Math.max(photo.width, photo.height) / USUAL_PHOTO);
  const root = draw.factor(SMALLEST, largest);
  const limit = (side: number, whole: number): number =>
    Math.max(SHORTEST_SIDE, Math.min(side, whole * share));
  return {
    w: limit(root * Math.sqrt(aspect), photo.width),
    h: limit(root / Math.sqrt(aspect), photo.height),
  };
}
