import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { golden, goldenPath } from '../../../test/support/golden.ts';
import { i420Bytes } from '../../domain/frame.ts';
import type { Frame, I420Frame, RgbFrame } from '../../domain/frame.ts';
import { cropRegion } from './crop-region.ts';
import type { CropRegion } from './crop-region.ts';
import { toRgbFrame } from './frame-pixels.ts';
import { TargetSampler } from './sample-target.ts';

interface Meta {
  readonly images: readonly { readonly file: string }[];
  readonly cases: readonly {
    readonly id: number;
    readonly tensor: string;
    readonly image: string;
    readonly box_xywh: [number, number, number, number];
    readonly factor: number;
    readonly output_size: number;
    readonly resize_path: 'copy' | 'area2x2' | 'linear';
  }[];
}

function sample(frame: Frame, region: CropRegion): Uint8Array {
  // What lay in the output before must not shine through.
  const out = new Uint8Array(region.outputSize ** 2 * 3).fill(77);
  new TargetSampler(region.outputSize).sample(frame, region, out);
  return out;
}

describe('TargetSampler on RGB frames', () => {
  const { tensors, meta } = golden<Meta>('crop/crops');
  const images = new Map<string, RgbFrame>();

  beforeAll(async () => {
    for (const { file } of meta.images) {
      const { data, info } = await sharp(goldenPath(`crop/${file}`))
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      images.set(file, { kind: 'rgb', width: info.width, height: info.height, data });
    }
  });

  it('has all three resize paths in its golden crops', () => {
    expect(new Set(meta.cases.map((c) => c.resize_path))).toEqual(
      new Set(['copy', 'area2x2', 'linear']),
    );
    expect(meta.cases.length).toBe(62);
  });

  it.each(meta.cases)('crop $id ($image, $resize_path) is bit-exact', (c) => {
    const [x, y, w, h] = c.box_xywh;
    const region = cropRegion({ x, y, w, h }, c.factor, c.output_size);
    const expected = tensors.get(c.tensor)!.data as Uint8Array;
    expect(Buffer.compare(sample(images.get(c.image)!, region), expected)).toBe(0);
  });

  it('keeps nothing from the crop before', () => {
    const sampler = new TargetSampler(64);
    const out = new Uint8Array(64 * 64 * 3);
    for (const c of meta.cases.filter(({ output_size }) => output_size === 64)) {
      const [x, y, w, h] = c.box_xywh;
      sampler.sample(images.get(c.image)!, cropRegion({ x, y, w, h }, c.factor, 64), out);
      expect([c.id, Buffer.compare(out, tensors.get(c.tensor)!.data as Uint8Array)]).toEqual([
        c.id,
        0,
      ]);
    }
  });
});

const frames = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 40 }),
    seed: fc.integer(),
    matrix: fc.constantFrom('bt601' as const, 'bt709' as const),
    fullRange: fc.boolean(),
  })
  .map(({ width, height, seed, matrix, fullRange }): I420Frame => {
    let state = seed >>> 0;
    const data = Uint8Array.from({ length: i420Bytes(width, height) }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 24;
    });
    return { kind: 'i420', width, height, data, matrix, fullRange };
  });

const coordinate = fc.double({ min: -60, max: 60, noNaN: true });
const side = fc.double({ min: 0.5, max: 60, noNaN: true });
const regions = fc
  .record({
    box: fc.record({ x: coordinate, y: coordinate, w: side, h: side }),
    factor: fc.constantFrom(1, 2, 4, 5),
    outputSize: fc.integer({ min: 1, max: 24 }),
    path: fc.constantFrom('copy', 'area2x2', 'linear'),
  })
  .map(({ box, factor, outputSize, path }): CropRegion => {
    const region = cropRegion(box, factor, outputSize);
    if (path === 'linear') return region;
    const sizePx = path === 'copy' ? outputSize : 2 * outputSize;
    return { ...region, sizePx, resizeFactor: outputSize / sizePx };
  });

describe('TargetSampler on I420 frames', () => {
  it('gives the pixels of converting the whole frame first', () => {
    fc.assert(
      fc.property(frames, regions, (frame, region) => {
        const direct = sample(frame, region);
        expect(Buffer.compare(direct, sample(toRgbFrame(frame), region))).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('TargetSampler at the limits', () => {
  const white: RgbFrame = {
    kind: 'rgb',
    width: 30,
    height: 20,
    data: new Uint8Array(30 * 20 * 3).fill(255),
  };

  it('works on a crop of ten million pixels a side', () => {
    const region = cropRegion({ x: -5e6, y: -5e6, w: 1e7, h: 1e7 }, 4, 128);
    expect(region.sizePx).toBe(4e7);
    expect(sample(white, region).every((value) => value === 0)).toBe(true);
  });

  it('shows the image in its place of a crop of 10000 pixels', () => {
    // 100 image pixels per output pixel: the 30 x 20 image lies around one sampling point.
    const region = { x: -5035, y: -5040, sizePx: 10000, outputSize: 100, resizeFactor: 0.01 };
    const out = sample(white, region);
    const lit = [...out.keys()].filter((i) => out[i]! > 0).map((i) => Math.floor(i / 3));
    expect([...new Set(lit)]).toEqual([50 * 100 + 50]);
  });

  it.each([
    { x: 100, y: 0 },
    { x: 0, y: 100 },
    { x: -100, y: 0 },
    { x: 0, y: -100 },
    { x: 29, y: 0 },
  ])('is black where the region at $x,$y misses the image', ({ x, y }) => {
    for (const sizePx of [16, 32, 11]) {
      const out = sample(white, { x, y, sizePx, outputSize: 16, resizeFactor: 16 / sizePx });
      expect(out.every((value) => value === 0)).toBe(true);
    }
  });
});
