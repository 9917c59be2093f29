import { describe, expect, it } from 'vitest';
import { human, tracked } from '../../../test/support/tracked-project.ts';
import type { FrameRow } from '../annotation.ts';
import { correctionPoints, correctionRates } from './correction-history.ts';
import { countCorrections } from './corrections.ts';

const row = (frameIndex: number, before: FrameRow | null, after: FrameRow | null) =>
  ({ kind: 'row', trackId: 1, frameIndex, before, after }) as const;
const by = (modelId: string): FrameRow => ({ ...tracked(3), source: `model:${modelId}` });
const count = (changes: readonly ReturnType<typeof row>[], kind: 'edit' | 'undo' = 'edit') =>
  countCorrections({ title: '', changes }, kind);

describe('corrections', () => {
  it('are a model’s frames that a person moved or took away', () => {
    const changes = [
      row(0, null, by('a')),
      row(1, by('a'), human(1)),
      row(2, by('a'), { ...human(1), box: null, absent: true }),
      row(3, by('a'), { ...by('a'), confirmed: true }),
      row(4, human(1), human(2)),
      row(5, by('a'), by('b')),
      row(6, by('a'), null),
    ];
    const places = [1, 2].map((frameIndex) => ({ trackId: 1, frameIndex }));
    expect(count(changes)).toEqual([
      { modelId: 'a', tracked: 1, corrected: places, takenBack: [] },
      { modelId: 'b', tracked: 1, corrected: [], takenBack: [] },
    ]);
  });

  it('and tracking leave no trace when they are undone', () => {
    const undone = [row(0, by('a'), null), row(1, human(1), by('a'))];
    expect(count(undone, 'undo')).toEqual([
      {
        modelId: 'a',
        tracked: -1,
        corrected: [],
        takenBack: [{ trackId: 1, frameIndex: 1 }],
      },
    ]);
  });
});

describe('corrections per 1,000 frames', () => {
  const entry = (atMs: number, modelId: string, tracked: number, corrections: number) => ({
    ...{ atMs, modelId, tracked, corrections },
  });
  const entries = [
    entry(1, 'a', 500, 0),
    entry(2, 'a', 0, 10),
    entry(3, 'a', 500, 0),
    entry(4, 'a', 0, 5),
    entry(5, 'b', 50, 0),
    entry(6, 'b', 0, 1),
    entry(7, 'a', 0, 1),
  ];

  it('come in stretches of tracked frames', () => {
    expect(
      correctionPoints(entries, 500).map(({ atMs, modelId, perThousand }) => [
        ...[atMs, modelId, perThousand],
      ]),
    ).toEqual([
      [2, 'a', 20],
      // Too few frames to say anything.
      [6, 'b', null],
      [7, 'a', 12],
    ]);
  });

  it('come by model', () => {
    expect(correctionRates(entries)).toEqual([
      { modelId: 'a', trackedFrames: 1000, corrections: 16, perThousand: 16 },
      { modelId: 'b', trackedFrames: 50, corrections: 1, perThousand: null },
    ]);
  });
});
