import { describe, expect, it } from 'vitest';
import type { TrackEvent, TrackingEngine } from '../ports/tracking-engine.ts';
import { FrameProgress } from './frame-progress.ts';

/** An engine that finds as many frames as it is asked for, a millisecond of the given clock each. */
function engineOn(clock: { ms: number }, frames: number): TrackingEngine {
  return {
    async *track(): AsyncGenerator<TrackEvent> {
      for (let index = 0; index < frames; index++) {
        await Promise.resolve();
        clock.ms += 1_000;
        const timing = { decodeMs: 0, cropMs: 0, inferenceMs: 0 };
        yield { type: 'frame', index, results: [], timing };
      }
    },
    dispose: () => Promise.resolve(),
  };
}

/** Tracks to the end; returns how many events came. */
async function drain(engine: TrackingEngine): Promise<number> {
  return (await Array.fromAsync(engine.track({} as never))).length;
}

describe('FrameProgress', () => {
  it('counts frames as they come, and estimates the rest by them', async () => {
    const clock = { ms: 0 };
    const progress = new FrameProgress(20, () => clock.ms);
    const seen: (readonly [number, number | null])[] = [];
    const engine = progress.counting(engineOn(clock, 10), () =>
      seen.push([progress.done, progress.remainingSec]),
    );
    await drain(engine);
    expect(seen[0]).toEqual([1, null]);
    expect(seen[4]).toEqual([5, 15]);
    progress.finish(10);
    expect([progress.done, progress.remainingSec]).toEqual([10, 10]);
  });

  it('never tells fewer frames than before, nor more than there are', async () => {
    const clock = { ms: 0 };
    const progress = new FrameProgress(12, () => clock.ms);
    // A pass that breaks off is done with all the same.
    await drain(progress.counting(engineOn(clock, 4), () => undefined));
    expect(progress.done).toBe(4);
    progress.finish(6);
    expect(progress.done).toBe(6);
    await drain(progress.counting(engineOn(clock, 30), () => undefined));
    expect(progress.done).toBe(12);
  });

  it('takes passes that were there already as done without counting on their speed', () => {
    const progress = new FrameProgress(10, () => 0);
    progress.finish(10);
    expect([progress.done, progress.remainingSec]).toEqual([10, null]);
  });
});
