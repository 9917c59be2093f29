import { describe, expect, it } from 'vitest';
import { ellipsePatch } from '../../../../test/support/textured-photos.ts';
import { deformPatch } from './deform-patch.ts';
import { Draw } from './draw.ts';
import { patchHull, trimPatch } from './outline.ts';
import type { Patch } from './training-pair.ts';

const opaque = ({ data }: Patch): number =>
  data.filter((value, i) => i % 4 === 3 && value >= 128).length;
const many = (patch: Patch): Patch[] =>
  Array.from({ length: 200 }, (_, index) => deformPatch(patch, Draw.of(3, index)));

describe.each([
  ['a disc', ellipsePatch(60, 60, [220, 120, 60])],
  ['a slim object', ellipsePatch(16, 90, [90, 200, 160])],
])('%s that is deformed', (_, patch) => {
  const deformed = many(patch);

  it('is trimmed to what is opaque', () => {
    for (const one of deformed) expect(trimPatch(one)).toBe(one);
  });

  it('is whole: bends and turns keep its area', () => {
    for (const one of deformed) {
      // Turns and slants keep areas; the two bends stretch one part as much as they squeeze another.
      expect(opaque(one) / opaque(patch)).toBeGreaterThan(0.7);
      expect(opaque(one) / opaque(patch)).toBeLessThan(1.4);
    }
    const mean = deformed.reduce((sum, one) => sum + opaque(one), 0) / deformed.length;
    expect(mean / opaque(patch)).toBeGreaterThan(0.97);
    expect(mean / opaque(patch)).toBeLessThan(1.03);
  });

  it('keeps its colours up to its edge', () => {
    const colour = [...patch.data.subarray(4 * 30 * patch.width).slice(0, 3)];
    for (const { data } of deformed.slice(0, 20)) {
      for (let p = 0; p < data.length; p += 4) {
        if (data[p + 3]! < 8) continue;
        for (let channel = 0; channel < 3; channel++) {
          expect(Math.abs(data[p + channel]! - colour[channel]!)).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  it('changes its shape, to all sides alike', () => {
    const shapes = deformed.map(({ width, height }) => width / height);
    expect(Math.max(...shapes) / Math.min(...shapes)).toBeGreaterThan(1.3);
    const lean = deformed.map((one) => {
      const [x] = patchHull(one).reduce((top, point) => (point[1] < top[1] ? point : top));
      return x - 0.5;
    });
    expect(Math.abs(lean.reduce((sum, x) => sum + x, 0) / lean.length)).toBeLessThan(0.08);
  });
});

describe('deforming', () => {
  it('is repeatable and leaves the patch as it was', () => {
    const patch = ellipsePatch(40, 30, [1, 2, 3]);
    const before = patch.data.slice();
    const [first, second] = [7, 7].map((index) => deformPatch(patch, Draw.of(1, index)));
    expect(second).toEqual(first);
    expect(patch.data).toEqual(before);
    expect(deformPatch(patch, Draw.of(1, 8))).not.toEqual(first);
  });
});
