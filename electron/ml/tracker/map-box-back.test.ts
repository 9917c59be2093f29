import { describe, expect, it } from 'vitest';
import { goldenJson } from '../../../test/support/golden.ts';
import type { Box } from '../../domain/boxes.ts';
import { clipBox } from './clip-box.ts';
import { cropRegion } from './crop-region.ts';
import { mapBoxBack } from './map-box-back.ts';

type Xywh = [number, number, number, number];

interface Boxes {
  readonly map_box_back: readonly {
    readonly search_size: number;
    readonly factor: number;
    readonly image_w: number;
    readonly image_h: number;
    readonly state: Xywh;
    readonly crop_sz: number;
    readonly resize_factor: number;
    readonly net_box_cxcywh: Xywh;
    readonly mapped_xywh: Xywh;
    readonly clipped_xywh_margin10: Xywh;
  }[];
  readonly clip_box: readonly {
    readonly box: Xywh;
    readonly H: number;
    readonly W: number;
    readonly margin: number;
    readonly out: Xywh;
  }[];
}

const goldenBoxes = goldenJson<Boxes>('crop/boxes.json');

function toBox([x, y, w, h]: Xywh): Box {
  return { x, y, w, h };
}

function numbers({ x, y, w, h }: Box): number[] {
  // The reference's -0 and 0 are one.
  return [x + 0, y + 0, w, h];
}

describe('mapBoxBack', () => {
  it('equals the reference on every golden box, to the last bit', () => {
    expect(goldenBoxes.map_box_back.length).toBe(40);
    for (const g of goldenBoxes.map_box_back) {
      const previous = toBox(g.state);
      const region = cropRegion(previous, g.factor, g.search_size);
      expect([region.sizePx, region.resizeFactor]).toEqual([g.crop_sz, g.resize_factor]);
      const [cx, cy, w, h] = g.net_box_cxcywh;
      const mapped = mapBoxBack({ cx, cy, w, h, cell: 0, score: 1 }, previous, region);
      expect(numbers(mapped)).toEqual(g.mapped_xywh);
      expect(numbers(clipBox(mapped, g.image_w, g.image_h, 10))).toEqual(g.clipped_xywh_margin10);
    }
  });
});

describe('clipBox', () => {
  it('equals the reference on every golden box', () => {
    expect(goldenBoxes.clip_box.length).toBe(60);
    for (const { box, W, H, margin, out } of goldenBoxes.clip_box) {
      expect(numbers(clipBox(toBox(box), W, H, margin))).toEqual(out);
    }
  });
});
