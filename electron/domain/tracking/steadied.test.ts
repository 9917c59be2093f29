import { describe, expect, it } from 'vitest';
import { boxAt, found } from '../../../test/support/tracked-project.ts';
import { steadied } from './steadied.ts';

describe('steadied', () => {
  it('takes out what swings from frame to frame and leaves steady motion', () => {
    const line = found(3, 9, (at) => 5 * at);
    expect(steadied(line, [])).toEqual(line);
    const swinging = found(3, 7, (at) => (at % 2 === 0 ? 14 : 10));
    expect(steadied(swinging, []).map(({ box }) => box.x)).toEqual([10, 12, 12, 12, 10]);
  });

  it('uses a person’s boxes beside, and nothing across a missing frame', () => {
    const boxes = [...found(1, 2, () => 10), ...found(4, 4, () => 30)];
    const fixed = [{ frameIndex: 0, box: boxAt(14) }];
    expect(steadied(boxes, fixed).map(({ box }) => box.x)).toEqual([11, 10, 30]);
  });
});
