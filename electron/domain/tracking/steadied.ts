import type { Box } from '../boxes.ts';
import { interpolateBox } from '../editing/interpolate.ts';
import type { ProposedBox } from './layer.ts';
import type { PlacedBox } from './plan-run.ts';

/**
 * Boxes without the flicker in which a tracker's boxes swing to and fro from frame to frame: each is drawn half way to
 * the middle between its two neighbours. Steady motion stays as it is, as do boxes beside missing frames.
 * @param fixed boxes that stay, such as a person's in the frames beside
 */
export function steadied(
  boxes: readonly ProposedBox[],
  fixed: readonly PlacedBox[],
): ProposedBox[] {
  const byFrame = new Map<number, Box>();
  for (const { frameIndex, box } of boxes) byFrame.set(frameIndex, box);
  for (const { frameIndex, box } of fixed) byFrame.set(frameIndex, box);
  return boxes.map((found) => {
    const previous = byFrame.get(found.frameIndex - 1);
    const next = byFrame.get(found.frameIndex + 1);
    if (previous === undefined || next === undefined) return found;
    const middle = interpolateBox(previous, next, 0.5);
    return { ...found, box: interpolateBox(found.box, middle, 0.5) };
  });
}
