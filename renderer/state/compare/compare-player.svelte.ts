import type {
  ComparisonSequence,
  MapThreshold,
  TrackerMaps,
} from '../../../electron/contract/comparison.ts';
import type { StudioClient } from '../../api/client.ts';
import type { Toasts } from '../toasts.svelte.ts';

/** How boxes of several trackers are shown. */
export type CompareLayout = 'overlay' | 'beside';
/** Where the time comes from; given for tests. */
export interface PlayerClock {
  /** Milliseconds of a clock that never jumps. */
  now(): number;
  /** Calls back with the next picture of the screen. */
  tick(callback: () => void): void;
}

const SCREEN_CLOCK: PlayerClock = {
  now: () => performance.now(),
  tick: (callback) => void requestAnimationFrame(callback),
};
/** How long a frame is looked at before its maps are asked for: networks take longer than a step. */
const MAPS_AFTER_MS = 250;

/** The sequence that is looked at, frame by frame. */
export class ComparePlayer {
  /** Null before one is there. */
  sequence = $state.raw<ComparisonSequence | null>(null);
  /** Frame of the sequence, from 0. */
  frameIndex = $state(0);
  isPlaying = $state(false);
  layout = $state<CompareLayout>('overlay');
  /** Shows the object large rather than the whole picture. */
  isClose = $state(false);
  /** Trackers whose boxes are hidden. */
  hidden = $state.raw<readonly string[]>([]);
  showsMaps = $state(false);
  threshold = $state.raw<MapThreshold>({ kind: 'quantile', share: 0.2 });
  maps = $state.raw<{ readonly frameIndex: number; readonly all: readonly TrackerMaps[] } | null>(
    null,
  );
  /** Why there are no maps, or null. */
  mapProblem = $state<string | null>(null);
  readonly #client: StudioClient;
  readonly #toasts: Toasts;
  readonly #clock: PlayerClock;
  #comparisonId = '';
  #loads = 0;
  #mapCalls = 0;
  #mapTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: StudioClient, toasts: Toasts, clock = SCREEN_CLOCK) {
    this.#client = client;
    this.#toasts = toasts;
    this.#clock = clock;
  }

  /** Index of the last frame. */
  get last(): number {
    return Math.max(0, (this.sequence?.frames ?? 1) - 1);
  }

  /** Shows a frame of a sequence; the one that is shown already stays. */
  async show(comparisonId: string, name: string, frameIndex = 0): Promise<void> {
    this.isPlaying = false;
    const isHere = this.#comparisonId === comparisonId && this.sequence?.name === name;
    if (isHere) {
      this.seek(frameIndex);
      return;
    }
    const load = ++this.#loads;
    try {
      const sequence = await this.#client.comparisonSequence({ comparisonId, sequence: name });
      if (load !== this.#loads) return;
      this.#comparisonId = comparisonId;
      this.sequence = sequence;
      this.maps = null;
      this.seek(frameIndex);
    } catch (error) {
      if (load === this.#loads) this.#toasts.showError(error);
    }
  }

  /** Shows nothing. */
  clear(): void {
    this.#loads++;
    this.isPlaying = false;
    this.sequence = null;
    this.maps = null;
  }

  /** Goes to a frame of the sequence, or as near as there is one. */
  seek(frameIndex: number): void {
    this.frameIndex = Math.max(0, Math.min(this.last, Math.round(frameIndex)));
    this.#wantMaps();
  }

  step(by: number): void {
    this.isPlaying = false;
    this.seek(this.frameIndex + by);
  }

  /** Plays at the video's own speed, from the start again where it has ended; or stops. */
  toggle(): void {
    if (this.isPlaying) {
      this.isPlaying = false;
      this.#wantMaps();
      return;
    }
    if (this.sequence === null || this.last === 0) return;
    if (this.frameIndex === this.last) this.seek(0);
    this.isPlaying = true;
    const from = this.frameIndex;
    const startedMs = this.#clock.now();
    const rate = this.sequence.rate > 0 ? this.sequence.rate : 25;
    const tick = (): void => {
      if (!this.isPlaying) return;
      const passedSec = (this.#clock.now() - startedMs) / 1000;
      const due = from + Math.floor(passedSec * rate + 1e-6);
      this.frameIndex = Math.min(this.last, due);
      if (due >= this.last) this.toggle();
      else this.#clock.tick(tick);
    };
    this.#clock.tick(tick);
  }

  toggleTracker(name: string): void {
    const { hidden } = this;
    this.hidden = hidden.includes(name) ? hidden.filter((one) => one !== name) : [...hidden, name];
  }

  toggleMaps(): void {
    this.showsMaps = !this.showsMaps;
    this.#wantMaps();
  }

  setThreshold(threshold: MapThreshold): void {
    this.threshold = threshold;
    this.maps = null;
    this.#wantMaps();
  }

  /** Asks for maps of the frame once it is looked at. */
  #wantMaps(): void {
    clearTimeout(this.#mapTimer);
    if (!this.showsMaps || this.isPlaying || this.sequence === null) return;
    if (this.maps?.frameIndex === this.frameIndex) return;
    this.#mapTimer = setTimeout(() => void this.#loadMaps(), MAPS_AFTER_MS);
  }

  async #loadMaps(): Promise<void> {
    const { sequence, frameIndex, threshold } = this;
    const call = ++this.#mapCalls;
    const trackers = sequence?.trackers.filter(({ boxes }) => boxes.length > 0) ?? [];
    if (sequence === null || trackers.length === 0) return;
    this.mapProblem = null;
    try {
      const all = await this.#client.comparisonMaps({
        ...{ comparisonId: this.#comparisonId, sequence: sequence.name, frameIndex, threshold },
        trackers: trackers.map(({ name }) => name),
      });
      if (call === this.#mapCalls) this.maps = { frameIndex, all };
    } catch (error) {
      if (call !== this.#mapCalls) return;
      this.maps = null;
      this.mapProblem = error instanceof Error ? error.message : String(error);
    }
  }
}
