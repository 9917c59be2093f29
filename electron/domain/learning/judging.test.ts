import { describe, expect, it } from 'vitest';
import { judgingBlocks, mayJudge } from './judging.ts';

describe('who may judge', () => {
  const models = ['student', 'former'] as const;
  it.each([
    ['human', false, true],
    ['human', true, true],
    ['model:former', true, false],
    ['model:student', true, false],
    ['model:teacher', true, true],
    ['interpolated', true, true],
    ['imported', true, true],
    ['imported', false, false],
    ['model:teacher', false, false],
  ] as const)('%s, confirmed %s: %s', (source, confirmed, may) => {
    expect(mayJudge({ source, confirmed }, models)).toBe(may);
  });
});

describe('blocks of held-out frames', () => {
  const frames = [0, 5, 9, 10, 22, 23];
  const span = { mediaId: 1, trackId: 1, from: 0, to: 23, frames };
  it('are a stretch of time as it is, and pieces of a whole track', () => {
    expect(judgingBlocks({ ...span, by: 'time' }, 10)).toEqual([frames]);
    expect(judgingBlocks({ ...span, by: 'track' }, 10)).toEqual([[0, 5, 9], [10], [22, 23]]);
  });
});
