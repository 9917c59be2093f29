import { describe, expect, it } from 'vitest';
import { dense, projectOf, tracked } from '../../../test/support/tracked-project.ts';
import { iou, type Box } from '../boxes.ts';
import type { ProposedBox } from './layer.ts';
import { ledOver, Meeting } from './meeting.ts';

const known = (frame: number): Box => ({ x: 10 + 2 * frame, y: 20, w: 40, h: 30 });

/** A track that a model made, in frames 0 to 99. */
const trackOf = () => projectOf([dense(0, 99, (frame) => ({ ...tracked(0), box: known(frame) }))]);

/** A pass that comes down on the known boxes until frame `until`, then goes with them but for `off` pixels. */
const pass = (until: number, off: number, from = 0): ProposedBox[] =>
  Array.from({ length: 100 - from }, (_, i) => {
    const frameIndex = from + i;
    const { x, y, w, h } = known(frameIndex);
    const up = frameIndex < until ? 60 : 0;
    return { frameIndex, box: { x: x + off, y: y + up, w, h }, score: 0.7 };
  });

function framesUntilMet(boxes: readonly ProposedBox[]): number | null {
  const meeting = new Meeting(trackOf(), 1);
  const at = boxes.findIndex((box) => meeting.sees(box));
  return at < 0 ? null : at + 1;
}

describe('Meeting', () => {
  it('ends a pass that has gone with the track for fifteen frames, in either direction of time', () => {
    expect(framesUntilMet(pass(30, 2))).toBe(45);
    expect(framesUntilMet(pass(0, 2).reverse())).toBe(15);
  });

  it('lets a pass go on that only crosses the track, or stays apart from it', () => {
    const crossing = pass(100, 0).map((box, i) => (i % 15 === 0 ? box : pass(0, 0)[i]!));
    expect(framesUntilMet(crossing)).toBeNull();
    expect(framesUntilMet(pass(30, 12))).toBeNull();
  });

  it('does not count frames in which nothing is known', () => {
    const beyond = pass(0, 0).map((box) => ({ ...box, frameIndex: box.frameIndex + 100 }));
    expect(framesUntilMet(beyond)).toBeNull();
  });
});

describe('ledOver', () => {
  it('leads the last frames over into the boxes that are there, without a jump', () => {
    const model = trackOf();
    const met = pass(30, 4).slice(0, 45);
    const led = ledOver(model, 1, met);
    expect(led.slice(0, 30)).toEqual(met.slice(0, 30));
    const offsets = led.slice(30).map(({ frameIndex, box }) => box.x - known(frameIndex).x);
    offsets.forEach((offset, i) => expect(offset).toBeCloseTo(4 * (1 - (i + 1) / 16), 9));
    expect(iou(led.at(-1)!.box, known(44))).toBeGreaterThan(0.98);
  });
});
