import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FRAME_HEIGHT, FRAME_WIDTH } from './camera.ts';
import { FRAME_COUNT, momentAt } from './choreography.ts';
import { extentOf, forEachRay, meets, truthAt } from './ground-truth.ts';
import { ladybirdParts } from './ladybird.ts';

const truth = Array.from({ length: FRAME_COUNT }, (_, index) => truthAt(index));

function committedLines(name: string): string[] {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
}

describe('ground truth of the sample clip', () => {
  it.each([0, 47, 105, 150, 201, 249])('bounds the mask of the ladybird in frame %i', (index) => {
    const { camera, followed } = momentAt(index);
    const box = extentOf(followed, camera);
    const parts = ladybirdParts(followed);
    const search = { x: box.x - 8, y: box.y - 8, w: box.w + 16, h: box.h + 16 };
    const mask = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    forEachRay(camera, search, 6, (dx, dy, dz, x, y) => {
      if (!meets(parts, camera, dx, dy, dz)) return;
      mask.left = Math.min(mask.left, x);
      mask.top = Math.min(mask.top, y);
      mask.right = Math.max(mask.right, x);
      mask.bottom = Math.max(mask.bottom, y);
    });
    const edges = [mask.left, mask.top, mask.right, mask.bottom];
    expect(edges).toBeAllclose([box.x, box.y, box.x + box.w, box.y + box.h], { atol: 1 });
  });

  it('lies inside the picture, is 40 to 120 px across and moves at most a tenth of its width a frame', () => {
    for (const [index, { box }] of truth.entries()) {
      expect(box.x).toBeGreaterThan(0);
      expect(box.y).toBeGreaterThan(0);
      expect(box.x + box.w).toBeLessThan(FRAME_WIDTH);
      expect(box.y + box.h).toBeLessThan(FRAME_HEIGHT);
      expect(box.w).toBeGreaterThan(40);
      expect(box.w).toBeLessThan(120);
      const before = truth[index - 1]?.box ?? box;
      const stepX = box.x + box.w / 2 - before.x - before.w / 2;
      const stepY = box.y + box.h / 2 - before.y - before.h / 2;
      expect(Math.hypot(stepX, stepY)).toBeLessThan(0.1 * box.w);
    }
  });

  it('is hidden once, for 8 to 15 frames, and then by more than half but never wholly', () => {
    const hiddenFrames = truth.flatMap(({ hidden }, index) => (hidden >= 0.05 ? [index] : []));
    expect(hiddenFrames.length).toBeGreaterThanOrEqual(8);
    expect(hiddenFrames.length).toBeLessThanOrEqual(15);
    expect(hiddenFrames.at(-1)! - hiddenFrames[0]!).toBe(hiddenFrames.length - 1);
    const most = Math.max(...truth.map(({ hidden }) => hidden));
    expect(most).toBeGreaterThan(0.5);
    expect(most).toBeLessThan(0.8);
  });

  it('is what the files beside the clip say', () => {
    const boxes = committedLines('groundtruth.txt').map((line) => line.split(',').map(Number));
    const hidden = committedLines('occlusion.txt').map(Number);
    expect(boxes).toHaveLength(FRAME_COUNT);
    expect(boxes.flat()).toBeAllclose(
      truth.flatMap(({ box }) => [box.x, box.y, box.w, box.h]),
      { atol: 0.0051 },
    );
    expect(hidden).toBeAllclose(
      truth.map((frame) => frame.hidden),
      { atol: 0.0051 },
    );
  });
});
