import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { constantRateTable, timeSec, type FrameTable } from '../../electron/domain/frame-table.ts';
import { dueFrame, mediaTimeSec, playStride } from './playback-clock.ts';
import { Playback, type PlaybackState } from './playback.ts';

/** Frames of 100, 40, 300, 20, 20 and 40 ms, starting at 5 s. */
const VARIABLE: FrameTable = {
  timeBase: { num: 1, den: 1000 },
  pts: Float64Array.of(5000, 5100, 5140, 5440, 5460, 5480, 5520),
  keyFrames: new Uint8Array(7),
};

describe('dueFrame', () => {
  it('is each frame from its own time on, forward, and the mirror image of that backward', () => {
    expect(dueFrame(VARIABLE, 5.0999, true)).toBe(0);
    expect(dueFrame(VARIABLE, 5.1, true)).toBe(1);
    expect(dueFrame(VARIABLE, 5.4399, true)).toBe(2);
    expect(dueFrame(VARIABLE, 99, true)).toBe(6);
    expect(dueFrame(VARIABLE, 5.1401, false)).toBe(3);
    expect(dueFrame(VARIABLE, 5.14, false)).toBe(2);
    expect(dueFrame(VARIABLE, 0, false)).toBe(0);
    expect(dueFrame(VARIABLE, 99, false)).toBe(6);
  });

  it('is the frame itself at its own time, both ways, at any rate', () => {
    const rates = fc.constantFrom(23.976, 24, 25, 29.97, 30, 59.94, 12.5);
    fc.assert(
      fc.property(rates, fc.nat(99_999), fc.boolean(), (fps, index, isForward) => {
        const table = constantRateTable(100_000, fps);
        expect(dueFrame(table, timeSec(table, index), isForward)).toBe(index);
      }),
      { numRuns: 60 },
    );
  });
});

describe('clock', () => {
  it('runs at its speed from its anchor', () => {
    const anchor = { atMs: 1000, mediaSec: 5, speed: -2 };
    expect(mediaTimeSec(anchor, 1500)).toBeCloseTo(4, 12);
  });

  it('asks for no more frames than a screen shows', () => {
    const table = constantRateTable(100, 30);
    expect([0.5, 1, 2, 2.1, 4, -8].map((speed) => playStride(table, speed, 60))).toEqual([
      1, 1, 1, 1, 2, 4,
    ]);
  });
});

/** A window whose clock and animation frames are driven by hand. */
class FakeWindow {
  nowMs = 0;
  readonly shown: [frameIndex: number, atMs: number][] = [];
  readonly aimed: number[] = [];
  readonly states: PlaybackState[] = [];
  isHere: (frameIndex: number) => boolean = () => true;
  #tick: (() => void) | null = null;

