import { StudioError } from '../../contract/errors.ts';
import { formatBox } from '../boxes.ts';
import type { Box } from '../boxes.ts';

/** What pytracking pads short results with. */
const NOTHING: Box = { x: 0, y: 0, w: 0, h: 0 };

/**
 * A tracker's boxes as pytracking prepares them, one per true box, in image pixels: an empty one is replaced by the
 * one before unless the true box is NaN, surplus ones are cut, missing ones at the end are empty, and the first is the
 * true one, which the tracker was told.
 * @throws StudioError bad-input when there is no true box, or a predicted one is NaN, infinite or negative in size
 */
export function prepareResult(predicted: readonly Box[], truth: readonly Box[]): readonly Box[] {
  if (truth.length === 0) {
    throw new StudioError('bad-input', 'there are no true boxes to compare with');
  }
  predicted.forEach(mustBeFinite);
  const filled: Box[] = [];
  predicted.forEach((box, frame) => {
    const isEmpty = box.w === 0 || box.h === 0;
    const isAbsent = Object.values(truth[frame] ?? {}).some(Number.isNaN);
    filled.push(frame > 0 && isEmpty && !isAbsent ? filled[frame - 1]! : box);
  });
  return truth.map((trueBox, frame) => (frame === 0 ? trueBox : (filled[frame] ?? NOTHING)));
}

function mustBeFinite(box: Box, frame: number): void {
  if ([box.x, box.y, box.w, box.h].every(Number.isFinite) && box.w >= 0 && box.h >= 0) return;
  throw new StudioError(
    'bad-input',
    `predicted box ${frame + 1} is ${formatBox(box)}: it must have finite numbers and no negative size`,
  );
}
