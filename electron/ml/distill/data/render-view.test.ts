import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ellipsePatch,
  plainPhoto,
  texturedPhoto,
} from '../../../../test/support/textured-photos.ts';
import { TargetSampler } from '../../tracker/sample-target.ts';
import { toPicture } from './crop-transform.ts';
import { renderView } from './render-view.ts';
import { PLAIN_COLOURS, type CropView } from './training-pair.ts';

/** Makes network input bytes again. */
const asBytes = { mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255] } as const;
const photo = texturedPhoto(200, 160, 3);

const straight: CropView = {
  picture: photo,
  x: 100,
  y: 80,
  side: 64,
  rotation: 0,
  aspect: 1,
  flip: false,
  padding: [0, 0, 0],
  averaged: false,
  occluder: null,
  blur: [],
  photometric: PLAIN_COLOURS,
};

/** A picture whose red is its column and green its row. */
const ramp = plainPhoto(200, 160, [0, 0, 0]);
for (let p = 0; p < 200 * 160; p++) {
  ramp.data.set([p % 200, Math.floor(p / 200)], 3 * p);
}

function difference(a: Float32Array, b: Float32Array): { mean: number; most: number } {
  const all = a.map((value, i) => Math.abs(value - b[i]!));
  return { mean: all.reduce((sum, value) => sum + value, 0) / all.length, most: Math.max(...all) };
}

