import { describe, expect, it } from 'vitest';
import { summariseSpeed } from './speed.ts';
import type { FrameTime } from './speed.ts';

const frame = (totalMs: number): FrameTime => ({
  ...{ totalMs, decodeMs: 1, cropMs: 2, inferenceMs: 16 },
  decodeBoxMs: 1,
});

describe('summariseSpeed', () => {
  it('gives rate, middle, tail and shares', () => {
    const speed = summariseSpeed([10, 20, 10, 20, 40].map(frame))!;
    expect(speed).toMatchObject({ frames: 5, fps: 50, medianMs: 20 });
    expect(speed.p95Ms).toBeCloseTo(36, 12);
    expect(Object.values(speed.shares)).toBeAllclose([0.05, 0.1, 0.8, 0.05], { atol: 1e-12 });
  });

  it('copes with no frames and with a clock that stands still', () => {
    expect(summariseSpeed([])).toBeNull();
    const still = { totalMs: 0, decodeMs: 0, cropMs: 0, inferenceMs: 0, decodeBoxMs: 0 };
    expect(summariseSpeed([still])).toMatchObject({ fps: 0, shares: { inference: 0 } });
  });
});
