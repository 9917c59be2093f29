import { timeSec, type FrameTable } from '../../electron/domain/frame-table.ts';
import { dueFrame, mediaTimeSec, playStride, type ClockAnchor } from './playback-clock.ts';

/** Whether a video plays, how fast, and the frame last shown. */
export interface PlaybackState {
  readonly isPlaying: boolean;
  readonly speed: number;
  readonly frameIndex: number;
}

/** What playing needs of the window; time and animation frames can be given for tests. */
export interface PlaybackOptions {
  readonly table: FrameTable;
  /** Paints a frame at once and returns true, or false when its picture is not here yet (Stage.showCached). */
  readonly show: (frameIndex: number) => boolean;
  /** True when the picture is here (FrameLoader.has): playing starts with some ahead. */
  readonly has: (frameIndex: number) => boolean;
  /** Asks for pictures from here on (FrameLoader.aim). */
  readonly aim: (frameIndex: number, direction: -1 | 1, stride: number) => void;
  /** Playing began, ended (also by itself at the end of the video) or changed speed. */
  readonly onState?: (state: PlaybackState) => void;
  /** Milliseconds of a clock that never jumps. */
  readonly now?: () => number;
  readonly requestTick?: (tick: () => void) => number;
  readonly cancelTick?: (handle: number) => void;
}

/** What has been due and shown since `play`. */
export interface PlaybackStats {
  /** Frames whose time came (at high speeds: of those meant to be shown), the one started from not counted. */
  readonly due: number;
  readonly shown: number;
  readonly dropped: number;
  /** Milliseconds that the clock ran. */
  readonly elapsedMs: number;
}

/** Pictures that should be here before the clock starts, and how long to wait for them. */
const READY_FRAMES = 6;
const READY_WAIT_MS = 500;
/** A longer pause between ticks means that the window was hidden or the machine asleep: the clock waits for it. */
const ASLEEP_MS = 1000;
/** How far back a late picture is still worth showing, and how long the last frame is waited for. */
const LATE_FRAMES = 16;
const END_WAIT_MS = 500;
/** More frames than this in a second are not asked for. */
const SCREEN_HZ = 60;

/**
 * Plays by the frame table's times, constant or not: the clock never waits for pictures, late ones are shown late or
 * dropped.
 */
export class Playback {
  readonly #options: PlaybackOptions;
  readonly #now: () => number;
  readonly #requestTick: (tick: () => void) => number;
  readonly #cancelTick: (handle: number) => void;
  #handle: number | null = null;
  #speed = 1;
  /** Null while waiting for the first pictures. */
  #anchor: ClockAnchor | null = null;
  #startedMs = 0;
  #lastTickMs = 0;
  #lastDue = 0;
  #lastShown = 0;
  #due = 0;
  #shown = 0;
  #elapsedMs = 0;
  #endedMs: number | null = null;

  constructor(options: PlaybackOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#requestTick = options.requestTick ?? ((tick) => requestAnimationFrame(tick));
    this.#cancelTick = options.cancelTick ?? ((handle) => cancelAnimationFrame(handle));
  }

  get isPlaying(): boolean {
    return this.#handle !== null;
  }

  /** Video seconds per second; negative backward. */
  get speed(): number {
    return this.#speed;
  }

  /** Plays from a frame; the clock starts once some pictures are here, or after half a second. */
  play(fromFrame: number, speed = this.#speed): void {
    this.#stop();
    const last = this.#options.table.pts.length - 1;
    if (last < 1 || speed === 0 || !Number.isFinite(speed)) return;
    this.#speed = speed;
    this.#lastDue = this.#lastShown = Math.max(0, Math.min(last, fromFrame));
    this.#due = this.#shown = this.#elapsedMs = 0;
    this.#anchor = this.#endedMs = null;
    this.#startedMs = this.#lastTickMs = this.#now();
    this.#aim();
    this.#handle = this.#requestTick(this.#tick);
    this.#tell();
  }