describe('a rendered view', () => {
  it('is what the tracker crops at test time', () => {
    const anyCrop = fc.record({
      x: fc.integer({ min: 10, max: 60 }),
      y: fc.integer({ min: 10, max: 40 }),
      sizePx: fc.integer({ min: 20, max: 110 }).filter((side) => side !== 64),
    });
    fc.assert(
      fc.property(anyCrop, ({ x, y, sizePx }) => {
        const bytes = new Uint8Array(32 * 32 * 3);
        const resizeFactor = 32 / sizePx;
        new TargetSampler(32).sample(photo, { x, y, sizePx, outputSize: 32, resizeFactor }, bytes);
        const view = { ...straight, x: x + sizePx / 2, y: y + sizePx / 2, side: sizePx };
        const planes = renderView(view, 32, asBytes);
        // The outermost samples of an enlarging crop repeat its own edge in the tracker and see beyond it here.
        const inner = (i: number): boolean => i >= 32 && i < 31 * 32 && i % 32 > 0 && i % 32 < 31;
        let most = 0;
        for (let channel = 0; channel < 3; channel++) {
          for (let i = 0; i < 32 * 32; i++) {
            const off = Math.abs(planes[channel * 1024 + i]! - bytes[3 * i + channel]!);
            if (inner(i)) most = Math.max(most, off);
          }
        }
        expect(most).toBeLessThan(2);
      }),
    );
  });

  it('looks, at every size, where its geometry says', () => {
    const anyView = fc.record({
      rotation: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      aspect: fc.double({ min: 0.7, max: 1.4, noNaN: true }),
      side: fc.double({ min: 20, max: 70, noNaN: true }),
      flip: fc.boolean(),
    });
    fc.assert(
      fc.property(anyView, fc.constantFrom(16, 24, 64), (change, size) => {
        const view = { ...straight, ...change, picture: ramp };
        const planes = renderView(view, size, asBytes);
        for (const [column, row] of [
          [0, 0],
          [size - 1, 2],
          [5, size - 1],
        ] as const) {
          const [x, y] = toPicture(view, [(column + 0.5) / size, (row + 0.5) / size]);
          const o = row * size + column;
          expect(planes[o]).toBeCloseTo(x - 0.5, 1);
          expect(planes[size * size + o]).toBeCloseTo(y - 0.5, 1);
        }
      }),
    );
  });

  it('averages what it shrinks only when told to', () => {
    const stripes = plainPhoto(256, 256, [0, 0, 0]);
    for (let i = 0; i < stripes.data.length; i++) stripes.data[i] = (Math.floor(i / 3) % 2) * 200;
    const view = { ...straight, picture: stripes, x: 128, y: 128, side: 128 };
    const spread = (planes: Float32Array): number => Math.max(...planes) - Math.min(...planes);
    expect(spread(renderView({ ...view, side: 132 }, 32, asBytes))).toBeGreaterThan(100);
    expect(spread(renderView({ ...view, side: 132, averaged: true }, 32, asBytes))).toBeLessThan(
      60,
    );
    // Nothing to average when it is not shrunk to less than a half.
    expect(renderView({ ...view, averaged: true }, 64, asBytes)).toEqual(
      renderView(view, 64, asBytes),
    );
  });

  it('shows its padding beyond the picture, blended over the last half pixel', () => {
    const white = plainPhoto(50, 50, [255, 255, 255]);
    const view = { ...straight, picture: white, x: 0, y: 25, side: 20 } as const;
    const planes = renderView({ ...view, padding: [10, 20, 30] }, 20, asBytes);
    const at = (channel: number, column: number): number => planes[channel * 400 + 200 + column]!;
    expect([at(0, 9), at(1, 9), at(2, 9)].map(Math.round)).toEqual([10, 20, 30]);
    expect(at(0, 10)).toBeCloseTo(255);
    const half = renderView({ ...view, x: 0.5, padding: [0, 0, 0] }, 20, asBytes);
    expect(half[200 + 9]).toBeCloseTo(127.5);
    const beyond = renderView({ ...view, x: -500, padding: [10, 20, 30] }, 8, asBytes);
    expect([...new Set(beyond)].map(Math.round)).toEqual([10, 20, 30]);
  });

  it('mirrors', () => {
    const planes = renderView(straight, 16, asBytes);
    const mirrored = renderView({ ...straight, flip: true }, 16, asBytes);
    const back = mirrored.map((_, i) => mirrored[i - (i % 16) + 15 - (i % 16)]!);
    expect(difference(planes, back).most).toBeLessThan(2);
  });

  it('draws an occluder over its box, at every size', () => {
    const patch = ellipsePatch(30, 30, [255, 0, 0]);
    const view = {
      ...straight,
      picture: plainPhoto(200, 160, [0, 0, 255]),
      occluder: { patch, box: [0.25, 0.5, 0.5, 0.25] },
    } as const;
    for (const size of [32, 96]) {
      const planes = renderView(view, size, asBytes);
      let [left, right, top, bottom] = [size, -1, size, -1];
      for (let o = 0; o < size * size; o++) {
        if (planes[o]! < 128) continue;
        left = Math.min(left, o % size);
        right = Math.max(right, o % size);
        top = Math.min(top, Math.floor(o / size));
        bottom = Math.max(bottom, Math.floor(o / size));
      }
      expect([left, right + 1, top, bottom + 1]).toEqual(
        [0.25, 0.75, 0.5, 0.75].map((share) => share * size),
      );
    }
  });
});

