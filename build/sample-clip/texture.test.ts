import { describe, expect, it } from 'vitest';
import { Texture } from './texture.ts';

function sampled(texture: Texture, x: number, y: number, widthTexels: number): number[] {
  const out = new Float64Array(4);
  texture.sample(x, y, widthTexels, 1, out);
  return [...out];
}

/** A picture 64 x 32 whose channels are x, y, 1 and a chequerboard of 0 and 2. */
const ramp = new Texture(
  64,
  32,
  Float32Array.from({ length: 64 * 32 * 4 }, (_, i) => {
    const x = (i >> 2) % 64;
    const y = Math.floor((i >> 2) / 64);
    return [x + 0.5, y + 0.5, 1, ((x + y) % 2) * 2][i % 4]!;
  }),
);

describe('Texture', () => {
  it('reads ramps exactly at any place and at any blur away from the edges', () => {
    for (const widthTexels of [1, 1.7, 2, 3.1, 4]) {
      const [x, y, one] = sampled(ramp, 31.3, 15.6, widthTexels);
      expect([x, y, one]).toBeAllclose([31.3, 15.6, 1], { atol: 1e-5 });
    }
  });

  it('averages detail finer than the width asked for', () => {
    expect(sampled(ramp, 20.5, 10.5, 1)[3]).toBeCloseTo(0, 6);
    expect(sampled(ramp, 20.5, 10.5, 2)[3]).toBeCloseTo(1, 6);
  });

  it('repeats its edges outside', () => {
    expect(sampled(ramp, -50, 500, 1).slice(0, 2)).toBeAllclose([0.5, 31.5], { atol: 1e-5 });
  });
});
