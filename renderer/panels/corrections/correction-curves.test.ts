import { expect, it } from 'vitest';
import { correctionCurves } from './correction-curves.ts';

const point = (day: number, modelId: string, perThousand: number | null) => ({
  at: `2026-11-0${day}T12:00:00.000Z`,
  ...{ modelId, trackedFrames: 500, corrections: 1, perThousand },
});
const model = (modelId: string) => ({
  ...{ modelId, trackedFrames: 1000, corrections: 2, perThousand: 2 },
});

it('counts stretches of work, and leaves out those that say nothing', () => {
  const curves = correctionCurves({
    points: [point(1, 'a', 30), point(2, 'a', null), point(3, 'b', 12), point(4, 'a', 25)],
    promotions: [{ at: '2026-11-02T18:00:00.000Z', modelId: 'b' }],
    models: [model('a'), model('b'), model('c')],
  });
  expect(curves.models).toEqual([
    {
      modelId: 'a',
      points: [
        [0, 30],
        [3, 25],
      ],
    },
    { modelId: 'b', points: [[2, 12]] },
  ]);
  expect(curves.promotions).toEqual([{ x: 1.5, modelId: 'b' }]);
});
