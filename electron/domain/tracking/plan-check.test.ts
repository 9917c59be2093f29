import { expect, it } from 'vitest';
import { dense, human, projectOf } from '../../../test/support/tracked-project.ts';
import type { FrameRow } from '../annotation.ts';
import { planCheck } from './plan-check.ts';

/** The passes as direction, anchor frame and frames. */
function check(
  rows: readonly (readonly [number, FrameRow])[],
  how: 'backward' | 'model',
  range: { from: number; to: number } | null = null,
): unknown[] {
  return planCheck(projectOf([rows]), 1, range, how).flatMap(({ direction, segments }) =>
    segments.map(({ anchor, from, to }) => [direction, anchor.frameIndex, from, to]),
  );
}

const tracked = [[0, human(0)] as const, ...dense(1, 9)];
const between = [...tracked, [10, human(10)] as const];

it('goes back from the run’s own last box, or from a person’s box behind it', () => {
  expect(check(tracked, 'backward')).toEqual([[-1, 9, 8, 1]]);
  expect(check(between, 'backward')).toEqual([[-1, 10, 9, 1]]);
});

it('goes forward through a run that was tracked backward', () => {
  expect(check([...dense(0, 9), [10, human(10)]], 'backward')).toEqual([[1, 0, 1, 9]]);
});

it('sends a second model the way that the first one went', () => {
  expect(check(between, 'model')).toEqual([[1, 0, 1, 9]]);
  expect(check([...dense(0, 9), [10, human(10)]], 'model')).toEqual([[-1, 10, 9, 0]]);
});

it('takes each run of consecutive frames for itself, in the order of the passes', () => {
  const rows = [...between, ...dense(11, 14), ...dense(20, 24)];
  expect(check(rows, 'model')).toEqual([
    [1, 0, 1, 9],
    [1, 10, 11, 14],
    [1, 20, 21, 24],
  ]);
  expect(check(rows, 'backward')).toEqual([
    [-1, 24, 23, 20],
    [-1, 14, 13, 11],
    [-1, 10, 9, 1],
  ]);
});

it('keeps to a range, and has nothing to do without boxes of a model', () => {
  expect(check(between, 'backward', { from: 3, to: 6 })).toEqual([[-1, 6, 5, 3]]);
  expect(
    check(
      [
        [0, human(0)],
        [10, human(10)],
      ],
      'backward',
    ),
  ).toEqual([]);
  expect(check([[0, human(0)], ...dense(5, 5)], 'backward')).toEqual([]);
});
