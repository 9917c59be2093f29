import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ComparisonSequence, TrackerMaps } from '../../../electron/contract/comparison.ts';
import { clientOf } from '../learning.fixture.ts';
import type { Toasts } from '../toasts.svelte.ts';
import { ComparePlayer } from './compare-player.svelte.ts';

const box = { x: 1, y: 2, w: 3, h: 4 };
const sequenceOf = (name: string): ComparisonSequence => ({
  ...{ name, mediaId: 900_000_000, mediaFrames: 20, firstFrame: 5, frames: 11 },
  ...{ width: 640, height: 360, rate: 10, truth: Array(11).fill(box) },
  trackers: [
    { name: 'a', boxes: Array(11).fill(box) },
    { name: 'failed', boxes: [] },
  ],
});

/** Time that a test moves by hand. */
class HandClock {
  ms = 0;
  #waiting: (() => void)[] = [];
  now(): number {
    return this.ms;
  }
  tick(callback: () => void): void {
    this.#waiting.push(callback);
  }
  advance(ms: number): void {
    this.ms += ms;
    for (const callback of this.#waiting.splice(0)) callback();
  }
}

function playerWith() {
  const calls = {
    comparisonSequence: vi.fn(({ sequence }: { sequence: string }) =>
      Promise.resolve(sequenceOf(sequence)),
    ),
    comparisonMaps: vi.fn(() => Promise.resolve([] as TrackerMaps[])),
  };
  const toasts = { showError: vi.fn() };
  const clock = new HandClock();
  const player = new ComparePlayer(clientOf(calls).client, toasts as unknown as Toasts, clock);
  return { player, calls, toasts, clock };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('ComparePlayer', () => {
  it('shows a frame of a sequence, asking for it once', async () => {
    const { player, calls } = playerWith();
    await player.show('c', 'tiger', 4);
    await player.show('c', 'tiger', 7);
    expect([player.sequence?.name, player.frameIndex]).toEqual(['tiger', 7]);
    expect(calls.comparisonSequence).toHaveBeenCalledTimes(1);
    await player.show('other', 'tiger');
    expect(calls.comparisonSequence).toHaveBeenCalledTimes(2);
    expect(player.frameIndex).toBe(0);
  });

  it('keeps to the frames that there are', async () => {
    const { player } = playerWith();
    await player.show('c', 'tiger', 99);
    expect(player.frameIndex).toBe(10);
    player.step(-50);
    expect(player.frameIndex).toBe(0);
    player.step(1);
    player.seek(2.4);
    expect(player.frameIndex).toBe(2);
  });

  it('plays at the video’s rate to the end, and from the start again', async () => {
    const { player, clock } = playerWith();
    await player.show('c', 'tiger', 2);
    player.toggle();
    clock.advance(350);
    expect([player.isPlaying, player.frameIndex]).toEqual([true, 5]);
    clock.advance(5_000);
    expect([player.isPlaying, player.frameIndex]).toEqual([false, 10]);
    player.toggle();
    expect(player.frameIndex).toBe(0);
    clock.advance(100);
    player.step(3);
    clock.advance(1_000);
    expect([player.isPlaying, player.frameIndex]).toEqual([false, 4]);
  });

  it('says what the host refused, and forgets what came too late', async () => {
    const { player, calls, toasts } = playerWith();
    const late = Promise.withResolvers<ComparisonSequence>();
    calls.comparisonSequence.mockReturnValueOnce(late.promise);
    const first = player.show('c', 'late');
    await player.show('c', 'tiger');
    late.resolve(sequenceOf('late'));
    await first;
    expect(player.sequence?.name).toBe('tiger');
    calls.comparisonSequence.mockRejectedValueOnce(new Error('gone'));
    await player.show('c', 'wolf');
    expect(toasts.showError).toHaveBeenCalledWith(new Error('gone'));
  });

  it('asks for maps of trackers with boxes, once a frame is looked at', async () => {
    const { player, calls } = playerWith();
    await player.show('c', 'tiger', 3);
    player.seek(4);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(calls.comparisonMaps).not.toHaveBeenCalled();
    player.toggleMaps();
    player.seek(5);
    player.seek(6);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(calls.comparisonMaps).toHaveBeenCalledTimes(1);
    expect(calls.comparisonMaps).toHaveBeenCalledWith({
      ...{ comparisonId: 'c', sequence: 'tiger', frameIndex: 6, trackers: ['a'] },
      threshold: { kind: 'quantile', share: 0.2 },
    });
    expect(player.maps).toEqual({ frameIndex: 6, all: [] });
    calls.comparisonMaps.mockRejectedValueOnce(new Error('no model'));
    player.setThreshold({ kind: 'absolute', value: 0.2 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect([player.maps, player.mapProblem]).toEqual([null, 'no model']);
  });

  it('hides boxes of a tracker and shows them again', () => {
    const { player } = playerWith();
    player.toggleTracker('a');
    expect(player.hidden).toEqual(['a']);
    player.toggleTracker('a');
    expect(player.hidden).toEqual([]);
  });
});
