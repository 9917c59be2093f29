import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_COUNT, projects } from '../../../test/support/random-annotations.ts';
import { dense, found, human, projectOf } from '../../../test/support/tracked-project.ts';
import { changedBoxes } from './changed-boxes.ts';
import { isProtectedAt } from './protection.ts';

const framesOf = (boxes: readonly { readonly frameIndex: number }[]): number[] =>
  boxes.map(({ frameIndex }) => frameIndex);

describe('changedBoxes', () => {
  const model = projectOf([[[0, human(0)], ...dense(1, 9), [10, human(10)]]]);

  it('keeps the stretch from the first to the last frame that differs', () => {
    const boxes = found(1, 9, (at) => (at === 4 || at === 7 ? at + 3 : at));
    expect(changedBoxes(model, 1, boxes)).toEqual(boxes.slice(3, 7));
    expect(changedBoxes(model, 1, found(1, 9))).toEqual([]);
    expect(changedBoxes(model, 1, [])).toEqual([]);
  });

  it('takes boxes that overlap enough for the same ones', () => {
    // Shifted by 0.2 of 10 px: an overlap of 0.98 / 1.02 = 0.96.
    const boxes = found(1, 9, (at) => at + 0.2);
    expect(changedBoxes(model, 1, boxes)).toEqual([]);
    expect(framesOf(changedBoxes(model, 1, boxes, 0.97))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('keeps frames that show nothing yet, and no frame of a person', () => {
    expect(framesOf(changedBoxes(model, 1, found(8, 13)))).toEqual([11, 12, 13]);
    expect(
      framesOf(
        changedBoxes(
          model,
          1,
          found(8, 13, (at) => at + 5),
        ),
      ),
    ).toEqual([8, 9, 11, 12, 13]);
  });

  it('gives nothing that was not given, in order, and leaves out only what shows the same', () => {
    const spans = fc.tuple(
      fc.nat({ max: FRAME_COUNT - 1 }),
      fc.nat({ max: 8 }),
      fc.nat({ max: 80 }),
    );
    fc.assert(
      fc.property(projects, spans, (random, [from, more, x]) => {
        const boxes = found(from, from + more, () => x);
        const changed = changedBoxes(random, 1, boxes, 0.95);
        expect(boxes).toEqual(expect.arrayContaining(changed));
        expect(framesOf(changed)).toEqual(framesOf(changed).sort((a, b) => a - b));
        for (const { frameIndex } of changed) {
          expect(isProtectedAt(random, 1, frameIndex)).toBe(false);
        }
      }),
    );
  });
});
