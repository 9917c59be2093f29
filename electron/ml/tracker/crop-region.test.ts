import { describe, expect, it } from 'vitest';
import { goldenJson } from '../../../test/support/golden.ts';
import { cropRegion, roundHalfEven, visibleSpan } from './crop-region.ts';

interface CropCase {
  readonly id: number;
  readonly image: string;
  readonly box_xywh: [number, number, number, number];
  readonly factor: number;
  readonly output_size: number;
  readonly crop_sz: number;
  readonly x1: number;
  readonly y1: number;
  readonly x1_pad: number;
  readonly x2_pad: number;
  readonly y1_pad: number;
  readonly y2_pad: number;
  readonly resize_factor: number;
}

const { meta } = goldenJson<{
  meta: { images: { file: string; width: number; height: number }[]; cases: CropCase[] };
}>('crop/crops.json');

describe('roundHalfEven', () => {
  it.each(goldenJson<{ x: number; round: number }[]>('crop/round_half_even.json'))(
    'rounds $x to $round',
    ({ x, round }) => expect(roundHalfEven(x) + 0).toBe(round),
  );
});

describe('cropRegion and visibleSpan', () => {
  it.each(meta.cases)('place crop $id as the reference', (golden) => {
    const [x, y, w, h] = golden.box_xywh;
    const region = cropRegion({ x, y, w, h }, golden.factor, golden.output_size);
    expect(region).toEqual({
      x: golden.x1,
      y: golden.y1,
      sizePx: golden.crop_sz,
      outputSize: golden.output_size,
      resizeFactor: golden.resize_factor,
    });
    const image = meta.images.find(({ file }) => file === golden.image)!;
    expect(visibleSpan(region.x, region.sizePx, image.width)).toEqual({
      from: golden.x1 + golden.x1_pad,
      to: golden.x1 + golden.crop_sz - golden.x2_pad,
    });
    expect(visibleSpan(region.y, region.sizePx, image.height)).toEqual({
      from: golden.y1 + golden.y1_pad,
      to: golden.y1 + golden.crop_sz - golden.y2_pad,
    });
  });

  it.each([
    { x: 0, y: 0, w: 0, h: 10 },
    { x: 0, y: 0, w: -3, h: -3 },
    { x: NaN, y: 0, w: 3, h: 3 },
    { x: 0, y: Infinity, w: 3, h: 3 },
    { x: 0, y: 0, w: 1e200, h: 1e200 },
  ])('refuses the box $x,$y,$w,$h', (box) => {
    expect(() => cropRegion(box, 4, 128)).toThrow(/width and height above 0/);
  });
});
