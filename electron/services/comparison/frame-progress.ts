import type { TrackingEngine } from '../ports/tracking-engine.ts';

/** Counts the frames of a comparison, those of passes under way included, and estimates how long the rest takes. */
export class FrameProgress {
  readonly total: number;
  readonly #now: () => number;
  /** Frames of passes that are done with, tracked now or before. */
  #finished = 0;
  /** Frames of passes under way, by engine. */
  readonly #underWay = new Map<TrackingEngine, number>();
  #tracked = 0;
  #startedMs: number | null = null;
  #most = 0;

  /** @param total frames of all passes @param now milliseconds of a clock that never jumps */
  constructor(total: number, now: () => number = () => performance.now()) {
    this.total = total;
    this.#now = now;
  }

  /** Frames done; never fewer than were told before, whatever a pass that fails takes back. */
  get done(): number {
    return this.#most;
  }

  /** Seconds to the end, by the frames tracked so far; null before the second one. */
  get remainingSec(): number | null {
    if (this.#startedMs === null || this.#tracked < 2) return null;
    const perFrameMs = (this.#now() - this.#startedMs) / (this.#tracked - 1);
    return Math.round(((this.total - this.done) * perFrameMs) / 1000);
  }

  /** A pass is done with, whatever came of it. */
  finish(frames: number): void {
    this.#finished += frames;
    this.#note();
  }

  /** The engine as it was, but for its frames being counted. @param onFrame told after each */
  counting(engine: TrackingEngine, onFrame: () => void): TrackingEngine {
    const track: TrackingEngine['track'] = (request, options) =>
      this.#count(engine, engine.track(request, options), onFrame);
    return { track, dispose: () => engine.dispose() };
  }

  #note(): void {
    const underWay = [...this.#underWay.values()].reduce((sum, frames) => sum + frames, 0);
    this.#most = Math.max(this.#most, Math.min(this.total, this.#finished + underWay));
  }

  async *#count(
    engine: TrackingEngine,
    events: ReturnType<TrackingEngine['track']>,
    onFrame: () => void,
  ): AsyncGenerator<typeof events extends AsyncIterable<infer Event> ? Event : never> {
    try {
      for await (const event of events) {
        if (event.type === 'frame') {
          this.#startedMs ??= this.#now();
          this.#tracked++;
          this.#underWay.set(engine, (this.#underWay.get(engine) ?? 0) + 1);
          this.#note();
          onFrame();
        }
        yield event;
      }
    } finally {
      this.#underWay.delete(engine);
    }
  }
}
