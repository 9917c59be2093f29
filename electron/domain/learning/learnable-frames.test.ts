import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dense, gone, human, projectOf, tracked } from '../../../test/support/tracked-project.ts';
import { tracks } from '../../../test/support/random-annotations.ts';
import { AnnotationModel } from '../editing/annotation-model.ts';
import { learnableFrames } from './learnable-frames.ts';

const picture = { width: 1000, height: 1000 };
const none = new Set<number>();

describe('frames that can be learned from', () => {
  it('are those that a person drew or confirmed, and no other', () => {
    const model = projectOf([
      [
        [0, human(10)],
        ...dense(1, 4),
        [5, tracked(15, { confirmed: true })],
        [9, { ...tracked(15), source: 'imported' }],
        [10, { ...tracked(15), source: 'imported', confirmed: true }],
      ],
    ]);
    const { frames, ignored, unusable } = learnableFrames(model, 1, picture, none);
    expect(frames.map(({ frameIndex }) => frameIndex)).toEqual([0, 5, 10]);
    // 1 to 4, the interpolated 6 to 8, and 9.
    expect([ignored, unusable]).toEqual([8, 0]);
  });

  it('have a box that can be seen', () => {
    const box = { x: 990, y: 500, w: 40, h: 40 };
    const model = projectOf([
      [
        [0, { ...human(0), box }],
        [1, { ...human(0), box: { ...box, x: 980 } }],
        [2, { ...human(0), box: { ...box, x: 500, w: 1 } }],
        [3, gone],
        [9, human(9)],
      ],
    ]);
    const { frames, unusable } = learnableFrames(model, 1, picture, none);
    expect(frames.map(({ frameIndex }) => frameIndex)).toEqual([1, 9]);
    expect(unusable).toBe(3);
  });

  it('come up more often where a model was put right', () => {
    const model = projectOf([
      [[0, human(0)], ...dense(1, 4), [5, human(5)], ...dense(6, 9), [10, human(10)]],
    ]);
    const weights = (corrected: ReadonlySet<number>) =>
      learnableFrames(model, 1, picture, corrected).frames.map(({ weight }) => weight);
    expect(weights(none)).toEqual([1, 3, 1]);
    expect(weights(new Set([10]))).toEqual([1, 3, 3]);
  });

  it('are a person’s in every track, and every other frame with a box is counted as ignored', () => {
    fc.assert(
      fc.property(tracks(1), (track) => {
        const model = new AnnotationModel({ tracks: [track] });
        const everything = { width: 1e9, height: 1e9 };
        const { frames, ignored, unusable } = learnableFrames(model, track.id, everything, none);
        for (const { frameIndex } of frames) {
          const row = track.rows.get(frameIndex)!;
          expect(row.source === 'human' || row.confirmed).toBe(true);
          expect(row.absent).toBe(false);
        }
        const persons = [...track.rows.values()].filter(
          ({ source, confirmed }) => source === 'human' || confirmed,
        );
        expect(frames.length + unusable).toBe(persons.length);
        expect(ignored).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
