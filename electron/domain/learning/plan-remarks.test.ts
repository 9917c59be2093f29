import { describe, expect, it } from 'vitest';
import { remarksOf, type LearnedSet } from './plan-remarks.ts';

type Frames = LearnedSet['tracks'][number]['frames'];
const moving = (count: number, stepSec: number): Frames =>
  Array.from({ length: count }, (_, i) => ({
    timeSec: i * stepSec,
    box: { x: 10 * i, y: 5, w: 40, h: 30 },
  }));
const still = (count: number): Frames =>
  moving(count, 0.5).map(({ timeSec }) => ({
    timeSec,
    box: { x: 10, y: 5, w: 40, h: 30 },
  }));
const set = (...tracks: readonly Frames[]): LearnedSet => ({
  tracks: tracks.map((frames, i) => ({ trackId: i + 1, frames })),
  ...{ heldOutFrames: 30, judgedFrames: 30, judgedSpans: 3 },
});
const remarks = (of: LearnedSet) => remarksOf(of).map(({ level, reason }) => `${level} ${reason}`);

describe('remarks on what is learned from', () => {
  it.each([
    ['two good tracks', set(moving(40, 0.5), moving(40, 0.5)), []],
    ['no tracks', set(), ['refused empty']],
    ['tracks without frames', set([], []), ['refused empty']],
    ['a handful', set(moving(3, 2), moving(4, 2)), ['refused too-few']],
    ['few', set(moving(10, 2), moving(10, 2)), ['weak too-few']],
    ['one moment', set(moving(40, 0.02), moving(40, 0.02)), ['refused one-moment']],
    ['one object for a moment', set(moving(80, 0.02)), ['refused one-track']],
    ['one object', set(moving(80, 0.5)), ['weak one-track']],
    ['nothing that moves', set(still(40), still(40)), ['refused one-place']],
    [
      'no hold-out',
      { ...set(moving(40, 0.5), moving(40, 0.5)), heldOutFrames: 0, judgedFrames: 0 },
      ['weak no-hold-out'],
    ],
    [
      'two spans to judge by',
      { ...set(moving(40, 0.5), moving(40, 0.5)), judgedSpans: 2 },
      ['weak too-few-to-judge'],
    ],
  ] as const)('%s', (_, of, expected) => {
    expect(remarks(of)).toEqual(expected);
  });
});
