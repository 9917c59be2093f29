import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floats, golden } from '../../../../test/support/golden.ts';
import { discriminativeMask, isMaskShareSuspicious } from './discriminative-mask.ts';

const absolute = { kind: 'absolute', value: 0.2 } as const;

/** Maps [B,C,H,W] as tokens [B,H*W,C]. */
function asTokens(map: Float32Array, channels: number, tokens: number): Float32Array {
  return map.map((_, i) => {
    const sample = Math.floor(i / (tokens * channels));
    const token = Math.floor(i / channels) % tokens;
    return map[(sample * channels + (i % channels)) * tokens + token]!;
  });
}

describe('discriminative mask', () => {
  it('is the reference mask', () => {
    const { tensors } = golden('distill/t256_to_s128.inputs');
    const shape = { channels: 48, tokens: 256 };
    const features = asTokens(floats(tensors, 'teacher_opt_feat'), shape.channels, shape.tokens);
    const { map, mask, share } = discriminativeMask(features, shape, absolute);
    expect(map).toBeAllclose(floats(tensors, 'disc_map'), { atol: 1e-6, rtol: 1e-6 });
    expect([...mask]).toEqual(Array.from(tensors.get('mask')!.data, Number));
    expect(share).toBe(0.3046875);
  });

  it('takes a token that reaches the threshold exactly', () => {
    const { mask } = discriminativeMask(
      Float32Array.of(0.5, 0.4999),
      { tokens: 2, channels: 1 },
      { kind: 'absolute', value: 0.25 },
    );
    expect([...mask]).toEqual([1, 0]);
  });

  it('takes the strongest share of each crop, however strong the crop is', () => {
    const gain = fc.double({ min: 0.01, max: 100, noNaN: true });
    const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(gain, share, (factor, part) => {
        const weak = Float32Array.from({ length: 50 }, (_, i) => 1 + ((i * 37) % 50));
        const both = Float32Array.from([...weak, ...weak.map((value) => value * factor)]);
        const result = discriminativeMask(
          both,
          { tokens: 50, channels: 1 },
          { kind: 'quantile', share: part },
        );
        const count = Math.max(1, Math.round(part * 50));
        const first = result.mask.subarray(0, 50);
        expect(first.reduce((a, b) => a + b)).toBe(count);
        expect(result.mask.subarray(50)).toEqual(first);
        for (const [i, value] of weak.entries()) expect(first[i]).toBe(value > 50 - count ? 1 : 0);
        expect(result.share).toBeCloseTo(count / 50, 12);
      }),
    );
  });

  it('tells when the mask no longer separates anything', () => {
    const flat = new Float32Array(20).fill(1);
    const { share } = discriminativeMask(flat, { tokens: 20, channels: 1 }, absolute);
    expect(share).toBe(1);
    expect([share, 0, 0.009, 0.951, NaN].map(isMaskShareSuspicious)).toEqual(Array(5).fill(true));
    expect([0.01, 0.3, 0.95].map(isMaskShareSuspicious)).toEqual(Array(3).fill(false));
  });

  it('refuses a broken teacher and features that make no whole crops', () => {
    const shape = { tokens: 2, channels: 2 };
    expect(() => discriminativeMask(Float32Array.of(1, NaN, 1, 1), shape, absolute)).toThrow(
      /not finite/,
    );
    expect(() => discriminativeMask(new Float32Array(6), shape, absolute)).toThrow(RangeError);
    expect(() => discriminativeMask(new Float32Array(0), shape, absolute)).toThrow(RangeError);
  });
});
