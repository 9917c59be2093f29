import { describe, expect, it } from 'vitest';
import { floats, golden } from '../../../test/support/golden.ts';
import { adamWStep, clipFactor, globalNorm } from './adam-w.ts';
import { learningRateFactor, OSTRACK_SCHEDULE } from './schedule.ts';
import { updateMovingAverage } from './moving-average.ts';

describe('AdamW', () => {
  const { tensors, meta } = golden<{ lr: number; weight_decay: number }>('losses/adamw');
  const size = { learningRate: meta.lr, weightDecay: meta.weight_decay };

  it('takes the steps that torch takes, moments included', () => {
    const value = floats(tensors, 'p0').slice();
    const parameter = {
      value,
      first: new Float32Array(value.length),
      second: new Float32Array(value.length),
    };
    for (let step = 1; step <= 3; step++) {
      adamWStep(parameter, floats(tensors, `grad${step}`), step, size);
      expect(value).toBeAllclose(floats(tensors, `p${step}`), { atol: 2e-7, rtol: 2e-7 });
    }
    expect(parameter.first).toBeAllclose(floats(tensors, 'exp_avg3'), { atol: 1e-7, rtol: 1e-6 });
    expect(parameter.second).toBeAllclose(floats(tensors, 'exp_avg_sq3'), {
      atol: 1e-8,
      rtol: 1e-6,
    });
  });

  it('scales gradients as a clipped norm asks', () => {
    const gradients = [Float32Array.of(3, 0), Float32Array.of(-4)];
    expect(globalNorm(gradients)).toBe(5);
    expect(clipFactor(5, 0.1)).toBeCloseTo(0.02, 6);
    expect(clipFactor(0.05, 0.1)).toBe(1);
    expect(globalNorm([Float32Array.of(NaN)])).toBeNaN();
  });
});

describe('learning rate', () => {
  it('drops to a tenth after four fifths of a run, as OSTrack does', () => {
    expect(learningRateFactor(OSTRACK_SCHEDULE, 1, 0)).toBe(1);
    expect(learningRateFactor(OSTRACK_SCHEDULE, 1, 0.799)).toBe(1);
    expect(learningRateFactor(OSTRACK_SCHEDULE, 1, 0.8)).toBeCloseTo(0.1, 12);
  });

  it('warms up and falls along a cosine', () => {
    const schedule = { warmUpSteps: 10, shape: { kind: 'cosine', floor: 0.01 } } as const;
    expect(learningRateFactor(schedule, 1, 0)).toBeCloseTo(0.1, 12);
    expect(learningRateFactor(schedule, 10, 0)).toBe(1);
    expect(learningRateFactor(schedule, 99, 0.5)).toBeCloseTo(0.505, 12);
    expect(learningRateFactor(schedule, 99, 1)).toBeCloseTo(0.01, 12);
  });
});

it('moving averages forget quickly at first and slowly later', () => {
  const average = Float32Array.of(0);
  updateMovingAverage(average, Float32Array.of(1), 0, 0.999);
  expect(average[0]).toBeCloseTo(0.9, 6);
  updateMovingAverage(average, Float32Array.of(0), 1e9, 0.999);
  expect(average[0]).toBeCloseTo(0.9 * 0.999, 6);
});
