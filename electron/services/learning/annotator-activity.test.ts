import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TrackEvent, TrackRequest, TrackingEngine } from '../ports/tracking-engine.ts';
import { AnnotatorActivity } from './annotator-activity.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const request: TrackRequest = {
  ...{ media: '/a.mp4', model: '/m.onnx', device: 'cpu', from: 0, to: 1, objects: [] },
};

describe('the annotator', () => {
  it('is busy for a while after a frame was asked for', () => {
    const told: boolean[] = [];
    const activity = new AnnotatorActivity((isBusy) => told.push(isBusy), 1000);
    activity.touch();
    vi.advanceTimersByTime(900);
    activity.touch();
    vi.advanceTimersByTime(900);
    expect([told, activity.isBusy]).toEqual([[true], true]);
    vi.advanceTimersByTime(200);
    expect([told, activity.isBusy]).toEqual([[true, false], false]);
  });

  it('is busy while something is tracked, also when that fails', async () => {
    const told: boolean[] = [];
    const activity = new AnnotatorActivity((isBusy) => told.push(isBusy), 1000);
    const engine: TrackingEngine = {
      async *track(): AsyncGenerator<TrackEvent, void, undefined> {
        yield { type: 'done', completed: true, frames: 1 };
        await Promise.reject(new Error('broken'));
      },
      dispose: () => Promise.resolve(),
    };
    const tracked = activity.watching(engine).track(request)[Symbol.asyncIterator]();
    expect(activity.isBusy).toBe(false);
    await tracked.next();
    vi.advanceTimersByTime(60_000);
    expect(activity.isBusy).toBe(true);
    await expect(tracked.next()).rejects.toThrow('broken');
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual([true, false]);
  });
});
