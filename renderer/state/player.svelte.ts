import type { FrameRange } from '../../electron/domain/edit-command.ts';
import type { Playback } from '../stage/playback.ts';
import type { Stage } from '../stage/stage.ts';
import type { ProjectView } from './project-view.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** Speeds that the keys go through; 1 is the source's rate. */
export const SPEEDS = [0.1, 0.25, 0.5, 1, 1.5, 2, 4] as const;

/** Which frame is looked at, and playing. */
export class Player {
  frameIndex = $state(0);
  isPlaying = $state(false);
  direction = $state<1 | -1>(1);
  speed = $state(1);
  /** Frames chosen on the timeline, for what acts on several. */
  range = $state.raw<FrameRange | null>(null);
  zoom = $state(1);
  /** The mouse in image pixels while it is over the picture. */
  pointer = $state.raw<{ readonly x: number; readonly y: number } | null>(null);
  /** Set while the stage is on screen. */
  stage: Stage | null = null;
  playback: Playback | null = null;
  /** Puts the keyboard into the field for a frame's number. */
  askForFrame: () => void = () => undefined;
  /** Called before another frame is shown: what is half done belongs to the old one. */
  onLeave: () => void = () => undefined;
  /** Called when a person turns to a frame. */
  onSeek: () => void = () => undefined;
  readonly #project: ProjectView;
  readonly #toasts: Toasts;

  constructor(project: ProjectView, toasts: Toasts) {
    this.#project = project;
    this.#toasts = toasts;
  }

  get lastFrame(): number {
    return Math.max(0, (this.#project.media?.frameCount ?? 1) - 1);
  }

  /** Whether the picture of the current frame is on screen, so that a held key may go on. */
  get isSettled(): boolean {
    return this.stage === null || this.stage.shownFrame === this.frameIndex;
  }

  /** Shows a frame; the nearest one when there is none of that index. */
  seek(frameIndex: number): void {
    this.onSeek();
    this.pause();
    this.#show(Math.min(this.lastFrame, Math.max(0, Math.round(frameIndex))));
  }

  /** Shows a frame that a tracker has just done. */
  showLive(frameIndex: number): void {
    if (!this.isPlaying) this.#show(Math.min(this.lastFrame, frameIndex));
  }

  step(frames: number): void {
    this.seek(this.frameIndex + frames);
  }

  /** Starts playing in a direction, or stops. */
  toggle(direction: 1 | -1): void {
    if (this.isPlaying) {
      this.pause();
      return;
    }
    this.onLeave();
    this.onSeek();
    this.direction = direction;
    const { frameIndex, lastFrame } = this;
    const isAtEnd = direction === 1 ? frameIndex >= lastFrame : frameIndex <= 0;
    // Playing on from the end begins at the other one, as every player does.
    if (isAtEnd) this.#show(direction === 1 ? 0 : lastFrame);
    this.playback?.play(this.frameIndex, direction * this.speed);
  }

  /** Stops where the clock stands, with the picture of just that frame. */
  pause(): void {
    if (!this.isPlaying || !this.playback) return;
    const at = this.playback.pause();
    this.isPlaying = false;
    this.#show(at);
  }

  /** The next slower or faster one of the usual speeds. */
  changeSpeed(by: 1 | -1): void {
    const next =
      by === 1
        ? SPEEDS.find((speed) => speed > this.speed)
        : SPEEDS.findLast((speed) => speed < this.speed);
    if (next !== undefined) this.setSpeed(next);
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    if (this.isPlaying) this.playback?.setSpeed(this.direction * speed);
  }

  /** Lets the range begin or end at the current frame. */
  setRangeEnd(end: keyof FrameRange): void {
    const at = this.frameIndex;
    const { from, to } = this.range ?? { from: at, to: at };
    this.range =
      end === 'from' ? { from: at, to: Math.max(at, to) } : { from: Math.min(from, at), to: at };
  }

  /** Frames that a flag is set on: the range when the current frame lies in it, else the current frame. */
  get flagRange(): FrameRange {
    const at = this.frameIndex;
    const { range } = this;
    return range && range.from <= at && at <= range.to ? range : { from: at, to: at };
  }

  #show(frameIndex: number): void {
    if (frameIndex !== this.frameIndex) this.onLeave();
    this.frameIndex = frameIndex;
    this.stage?.show(frameIndex).catch((error: unknown) => this.#toasts.showError(error));
  }
}