  playback(table: FrameTable): Playback {
    return new Playback({
      table,
      has: (index) => this.isHere(index),
      show: (index) => {
        if (!this.isHere(index)) return false;
        this.shown.push([index, this.nowMs]);
        return true;
      },
      aim: (index) => this.aimed.push(index),
      onState: (state) => this.states.push(state),
      now: () => this.nowMs,
      requestTick: (tick) => {
        this.#tick = tick;
        return 1;
      },
      cancelTick: () => (this.#tick = null),
    });
  }

  /** Runs animation frames every `stepMs` until `untilMs`. */
  run(untilMs: number, stepMs: number): void {
    while (this.nowMs + stepMs <= untilMs) {
      this.nowMs += stepMs;
      const tick = this.#tick;
      this.#tick = null;
      tick?.();
    }
  }

  indices(): number[] {
    return this.shown.map(([frameIndex]) => frameIndex);
  }
}

describe('Playback', () => {
  let window: FakeWindow;
  beforeEach(() => {
    window = new FakeWindow();
  });

  it('shows every frame of a constant rate at its time', () => {
    const playback = window.playback(constantRateTable(61, 30));
    playback.play(0);
    window.run(3000, 10);
    expect(window.indices()).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    // The clock starts with the first tick, at 10 ms.
    for (const [frameIndex, atMs] of window.shown) {
      const dueMs = 10 + (frameIndex * 1000) / 30;
      expect(atMs - dueMs).toBeGreaterThanOrEqual(-0.1);
      expect(atMs - dueMs).toBeLessThan(10);
    }
    expect(playback.stats()).toMatchObject({ due: 60, shown: 60, dropped: 0 });
    expect(playback.isPlaying).toBe(false);
    expect(window.states.at(-1)).toEqual({ isPlaying: false, speed: 1, frameIndex: 60 });
  });

  it('follows variable frame times, in both directions', () => {
    const forward = window.playback(VARIABLE);
    forward.play(0);
    window.run(700, 10);
    expect(window.shown).toEqual([
      [1, 110],
      [2, 150],
      [3, 450],
      [4, 470],
      [5, 490],
      [6, 530],
    ]);
    window = new FakeWindow();
    window.playback(VARIABLE).play(6, -1);
    window.run(700, 10);
    expect(window.shown).toEqual([
      [5, 50],
      [4, 70],
      [3, 90],
      [2, 390],
      [1, 430],
      [0, 530],
    ]);
  });

  it('drops frames when ticks are late while the clock stays true', () => {
    const playback = window.playback(constantRateTable(300, 30));
    playback.play(0);
    window.run(2010, 10);
    window.run(4010, 100);
    expect(playback.stats()).toEqual({ due: 120, shown: 80, dropped: 40, elapsedMs: 4000 });
    expect(window.indices().at(-1)).toBe(120);
  });

  it('shows late pictures late, newest first, and never one twice', () => {
    const playback = window.playback(constantRateTable(300, 10));
    window.isHere = (index) => index <= 6 || index === 8 || index > 20;
    playback.play(0);
    window.run(1510, 10);
    expect(window.indices()).toEqual([1, 2, 3, 4, 5, 6, 8]);
    window.isHere = () => true;
    window.run(1610, 10);
    expect(window.indices().slice(7)).toEqual([15, 16]);
    expect(playback.stats()).toMatchObject({ due: 16, shown: 9, dropped: 7 });
    expect(playback.pause()).toBe(16);
  });

  it('waits for pictures before the clock starts, but not for ever', () => {
    const playback = window.playback(constantRateTable(300, 10));
    let here = 3;
    window.isHere = (index) => index <= here;
    playback.play(0);
    window.run(300, 10);
    expect(playback.stats().elapsedMs).toBe(0);
    here = 6;
    window.run(410, 10);
    expect(window.indices()).toEqual([1]);
    window = new FakeWindow();
    const starved = window.playback(constantRateTable(300, 10));
    window.isHere = () => false;
    starved.play(0);
    window.run(800, 10);
    expect(starved.stats()).toMatchObject({ due: 3, shown: 0 });
  });

  it('changes speed and direction where it stands', () => {
    const playback = window.playback(constantRateTable(300, 10));
    playback.play(100);
    window.run(510, 10);
    expect(window.indices().at(-1)).toBe(105);
    playback.setSpeed(2);
    window.run(1010, 10);
    expect(window.indices().at(-1)).toBe(115);
    playback.setSpeed(-1);
    window.run(1510, 10);
    expect(window.indices().slice(-5)).toEqual([114, 113, 112, 111, 110]);
    expect(window.states.at(-1)).toMatchObject({ isPlaying: true, speed: -1 });
  });

  it('shows a grid of frames at high speed', () => {
    const playback = window.playback(constantRateTable(1000, 60));
    playback.play(0, 4);
    window.run(510, 10);
    expect(window.indices().every((index) => index % 4 === 0)).toBe(true);
    expect(playback.stats().shown).toBeGreaterThanOrEqual(29);
    expect(playback.stats().due).toBe(30);
  });

  it('goes on where it was after the window was hidden', () => {
    const playback = window.playback(constantRateTable(3000, 10));
    playback.play(0);
    window.run(1010, 10);
    window.run(61_010, 60_000);
    window.run(61_510, 10);
    expect(window.indices().at(-1)).toBe(15);
    expect(playback.stats().due).toBe(15);
  });

  it('ends without its last picture rather than never, and plays nothing where there is nothing', () => {
    const playback = window.playback(constantRateTable(10, 10));
    window.isHere = (index) => index < 9;
    playback.play(5);
    window.run(5000, 10);
    expect(playback.isPlaying).toBe(false);
    expect(window.states.at(-1)?.frameIndex).toBe(8);
    const single = window.playback(constantRateTable(1, 10));
    single.play(0);
    expect(single.isPlaying).toBe(false);
  });
});
