import type { TrackEvent, TrackRequest, TrackingEngine } from '../ports/tracking-engine.ts';

/** How long somebody who asked for a frame counts as working, in milliseconds. */
const LINGER_MS = 1_500;

/** Knows whether the annotator is working: something is tracked, or frames are asked for, as when one plays or scrubs. */
export class AnnotatorActivity {
  readonly #onChange: (isBusy: boolean) => void;
  readonly #lingerMs: number;
  #tracking = 0;
  #timer: NodeJS.Timeout | undefined;
  #isBusy = false;

  constructor(onChange: (isBusy: boolean) => void, lingerMs = LINGER_MS) {
    this.#onChange = onChange;
    this.#lingerMs = lingerMs;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Somebody asked for a frame. */
  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#tell();
    }, this.#lingerMs);
    this.#timer.unref();
    this.#tell();
  }

  /** The same engine; while it tracks, somebody is working. */
  watching(engine: TrackingEngine): TrackingEngine {
    return {
      track: (request, options) => this.#watched(engine, request, options),
      dispose: () => engine.dispose(),
    };
  }

  async *#watched(
    engine: TrackingEngine,
    request: TrackRequest,
    options?: { readonly signal?: AbortSignal },
  ): AsyncGenerator<TrackEvent, void, undefined> {
    this.#tracking++;
    this.#tell();
    try {
      yield* engine.track(request, options);
    } finally {
      this.#tracking--;
      // The next span of the same work follows at once.
      this.touch();
    }
  }

  #tell(): void {
    const isBusy = this.#tracking > 0 || this.#timer !== undefined;
    if (isBusy === this.#isBusy) return;
    this.#isBusy = isBusy;
    this.#onChange(isBusy);
  }
}
