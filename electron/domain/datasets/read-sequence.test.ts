import { describe, expect, it } from 'vitest';
import { isTruthSecret } from './evaluation-sequence.ts';
import type { SequencePlace } from './layouts.ts';
import { readSequence } from './read-sequence.ts';
import type { SequenceContent } from './read-sequence.ts';

const names = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `${String(from + i).padStart(8, '0')}.jpg`);
const lines = (count: number): string =>
  Array.from({ length: count }, (_, i) => `${i},2,30,40\n`).join('');

function read(
  pictures: readonly string[],
  truth: string,
  more: { extra?: SequenceContent['extra']; start?: SequencePlace['start'] } = {},
) {
  const extra = Object.fromEntries(Object.keys(more.extra ?? {}).map((key) => [key, `a/${key}`]));
  const place = { name: 'a', pictures: 'a/img', truth: 'a/groundtruth.txt', extra };
  return readSequence(
    { ...place, ...(more.start && { start: more.start }) },
    {
      media: '/d/a/img',
      pictures,
      truth,
      truthPath: '/d/a/groundtruth.txt',
      extra: more.extra ?? {},
    },
  );
}

describe('readSequence', () => {
  it('takes boxes and pictures in order', () => {
    expect(read(names(1, 3), lines(3))).toEqual({
      ...{ name: 'a', media: '/d/a/img', firstFrame: 0, frames: 3, size: null },
      truth: [0, 1, 2].map((x) => ({ x, y: 2, w: 30, h: 40 })),
    });
  });

  it('leaves out pictures behind the last box', () => {
    expect(read(names(1, 9), lines(6))).toMatchObject({ firstFrame: 0, frames: 6 });
  });

  it('begins where the annotation does', () => {
    expect(read(names(1, 20), lines(6), { start: { picture: 10 } })).toMatchObject({
      ...{ firstFrame: 9, frames: 6 },
    });
    const omitted = read(names(1, 20), lines(20), { start: { picture: 1, omit: 5 } });
    expect(omitted).toMatchObject({ firstFrame: 5, frames: 15 });
    expect(omitted.truth[0]!.x).toBe(5);
    // A copy that holds just the annotated pictures.
    expect(read(names(1, 6), lines(6), { start: { picture: 300 } })).toMatchObject({
      firstFrame: 0,
    });
  });

  it('names a picture that is missing, whatever else there is', () => {
    const gap = names(1, 9).toSpliced(4, 1);
    expect(() => read(gap, lines(9))).toThrow(
      /8 pictures \(the one after 00000004.jpg is missing\)/,
    );
    expect(() => read(gap, lines(7))).toThrow(/after 00000004.jpg/);
    // Behind the gap nothing is needed.
    expect(read(gap, lines(4)).frames).toBe(4);
    expect(() => read(names(1, 5), lines(6))).toThrow(/5 pictures, but there are 6 true boxes/);
    expect(() => read(names(1, 9), lines(6), { start: { picture: 10 } })).toThrow(/number 10/);
  });

  it('knows a benchmark that keeps its boxes to itself', () => {
    const sequence = read(names(1, 5), lines(1));
    expect(isTruthSecret(sequence)).toBe(true);
    expect(sequence).toMatchObject({ frames: 5, truth: [{ x: 0 }] });
  });

  it('reads what LaSOT, GOT-10k and VOT say of frames', () => {
    const lasot = { fullOcclusion: '0,1,0,0', outOfView: '0,0,1,0' };
    expect(read(names(1, 4), lines(4), { extra: lasot })).toMatchObject({
      visible: [true, false, false, true],
      occluded: [false, true, false, false],
      outOfView: [false, false, true, false],
    });
    const got10k = {
      absence: '0\n0\n1\n0\n',
      cover: '8\n3\n0\n7\n',
      meta: 'x\nresolution: (64, 48)\n',
    };
    expect(read(names(1, 4), lines(4), { extra: got10k })).toMatchObject({
      ...{ visible: [true, true, false, true], cover: [8, 3, 0, 7] },
      size: { width: 64, height: 48 },
    });
    const vot = { occlusion: '0\n1\n', meta: 'fps=30\nwidth=320\nheight=240\n' };
    const read4 = read(names(1, 4), lines(4), { extra: vot });
    expect(read4).toMatchObject({
      ...{ occluded: [false, true, false, false], size: { width: 320, height: 240 } },
    });
    expect(read4.visible).toBeUndefined();
  });

  it.each([
    ['no box in frame 1', '0,0,0,0\n1,1,9,9\n1,1,9,9\n', {}, /frame 1 has no box/],
    ['words', 'a,b,c,d\n', {}, /groundtruth.txt, line 1/],
    ['nothing', '', {}, /is empty/],
    ['too few flags', lines(3), { outOfView: '0,1' }, /outOfView has 2 entries for 3 frames/],
    ['flags that are none', lines(3), { outOfView: '0,1,x' }, /entry 3 is "x"/],
  ])('refuses %s', (_, truth, extra, message) => {
    expect(() => read(names(1, 3), truth, { extra })).toThrow(message);
  });
});
