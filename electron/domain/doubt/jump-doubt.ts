import type { Box } from '../boxes.ts';
import { ramp } from './series.ts';

/**
 * Distance of a box's centre from where the steps beside it would have taken it, in square roots of its area, at which
 * no box and every box counts as lost: of boxes that were right until then, 11 % become wrong below 0.3, 19 % between
 * 0.3 and 0.4, 26 % between 0.4 and 0.6, 67 % between 0.6 and 1.
 */
const PLACE_JUMP = { none: 0.3, all: 1.2 };
/**
 * Logarithm of how many times larger or smaller a side is than in the frame before, likewise: 12 % become wrong
 * between 0.1 and 0.2, 38 % between 0.3 and 0.4, 46 % between 0.4 and 0.5, 67 % between 0.5 and 0.7.
 */
const SIZE_JUMP = { none: 0.2, all: 0.9 };

/** How probably the object was lost by a jump in each of consecutive frames, 0..1; 0 in the first frame. */
export function jumpDoubts(boxes: readonly Box[]): number[] {
  return boxes.map((box, i) => {
    const previous = boxes[i - 1];
    if (previous === undefined) return 0;
    const place = ramp(placeJump(boxes, i), PLACE_JUMP.none, PLACE_JUMP.all);
    const size = ramp(sizeJump(previous, box), SIZE_JUMP.none, SIZE_JUMP.all);
    return 1 - (1 - place) * (1 - size);
  });
}

/** How far a step differs from the one before and from the one after it, whichever is less: a turn is no jump. */
function placeJump(boxes: readonly Box[], i: number): number {
  const step = stepTo(boxes, i);
  const besides = [i - 1, i + 1].filter((at) => at >= 1 && at < boxes.length);
  const differences = besides.map((at) => {
    const [dx, dy] = stepTo(boxes, at);
    return Math.hypot(step[0] - dx, step[1] - dy);
  });
  const { w, h } = boxes[i - 1]!;
  const side = Math.sqrt(w * h);
  return side > 0 && differences.length > 0 ? Math.min(...differences) / side : 0;
}

function stepTo(boxes: readonly Box[], i: number): readonly [number, number] {
  const [from, to] = [boxes[i - 1]!, boxes[i]!];
  return [to.x + to.w / 2 - from.x - from.w / 2, to.y + to.h / 2 - from.y - from.h / 2];
}

function sizeJump(previous: Box, box: Box): number {
  const change = (side: 'w' | 'h'): number => Math.abs(Math.log(box[side] / previous[side]));
  const jump = Math.max(change('w'), change('h'));
  return Number.isFinite(jump) ? jump : 0;
}