  /** Changes speed or direction where the clock stands. */
  setSpeed(speed: number): void {
    if (speed === 0 || !Number.isFinite(speed) || speed === this.#speed) return;
    const turned = speed > 0 !== this.#speed > 0;
    this.#speed = speed;
    if (!this.isPlaying) return;
    if (this.#anchor) {
      const now = this.#now();
      const mediaSec = turned
        ? timeSec(this.#options.table, this.#lastDue)
        : mediaTimeSec(this.#anchor, now);
      this.#anchor = { atMs: now, mediaSec, speed };
    }
    this.#endedMs = null;
    this.#aim();
    this.#tell();
  }

  /** Stops and returns the frame last shown: the one that is on screen. */
  pause(): number {
    const wasPlaying = this.isPlaying;
    this.#stop();
    if (wasPlaying) this.#tell();
    return this.#lastShown;
  }

  /** What has been due and shown since `play`. */
  stats(): PlaybackStats {
    return {
      due: this.#due,
      shown: this.#shown,
      dropped: Math.max(0, this.#due - this.#shown),
      elapsedMs: this.#elapsedMs,
    };
  }

  /** Ends playing without telling anyone. */
  dispose(): void {
    this.#stop();
  }

  readonly #tick = (): void => {
    const now = this.#now();
    this.#handle = this.#requestTick(this.#tick);
    if (!this.#anchor) this.#startWhenReady(now);
    else this.#run(now, this.#anchor);
    this.#lastTickMs = now;
  };

  #startWhenReady(now: number): void {
    if (now - this.#startedMs < READY_WAIT_MS && !this.#isReady()) return;
    const mediaSec = timeSec(this.#options.table, this.#lastDue);
    this.#anchor = { atMs: now, mediaSec, speed: this.#speed };
  }

  #run(now: number, anchor: ClockAnchor): void {
    const { table } = this.#options;
    const sinceTickMs = now - this.#lastTickMs;
    if (sinceTickMs > ASLEEP_MS) {
      this.#anchor = { ...anchor, atMs: anchor.atMs + sinceTickMs };
      return;
    }
    this.#elapsedMs += sinceTickMs;
    const isForward = this.#speed > 0;
    const due = dueFrame(table, mediaTimeSec(anchor, now), isForward);
    if (due !== this.#lastDue) {
      this.#due += this.#countDue(this.#lastDue, due);
      this.#lastDue = due;
      this.#aim();
    }
    this.#showNewest();
    if (due === (isForward ? table.pts.length - 1 : 0)) this.#end(now);
  }

  /** The frame that is due or, while its picture is under way, the newest one before it that has not been shown. */
  #showNewest(): void {
    const step = this.#speed > 0 ? 1 : -1;
    const missing = (this.#lastDue - this.#lastShown) * step;
    for (let back = 0; back < Math.min(missing, LATE_FRAMES * this.#stride()); back++) {
      const frameIndex = this.#lastDue - back * step;
      if (!this.#isMeant(frameIndex)) continue;
      if (!this.#options.show(frameIndex)) continue;
      this.#lastShown = frameIndex;
      this.#shown++;
      return;
    }
  }

  #end(now: number): void {
    this.#endedMs ??= now;
    if (this.#lastShown === this.#lastDue || now - this.#endedMs > END_WAIT_MS) this.pause();
  }

  /** Frames on the grid of the stride that lie between two due ones. */
  #countDue(from: number, to: number): number {
    const stride = this.#stride();
    return Math.abs(Math.floor(to / stride) - Math.floor(from / stride));
  }

  /** At high speeds only frames on the grid of the stride are shown, and the last one. */
  #isMeant(frameIndex: number): boolean {
    return frameIndex % this.#stride() === 0 || frameIndex === this.#options.table.pts.length - 1;
  }

  #stride(): number {
    return playStride(this.#options.table, this.#speed, SCREEN_HZ);
  }

  #aim(): void {
    this.#options.aim(this.#lastDue, this.#speed > 0 ? 1 : -1, this.#stride());
  }

  #isReady(): boolean {
    const step = (this.#speed > 0 ? 1 : -1) * this.#stride();
    const first = Math.floor(this.#lastDue / this.#stride()) * this.#stride();
    for (let i = 1; i <= READY_FRAMES; i++) {
      const frameIndex = first + i * step;
      if (frameIndex < 0 || frameIndex >= this.#options.table.pts.length) return true;
      if (!this.#options.has(frameIndex)) return false;
    }
    return true;
  }

  #stop(): void {
    if (this.#handle !== null) this.#cancelTick(this.#handle);
    this.#handle = null;
  }

  #tell(): void {
    this.#options.onState?.({
      isPlaying: this.isPlaying,
      speed: this.#speed,
      frameIndex: this.#lastShown,
    });
  }
}
