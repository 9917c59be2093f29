import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floats, golden } from '../../../test/support/golden.ts';
import { targetsOf, type TargetRules } from './targets.ts';

interface Meta {
  readonly cases: readonly {
    readonly patch_size: number;
    readonly centers: readonly (readonly [number, number])[];
    readonly num_ones: readonly number[];
  }[];
}

const ostrack: TargetRules = { cell: 'round', heat: 'cornernet' };
const tiny: TargetRules = { cell: 'floor', heat: 'box' };

const { tensors, meta } = golden<Meta>('losses/heatmap');
const boxes = floats(tensors, 'boxes_xywh');

describe('targets of OSTrack', () => {
  it.each(meta.cases)('agree with the reference at $patch_size', (expected) => {
    const cells = expected.patch_size / 16;
    const { heat, cell } = targetsOf(boxes, cells, ostrack);
    expect(heat).toBeAllclose(floats(tensors, `heatmap_${expected.patch_size}`), { atol: 1e-7 });
    const into = (value: number) => Math.min(Math.max(value, 0), cells - 1);
    for (const [sample, [x, y]] of expected.centers.entries()) {
      const map = heat.subarray(sample * cells * cells, (sample + 1) * cells * cells);
      expect(map.filter((value) => value === 1)).toHaveLength(expected.num_ones[sample]!);
      expect(cell[sample]).toBe(BigInt(into(y) * cells + into(x)));
    }
  });

  it('agree with the batch that the distillation reference was computed on', () => {
    const { tensors: inputs } = golden('distill/t256_to_s128.inputs');
    const { heat } = targetsOf(floats(inputs, 'search_anno'), 8, ostrack);
    expect(heat).toBeAllclose(floats(inputs, 'gt_heatmap'), { atol: 1e-7 });
  });
});

describe('targets of the tiny family', () => {
  it('are a Gaussian a third as wide as the box around the cell that holds its centre', () => {
    const { heat, cell } = targetsOf(Float32Array.of(0.3, 0.55, 0.375, 0.375), 8, tiny);
    // Centre 3.9, 5.9 -> cell 3, 5; standard deviation 3 cells / 6.
    expect(cell[0]).toBe(5n * 8n + 3n);
    expect(heat[5 * 8 + 3]).toBe(1);
    expect(heat[5 * 8 + 4]).toBeCloseTo(Math.exp(-2), 6);
    expect(heat[4 * 8 + 4]).toBeCloseTo(Math.exp(-4), 6);
    expect(heat[5 * 8 + 7]).toBeCloseTo(Math.exp(-32), 18);
  });

  it('keep a least width for small boxes, and move centres outside into the map', () => {
    const { heat, cell } = targetsOf(Float32Array.of(0.95, -0.2, 0.2, 0.05), 8, tiny);
    expect(cell[0]).toBe(7n);
    expect(heat[7]).toBe(1);
    expect(heat[6]).toBeCloseTo(Math.exp(-1 / (2 * 0.09)), 7);
  });

  it('have exactly one positive and no value above it, for any box', () => {
    const part = fc.float({ min: -1, max: 2, noNaN: true });
    const side = fc.float({ min: Math.fround(0.01), max: 2, noNaN: true });
    fc.assert(
      fc.property(part, part, side, side, fc.constantFrom(6, 8, 16, 24), (x, y, w, h, cells) => {
        const { heat, cell } = targetsOf(Float32Array.of(x, y, w, h), cells, tiny);
        expect(heat[Number(cell[0])]).toBe(1);
        expect(heat.filter((value) => value === 1)).toHaveLength(1);
      }),
    );
  });
});

it.each([
  [0.1, 0.1, 0, 0.2],
  [0.1, 0.1, 0.2, -0.2],
  [NaN, 0.1, 0.2, 0.2],
  [0.1, Infinity, 0.2, 0.2],
])('an annotation %d,%d,%d,%d is refused', (x, y, w, h) => {
  expect(() => targetsOf(Float32Array.of(x, y, w, h), 8, ostrack)).toThrow(/is no box/);
});
