import { describe, expect, it } from 'vitest';
import { dense, gone, human, projectOf, tracked } from '../../../test/support/tracked-project.ts';
import { isPersons, isProtectedAt, protectedBeside, protectedFrameBeside } from './protection.ts';

describe('what is a person’s', () => {
  it('is what was drawn or confirmed, whoever made it', () => {
    expect(isPersons(human(1))).toBe(true);
    expect(isPersons(gone)).toBe(true);
    expect(isPersons(tracked(1, { confirmed: true }))).toBe(true);
    expect(isPersons(tracked(1))).toBe(false);
    expect(isPersons({ ...tracked(1), source: 'imported' })).toBe(false);
    expect(isPersons({ ...tracked(1), source: 'interpolated' })).toBe(false);
  });
});

describe('protected frames', () => {
  const model = projectOf([
    [
      [0, human(0)],
      ...dense(3, 5),
      [6, gone],
      [10, tracked(10)],
      [12, { ...gone, source: 'imported' }],
      [15, tracked(15, { confirmed: true })],
      [18, gone],
    ],
  ]);
  const isProtected = (frameIndex: number): boolean => isProtectedAt(model, 1, frameIndex);

  it('are stored rows of a person and the absences that follow from them', () => {
    const frames = Array.from({ length: 22 }, (_, i) => i).filter(isProtected);
    // Not 1 and 2, which are interpolated, nor 13, absent on nobody's word, nor 19, of which nothing is known.
    expect(frames).toEqual([0, 6, 7, 8, 9, 15, 18]);
    expect(isProtectedAt(model, 99, 0)).toBe(false);
  });

  it('are found beside a frame as rows', () => {
    const beside = (at: number, by: 1 | -1) => protectedBeside(model, 1, at, by)?.frameIndex;
    expect([beside(0, 1), beside(6, 1), beside(15, 1), beside(18, 1)]).toEqual([
      6,
      15,
      18,
      undefined,
    ]);
    expect([beside(18, -1), beside(14, -1), beside(6, -1), beside(0, -1)]).toEqual([
      15,
      6,
      0,
      undefined,
    ]);
    expect(protectedBeside(model, 1, 7, -1)?.row).toBe(model.row(1, 6));
  });

  it('are found beside a frame as frames, absences seen from behind with their last one', () => {
    const beside = (at: number, by: 1 | -1) => protectedFrameBeside(model, 1, at, by);
    expect([beside(1, 1), beside(6, 1), beside(9, 1), beside(18, 1)]).toEqual([6, 7, 15, null]);
    expect([beside(14, -1), beside(10, -1), beside(9, -1), beside(6, -1)]).toEqual([9, 9, 8, 0]);
    expect(beside(0, -1)).toBeNull();
  });
});
