import { describe, expect, it } from 'vitest';
import type { FrameRow } from '../annotation.ts';
import { iou, type Box } from '../boxes.ts';
import { dense, human, projectOf, tracked } from '../../../test/support/tracked-project.ts';
import type { ProposedBox } from './layer.ts';
import { planRepair } from './plan-repair.ts';
import type { TrackSegment } from './plan-run.ts';
import { repairSpan, type Follow } from './repair-span.ts';

/** Where the object is. */
const truth = (frame: number): Box => ({ x: 10 + 2 * frame, y: 20, w: 40, h: 30 });
const rowAt = (row: FrameRow, box: Box): FrameRow => ({ ...row, box });
/** A model's row: on the object, or 80 px off where the track has drifted. */
const row =
  (isDrifted: (frame: number) => boolean) =>
  (frame: number): FrameRow => {
    const { x, y, w, h } = truth(frame);
    return rowAt(tracked(0), { x, y: y + (isDrifted(frame) ? 80 : 0), w, h });
  };

/** A tracker that finds the object everywhere, 1 px to the right of the truth; notes what it was sent through. */
function tracker() {
  const passes: { segment: TrackSegment; frames: number }[] = [];
  const follow: Follow = (segment, isEnough) => {
    const step = segment.to < segment.from ? -1 : 1;
    const found: ProposedBox[] = [];
    for (let frameIndex = segment.from; ; frameIndex += step) {
      const box = { ...truth(frameIndex), x: truth(frameIndex).x + 1 };
      found.push({ frameIndex, box, score: 0.9 });
      if (isEnough(found.at(-1)!) || frameIndex === segment.to) break;
    }
    passes.push({ segment, frames: found.length });
    return Promise.resolve(found);
  };
  return { passes, follow };
}

describe('repairSpan', () => {
  it('tracks on from a correction only until it meets the boxes that are there', async () => {
    const isDrifted = (frame: number) => frame >= 30 && frame < 60;
    const rows = dense(0, 999, row(isDrifted));
    rows[30] = [30, rowAt(human(0), truth(30))];
    const model = projectOf([rows]);
    const [span] = planRepair(model, 1, [30], null).filter(({ before }) => before !== null);
    const { passes, follow } = tracker();
    const boxes = await repairSpan(model, 1, span!, follow);
    // Frames 31 to 59 are repaired, and the pass ends after fifteen frames of agreement.
    expect(passes.map(({ frames }) => frames)).toEqual([29 + 15]);
    expect(boxes[0]!.frameIndex).toBe(31);
    expect(boxes.at(-1)!.frameIndex).toBeLessThanOrEqual(74);
    for (let at = 0; at < 29; at++) {
      expect(iou(boxes[at]!.box, truth(31 + at))).toBeGreaterThan(0.9);
    }
  });

  it('finds where the drift before a correction began, and leaves what lies before that alone', async () => {
    const rows = dense(
      0,
      900,
      row((frame) => frame >= 840),
    );
    rows[0] = [0, rowAt(human(0), truth(0))];
    rows[900] = [900, rowAt(human(0), truth(900))];
    const model = projectOf([rows]);
    const [span] = planRepair(model, 1, [900], null);
    const { passes, follow } = tracker();
    const boxes = await repairSpan(model, 1, span!, follow);
    expect(passes.map(({ segment, frames }) => [segment.from, frames])).toEqual([[899, 60 + 15]]);
    expect(boxes[0]!.frameIndex).toBeGreaterThanOrEqual(825);
    expect(boxes.at(-1)!.frameIndex).toBe(899);
    for (const { frameIndex, box, passIou } of boxes) {
      if (frameIndex >= 840) expect(iou(box, truth(frameIndex))).toBeGreaterThan(0.5);
      expect(passIou).toBeUndefined();
    }
  });

  it('sends passes from both sides where the track was wrong all the way', async () => {
    const rows = dense(
      0,
      40,
      row(() => true),
    );
    rows[0] = [0, rowAt(human(0), truth(0))];
    rows[40] = [40, rowAt(human(0), truth(40))];
    const model = projectOf([rows]);
    const [span] = planRepair(model, 1, [40], null);
    const { passes, follow } = tracker();
    const boxes = await repairSpan(model, 1, span!, follow);
    expect(passes.map(({ segment: { from, to } }) => [from, to])).toEqual([
      [39, 0],
      [1, 40],
    ]);
    expect(boxes.map(({ frameIndex }) => frameIndex)).toEqual(
      Array.from({ length: 39 }, (_, i) => i + 1),
    );
    for (const { frameIndex, box } of boxes) {
      expect(iou(box, truth(frameIndex))).toBeGreaterThan(0.9);
    }
    expect(boxes.every(({ passIou }) => passIou! > 0.9)).toBe(true);
  });
});
