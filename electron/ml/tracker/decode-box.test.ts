import { describe, expect, it } from 'vitest';
import { floats, golden } from '../../../test/support/golden.ts';
import { decodeBox } from './decode-box.ts';
import { hannWindow } from './hann-window.ts';
import type { NetworkOutput } from './network.ts';

function maps(cells: number, scores: readonly number[]): NetworkOutput {
  return {
    score: Float32Array.from(scores),
    size: Float32Array.from({ length: 2 * cells * cells }, (_, i) => (i + 1) / 100),
    offset: Float32Array.from({ length: 2 * cells * cells }, (_, i) => i / 10),
  };
}

describe('hannWindow', () => {
  it.each([
    ['t64_s128', 8],
    ['t96_s192', 12],
    ['t128_s256', 16],
  ])('equals the reference of %s', (name, cells) => {
    const { tensors } = golden(`ostrack-micro/${name}`);
    expect(hannWindow(cells)).toBeAllclose(floats(tensors, 'hann'), { atol: 1.2e-7 });
  });
});

describe('decodeBox', () => {
  it.each([
    ['t64_s128', 8],
    ['t96_s192', 12],
    ['t128_s256', 16],
  ])('reads the reference boxes of %s, with and without the window', (name, cells) => {
    const { tensors, meta } = golden<{ argmax: number[]; argmax_hann: number[] }>(
      `ostrack-micro/${name}`,
    );
    const output = {
      score: floats(tensors, 'score_map'),
      size: floats(tensors, 'size_map'),
      offset: floats(tensors, 'offset_map'),
    };
    const windows = {
      pred_boxes: new Float32Array(cells * cells).fill(1),
      pred_boxes_hann: hannWindow(cells),
    };
    for (const [tensor, window] of Object.entries(windows)) {
      const expected = floats(tensors, tensor);
      const found = [0, 1].map((object) => decodeBox(output, object, window, cells)!);
      expect(found.flatMap(({ cx, cy, w, h }) => [cx, cy, w, h])).toEqual([...expected]);
      const area = cells * cells;
      expect(found.map(({ score }) => score)).toEqual(
        [0, 1].map((n) => Math.max(...output.score.subarray(n * area, (n + 1) * area))),
      );
      const cellsFound = found.map(({ cell }) => cell);
      expect(cellsFound).toEqual(tensor === 'pred_boxes' ? meta.argmax : meta.argmax_hann);
    }
  });

  it('takes the first of equal cells', () => {
    const box = decodeBox(maps(2, [0.2, 0.5, 0.5, 0.5]), 0, new Float32Array(4).fill(1), 2)!;
    expect(box.cell).toBe(1);
    // Column 1, row 0; offsets 0.1 and 0.5 cells; sizes at the same cell.
    expect([box.cx, box.cy, box.w, box.h]).toBeAllclose([0.55, 0.25, 0.02, 0.06], { atol: 1e-7 });
  });

  it('weights only the choice of the cell, not the score', () => {
    const box = decodeBox(maps(2, [0.9, 0.5, 0.1, 0.1]), 0, Float32Array.of(0.1, 1, 1, 1), 2)!;
    expect([box.cell, box.score]).toEqual([1, Math.fround(0.9)]);
  });

  it('is null when the network is broken', () => {
    const window = new Float32Array(4).fill(1);
    expect(decodeBox(maps(2, [NaN, NaN, NaN, NaN]), 0, window, 2)).toBeNull();
    const broken = maps(2, [0.9, 0.5, 0.1, 0.1]);
    broken.size[0] = NaN;
    expect(decodeBox(broken, 0, window, 2)).toBeNull();
  });
});
