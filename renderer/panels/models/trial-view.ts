import type { ModelTrial } from '../../../electron/contract/models.ts';
import type { Box } from '../../../electron/domain/boxes.ts';

/** How many sides of the boxes are seen around them. */
const AROUND = 1;
/** Width of the view in its heights. */
const ASPECT = 16 / 9;

/** The part of a picture, in its pixels, in which both boxes of a trial are seen with some of their surroundings. */
export function trialView(
  { box, trackBox }: Pick<ModelTrial, 'box' | 'trackBox'>,
  picture: { readonly width: number; readonly height: number },
): Box {
  const boxes = trackBox ? [box, trackBox] : [box];
  const left = Math.min(...boxes.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y));
  const right = Math.max(...boxes.map(({ x, w }) => x + w));
  const bottom = Math.max(...boxes.map(({ y, h }) => y + h));
  const side = Math.max(right - left, bottom - top);
  const height = Math.max(bottom - top, (right - left) / ASPECT) + 2 * AROUND * side;
  const h = Math.min(height, picture.height, picture.width / ASPECT);
  const w = h * ASPECT;
  const within = (middle: number, size: number, whole: number): number =>
    Math.max(0, Math.min(whole - size, middle - size / 2));
  return {
    x: within((left + right) / 2, w, picture.width),
    y: within((top + bottom) / 2, h, picture.height),
    ...{ w, h },
  };
}
