import { describe, expect, it } from 'vitest';
import { deepestDip, disagreementQueue, filteredSequences, iousAt } from './dips.ts';
import { evaluationOf } from './evaluation.fixture.ts';

const evaluation = evaluationOf({
  a: { tiger: [null, 0.8, 0.3, 0.9], wolf: [null, 0.5] },
  b: { tiger: [null, 0.7, 0.6, 0.3], wolf: [null, null] },
});

describe('deepestDip', () => {
  it('is the least overlap of all trackers, the first of equals', () => {
    expect(deepestDip(evaluation.trackers, 'tiger')).toEqual({
      ...{ tracker: 'a', frameIndex: 2, iou: 0.3 },
    });
    const reversed = evaluation.trackers.toReversed();
    expect(deepestDip(reversed, 'tiger')).toMatchObject({ tracker: 'a', frameIndex: 2 });
  });

  it('is none where nothing was measured', () => {
    expect(deepestDip(evaluation.trackers, 'sheep')).toBeNull();
    expect(deepestDip(evaluation.trackers.slice(1), 'wolf')).toBeNull();
  });
});

it('reads every tracker’s overlap in a frame', () => {
  const at = (sequence: string, frame: number) => [
    ...iousAt(evaluation.trackers, sequence, frame).values(),
  ];
  expect(at('tiger', 3)).toEqual([0.9, 0.3]);
  expect(at('tiger', 0)).toEqual([null, null]);
  expect(at('tiger', 99)).toEqual([null, null]);
});

it('queues disagreements of all pairs, the worst first, then the longest', () => {
  const run = { sequence: 'tiger', from: 1, to: 2, frame: 1 };
  const pair = { sequences: 1, meanIou: 0.5, share: 0.5 };
  const queue = disagreementQueue({
    ...evaluation,
    agreements: [
      { ...pair, a: 'a', b: 'b', worst: [{ ...run, leastIou: 0.2 }] },
      {
        ...{ ...pair, a: 'a', b: 'c' },
        worst: [
          { ...run, to: 9, leastIou: 0.2 },
          { ...run, leastIou: 0.1 },
        ],
      },
    ],
  });
  expect(queue.map(({ b, to, leastIou }) => [b, to, leastIou])).toEqual([
    ['c', 2, 0.1],
    ['c', 9, 0.2],
    ['b', 2, 0.2],
  ]);
});

it('filters sequences by name and by all attributes that are wanted', () => {
  const names = (text: string, attributes: Parameters<typeof filteredSequences>[1]['attributes']) =>
    filteredSequences(evaluation, { text, attributes });
  expect(names('', [])).toEqual(['tiger', 'wolf']);
  expect(names(' TIG ', [])).toEqual(['tiger']);
  expect(names('', ['occlusion'])).toEqual(['tiger', 'wolf']);
  expect(names('', ['occlusion', 'fast-motion'])).toEqual(['wolf']);
  expect(names('tig', ['fast-motion'])).toEqual([]);
});
