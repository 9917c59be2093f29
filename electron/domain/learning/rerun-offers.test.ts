import { describe, expect, it } from 'vitest';
import { dense, human, projectOf, tracked } from '../../../test/support/tracked-project.ts';
import { planRerun } from '../tracking/plan-repair.ts';
import { rerunOffers } from './rerun-offers.ts';

const doubtful = (from: number, to: number, source = 'model:old' as const) =>
  dense(from, to, (frame) => tracked(frame, { source, score: 0.2 }));

describe('offers to track anew', () => {
  it('are doubtful stretches of other models beside a person’s box, the most useful first', () => {
    const model = projectOf([
      [[0, human(0)], ...doubtful(1, 60), [61, human(61)], ...dense(62, 90)],
      [[0, human(0)], ...doubtful(1, 200)],
      // Nobody has said what this object looks like.
      doubtful(0, 50),
    ]);
    const offers = rerunOffers(model, 'new');
    expect(offers.map(({ trackId, mediaId }) => [trackId, mediaId])).toEqual([
      [2, 1],
      [1, 1],
    ]);
    expect(offers[0]!.expectedFrames).toBeGreaterThan(offers[1]!.expectedFrames);
    expect(offers[1]!.from).toBeGreaterThan(0);
    expect(offers[1]!.to).toBeLessThan(61);
    expect(rerunOffers(model, 'old')).toEqual([]);
  });

  it('cover what lies between the person’s boxes when they are tracked', () => {
    const model = projectOf([[[0, human(0)], ...doubtful(1, 60), [61, human(61)]]]);
    expect(planRerun(model, 1, { from: 20, to: 30 })).toMatchObject({
      ...{ from: 1, to: 60, before: { frameIndex: 0 }, after: { frameIndex: 61 } },
    });
    expect(planRerun(projectOf([doubtful(0, 9)]), 1, { from: 2, to: 3 })).toBeNull();
    expect(planRerun(projectOf([[[0, human(0)]]]), 1, { from: 2, to: 3 })).toBeNull();
  });
});