describe('blur', () => {
  const dot = plainPhoto(65, 65, [0, 0, 0]);
  dot.data.fill(255, 3 * (32 * 65 + 32), 3 * (32 * 65 + 32) + 3);
  const view = { ...straight, picture: dot, x: 32.5, y: 32.5, side: 65 };

  /** Total, middle and variance along x and y of the first channel, in px. */
  function moments(planes: Float32Array): {
    sum: number;
    x: number;
    y: number;
    xx: number;
    yy: number;
  } {
    let [sum, x, y, xx, yy] = [0, 0, 0, 0, 0];
    for (let o = 0; o < 65 * 65; o++) {
      const value = planes[o]!;
      const dx = (o % 65) - 32;
      const dy = Math.floor(o / 65) - 32;
      sum += value;
      x += value * dx;
      y += value * dy;
      xx += value * dx * dx;
      yy += value * dy * dy;
    }
    return { sum, x: x / sum, y: y / sum, xx: xx / sum, yy: yy / sum };
  }

  it.each([2, 3, 5, 9, 14, 20])('of %d px is that wide, and moves nothing', (length) => {
    const { sum, x, y, xx, yy } = moments(
      renderView({ ...view, blur: [[length / 65, 0]] }, 65, asBytes),
    );
    expect(sum).toBeCloseTo(255, 1);
    expect(Math.abs(x) + Math.abs(y) + yy).toBeLessThan(1e-4);
    // A uniform segment has a variance of length² / 12.
    expect(Math.sqrt(12 * xx) / length).toBeGreaterThan(0.8);
    expect(Math.sqrt(12 * xx) / length).toBeLessThan(1.2);
  });

  it('goes along its direction', () => {
    const { xx, yy } = moments(renderView({ ...view, blur: [[6 / 65, 12 / 65]] }, 65, asBytes));
    expect(yy / xx).toBeGreaterThan(2.5);
    expect(yy / xx).toBeLessThan(6);
  });

  it('leaves a plain picture plain up to its edges', () => {
    const picture = plainPhoto(200, 160, [40, 40, 40]);
    const planes = renderView({ ...straight, picture, blur: [[0.2, 0.1]] }, 32, asBytes);
    expect(Math.max(...planes) - Math.min(...planes)).toBeLessThan(0.01);
  });

  it('leaves everything as it is when shorter than a pixel', () => {
    const plain = renderView(straight, 32, asBytes);
    expect(renderView({ ...straight, blur: [[0.02, 0.01]] }, 32, asBytes)).toEqual(plain);
  });
});

describe('colours', () => {
  const picture = plainPhoto(100, 100, [100, 50, 200]);
  const view = { ...straight, x: 50, y: 50, side: 20, picture };
  const channels = (planes: Float32Array): number[] =>
    [0, 1, 2].map((c) => planes[c * (planes.length / 3)]!);

  it('are normalised by the statistics', () => {
    const planes = renderView(view, 8, { mean: [0.5, 0.4, 0.3], std: [0.1, 0.2, 0.4] });
    const expected = [(100 / 255 - 0.5) / 0.1, (50 / 255 - 0.4) / 0.2, (200 / 255 - 0.3) / 0.4];
    channels(planes).forEach((value, c) => expect(value).toBeCloseTo(expected[c]!, 4));
  });

  it('change by gain, shift and clamp, in that order', () => {
    const photometric = { ...PLAIN_COLOURS, gain: [1.5, 0.1, 1.2], shift: -20 } as const;
    expect(channels(renderView({ ...view, photometric }, 8, asBytes))).toEqual([
      expect.closeTo(130, 3),
      0,
      expect.closeTo(220, 3),
    ]);
    const bright = { ...PLAIN_COLOURS, shift: 100 };
    expect(channels(renderView({ ...view, photometric: bright }, 8, asBytes))[2]).toBeCloseTo(255);
  });

  it('become grey after gain and shift', () => {
    const photometric = { ...PLAIN_COLOURS, gain: [1, 2, 1], shift: 10, grey: true } as const;
    for (const value of channels(renderView({ ...view, photometric }, 8, asBytes))) {
      expect(value).toBeCloseTo(400 / 3 + 10, 3);
    }
  });

  it('get noise of the wanted deviation, the same for the same seed', () => {
    const noisy = (noiseSeed: number): Float32Array => {
      const photometric = { ...PLAIN_COLOURS, noise: 6, noiseSeed };
      const grey = plainPhoto(100, 100, [128, 128, 128]);
      return renderView({ ...view, picture: grey, photometric }, 64, asBytes);
    };
    const planes = noisy(1).map((value) => value - 128);
    const mean = planes.reduce((sum, value) => sum + value, 0) / planes.length;
    const variance = planes.reduce((sum, value) => sum + value * value, 0) / planes.length;
    expect(Math.abs(mean)).toBeLessThan(0.3);
    expect(Math.sqrt(variance)).toBeGreaterThan(5.6);
    expect(Math.sqrt(variance)).toBeLessThan(6.4);
    expect(noisy(1)).toEqual(noisy(1));
    expect(difference(noisy(1), noisy(2)).mean).toBeGreaterThan(4);
  });
});
