import { describe, expect, it } from 'vitest';
import { VIT_B, TINY, modelConfig } from '../../nn/model-config.ts';
import { cropStyle } from './crop-style.ts';
import { boxInCrop, centred, jitteredBox } from './reference-views.ts';

const box = { x: 100, y: 60, w: 80, h: 45 };
const numbers = { normal: [0.7, -1.2], uniform: [0.9, 0.25] } as const;

describe('the jitter of search boxes', () => {
  it.each([
    [
      { centre: 4.5, scale: 0.5 },
      [178.5469635354, 10.5831972634, 113.5254038875, 24.6965236242] as const,
    ],
    [
      { centre: 3, scale: 0.25 },
      [159.9878918581, 23.5580022081, 95.299697329, 33.3368199307] as const,
    ],
  ])('is the reference code of %o', (style, [x, y, w, h]) => {
    const jittered = jitteredBox(box, style, numbers);
    expect(jittered.x).toBeCloseTo(x, 9);
    expect(jittered.y).toBeCloseTo(y, 9);
    expect(jittered.w).toBeCloseTo(w, 9);
    expect(jittered.h).toBeCloseTo(h, 9);
  });

  it('puts the box where the reference code finds it in the crop', () => {
    const crop = centred(jitteredBox(box, { centre: 4.5, scale: 0.5 }, numbers), 5);
    const expected = [-0.0110864604, 0.640013866, 0.3021729208, 0.169972268];
    expect(boxInCrop(box, crop)).toBeAllclose(expected, { atol: 1e-9 });
    const [x, y, w, h] = boxInCrop(box, { ...crop, flip: true });
    expect([1 - x - w, y, w, h]).toBeAllclose(expected, { atol: 1e-9 });
  });

  it('is that of the family and its search factor', () => {
    const style = (search: number) => cropStyle(modelConfig(VIT_B, 256, { template: 2, search }));
    expect(style(5)).toEqual({ kind: 'reference', centre: 4.5, scale: 0.5 });
    expect(style(4)).toEqual({ kind: 'reference', centre: 3, scale: 0.25 });
    expect(cropStyle(modelConfig(TINY, 256, { template: 2, search: 4 }))).toEqual({
      kind: 'synthetic',
    });
  });
});
