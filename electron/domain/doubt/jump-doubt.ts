import type { Box } from '../boxes.ts';
import { ramp } from './series.ts';

/**
 * Distance of a box's centre from where its last step would have taken it, in square roots of its area, at which no
 * box and every box counts as lost: of boxes that were right until then, 9 % become wrong below 0.3 (as many as
 * without any jump), 21 % between 0.4 and 0.6, 46 % between 0.6 and 1, and all 4 beyond.
 */
const PLACE_JUMP = { none: 0.3, all: 1.5 };
/**
 * Logarithm of how many times larger or smaller a side is than in the frame before, likewise: 12 % become wrong below
 * 0.2, 38 % between 0.3 and 0.4, 46 % between 0.4 and 0.5, 67 % between 0.5 and 0.7.
 */
const SIZE_JUMP = { none: 0.2, all: 0.9 };

/** How probably the object was lost by a jump in each of consecutive frames, 0..1; 0 in the first frame. */
export function jumpDoubts(boxes: readonly Box[]): number[] {
  return boxes.map((box, i) => {
    const previous = boxes[i - 1];
    if (previous === undefined) return 0;
    const place = ramp(
      placeJump(boxes[i - 2] ?? previous, previous, box),
      PLACE_JUMP.none,
      PLACE_JUMP.all,
    );
    const size = ramp(sizeJump(previous, box), SIZE_JUMP.none, SIZE_JUMP.all);
    return 1 - (1 - place) * (1 - size);
  });
}

function placeJump(before: Box, previous: Box, box: Box): number {
  const side = Math.sqrt(previous.w * previous.h);
  const off = (axis: 'x' | 'y', size: 'w' | 'h'): number => {
    const centre = (one: Box): number => one[axis] + one[size] / 2;
    return centre(box) - 2 * centre(previous) + centre(before);
  };
  return side > 0 ? Math.hypot(off('x', 'w'), off('y', 'h')) / side : 0;
}

function sizeJump(previous: Box, box: Box): number {
  const change = (side: 'w' | 'h'): number => Math.abs(Math.log(box[side] / previous[side]));
  const jump = Math.max(change('w'), change('h'));
  return Number.isFinite(jump) ? jump : 0;
}
