import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairIndices, shareDone } from './training-job.ts';

describe('the pairs of a run', () => {
  it('are new ones without end where there is no pool', () => {
    const job = { batch: 3, poolSize: null, seed: 1 };
    expect(pairIndices(job, 0)).toEqual([0, 1, 2]);
    expect(pairIndices(job, 7)).toEqual([21, 22, 23]);
  });

  it('are each of the pool once in a round, in another order in the next', () => {
    const anyPool = fc.record({
      poolSize: fc.integer({ min: 1, max: 300 }),
      batch: fc.integer({ min: 1, max: 40 }),
      seed: fc.integer({ min: 0, max: 2 ** 31 }),
      round: fc.integer({ min: 0, max: 50 }),
    });
    fc.assert(
      fc.property(anyPool, ({ round, ...job }) => {
        const all = Array.from({ length: job.poolSize * 2 }, (_, i) => {
          const number = round * job.poolSize + i;
          return pairIndices(job, Math.floor(number / job.batch))[number % job.batch]!;
        });
        const [one, two] = [all.slice(0, job.poolSize), all.slice(job.poolSize)];
        const whole = Array.from({ length: job.poolSize }, (_, i) => i);
        expect(one.toSorted((a, b) => a - b)).toEqual(whole);
        expect(two.toSorted((a, b) => a - b)).toEqual(whole);
        if (job.poolSize > 20) expect(two).not.toEqual(one);
      }),
    );
  });

  it('do not come in the pool’s own order', () => {
    const order = pairIndices({ batch: 64, poolSize: 64, seed: 3 }, 0);
    const inOrder = order.filter((index, i) => i > 0 && index === order[i - 1]! + 1).length;
    expect(inOrder).toBeLessThan(8);
  });
});

describe('the budget', () => {
  it('is used up by steps or by time, whichever comes first', () => {
    const budget = { steps: 100, minutes: 10, patience: null };
    expect(shareDone(budget, { step: 25, elapsedSec: 60 })).toBe(0.25);
    expect(shareDone(budget, { step: 25, elapsedSec: 300 })).toBe(0.5);
    expect(shareDone(budget, { step: 200, elapsedSec: 0 })).toBe(1);
    expect(shareDone({ ...budget, steps: null }, { step: 200, elapsedSec: 0 })).toBe(0);
  });
});
