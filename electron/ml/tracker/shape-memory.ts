import type { Box } from '../../domain/boxes.ts';
import type { CropRegion } from './crop-region.ts';
import type { NetworkBox } from './decode-box.ts';

/** Factors of the sizes that a network predicts for one object. */
export interface ShapeFactors {
  readonly w: number;
  readonly h: number;
}

/** Sizes as they are predicted: OSTrack's tracker. */
export const PREDICTED_SHAPE: ShapeFactors = { w: 1, h: 1 };

/** A prediction farther off than this is no measure of anything. */
const MOST = 2;

/**
 * What brings a network's sizes nearer to what was drawn, out of its box in the template's own frame: a network of
 * this kind sees the template's centre and area, but not where its box ends.
 * @param drawn the template's box, px of the frame
 * @param seen what the network found there, fractions of `region`; null where it is broken
 * @param region the crop around `drawn` that it was found in
 * @param memory 0..1, the part of the difference (of logarithms) that is made up for
 */
export function shapeFactors(
  drawn: Box,
  seen: NetworkBox | null,
  region: CropRegion,
  memory: number,
): ShapeFactors {
  if (seen === null) return PREDICTED_SHAPE;
  const inCrop = (side: number): number => (side * region.resizeFactor) / region.outputSize;
  const [w, h] = [inCrop(drawn.w), inCrop(drawn.h)];
  // What is found beside the object says nothing about it. The crop is centred on the drawn box.
  const isIt = Math.abs(seen.cx - 0.5) < w / 2 && Math.abs(seen.cy - 0.5) < h / 2;
  if (!isIt) return PREDICTED_SHAPE;
  const factor = (wanted: number, found: number): number =>
    Math.min(MOST, Math.max(1 / MOST, wanted / Math.max(found, 1e-6))) ** memory;
  return { w: factor(w, seen.w), h: factor(h, seen.h) };
}

/**
 * A remembered box as the network itself would see it, about the same centre: what it searches must be as large as
 * what it finds, or a box that is drawn tightly loses a fast object.
 */
export function seenShape(box: Box, factors: ShapeFactors): Box {
  if (factors === PREDICTED_SHAPE) return box;
  const w = box.w / factors.w;
  const h = box.h / factors.h;
  return { x: box.x + (box.w - w) / 2, y: box.y + (box.h - h) / 2, w, h };
}
