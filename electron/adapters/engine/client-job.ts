import type { StudioError } from '../../contract/errors.ts';
import type {
  TrackedObject,
  TrackEvent,
  TrackRequest,
} from '../../services/ports/tracking-engine.ts';
import { EventQueue } from './event-queue.ts';
import type { JobEvent } from './protocol.ts';

type Started = Extract<JobEvent, { type: 'started' }>;
type FrameEvent = Extract<JobEvent, { type: 'frame' }>;

/** After so many failures in a row on something else than the CPU, a job goes on there: a driver may be to blame. */
const FAILURES_BEFORE_CPU = 2;
/**
 * Frames after which a failure starts a new row: about a second of video, which takes as long to track as an engine to
 * start. A job that gets less far each time would spend its life starting, and one that meets the same frame again
 * and again would never end.
 */
const FRAMES_OF_PROGRESS = 25;

/** What a client remembers of a job, so that another engine can take it over. */
export class ClientJob {
  readonly id: number;
  readonly events = new EventQueue<TrackEvent>();
  isCancelled = false;
  readonly #request: TrackRequest;
  #failures = 0;
  #framesAtFailure = 0;
  #whyCpu: string | undefined;
  #frames = 0;
  #started: Started | undefined;
  #last: FrameEvent | undefined;

  constructor(id: number, request: TrackRequest) {
    this.id = id;
    this.#request = request;
  }

  /** Failures in a row, that is without progress between them. */
  get failures(): number {
    return this.#failures;
  }

  /** Takes note of an event and hands it on; true when it was the last one. */
  receive(event: JobEvent): boolean {
    switch (event.type) {
      case 'started':
        this.#started = event;
        this.events.put(
          this.#whyCpu === undefined ? event : { ...event, fallbackReason: this.#whyCpu },
        );
        return false;
      case 'frame':
        this.#last = event;
        this.#frames++;
        this.events.put(event);
        return false;
      case 'done':
        this.finish();
        return true;
    }
  }

  /** Ends the job with what was done so far. */
  finish(): void {
    this.events.put({ type: 'done', completed: this.hasAllFrames, frames: this.#frames });
    this.events.end();
  }

  fail(error: StudioError): void {
    this.events.end(error);
  }

  /** True when every frame has been reported, though the engine may not have said that it is done. */
  get hasAllFrames(): boolean {
    return this.#last?.index === this.#request.to;
  }

  /** Counts a death of the engine or a failure of its device, and leaves a device that fails repeatedly. */
  noteFailure(reason: string): void {
    if (this.#frames - this.#framesAtFailure >= FRAMES_OF_PROGRESS) this.#failures = 0;
    this.#failures++;
    this.#framesAtFailure = this.#frames;
    const { device } = this.#request;
    // For good: results of two devices differ a little, so a job does not go to and fro.
    if (this.#failures >= FAILURES_BEFORE_CPU && device !== 'cpu') {
      this.#whyCpu ??= `${device}: given up after ${this.#failures} failures (${reason})`;
    }
  }

  /** Tells the reader where the next engine goes on. */
  announceRestart(reason: string): void {
    this.events.put({ type: 'restarted', from: this.#next(), reason });
  }

  /**
   * What is still to be done. Templates stay those of the seeds; objects continue from their last boxes, on the
   * same provider and number of threads and in the same order, so that the results are those of an undisturbed run.
   */
  remaining(): TrackRequest {
    const request = this.#request;
    const last = this.#last;
    const known = new Map(request.objects.map((object) => [object.id, object]));
    const resumed: TrackedObject[] = (last?.results ?? []).map(({ id, box }) => ({
      ...known.get(id)!,
      resumeBox: box,
    }));
    const joined = new Set(resumed.map(({ id }) => id));
    const threads = this.#started?.threads ?? request.threads;
    return {
      ...request,
      device: this.#whyCpu === undefined ? (this.#started?.provider ?? request.device) : 'cpu',
      ...(threads !== undefined && { threads }),
      from: this.#next(),
      objects: [...resumed, ...request.objects.filter(({ id }) => !joined.has(id))],
    };
  }

  #next(): number {
    const { from, to } = this.#request;
    if (this.#last === undefined) return from;
    return this.#last.index + (to < from ? -1 : 1);
  }
}
