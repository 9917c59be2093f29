import type { StudioError } from '../../contract/errors.ts';
import type { TrackEvent, TrackRequest } from '../../services/ports/tracking-engine.ts';
import { EventQueue } from './event-queue.ts';
import type { JobEvent, JobObject, JobRequest } from './protocol.ts';

type Started = Extract<JobEvent, { type: 'started' }>;
type FrameEvent = Extract<JobEvent, { type: 'frame' }>;

/** After so many failures on something else than the CPU, a job goes on there: a driver may be to blame. */
const FAILURES_BEFORE_CPU = 2;

/** What a client remembers of a job, so that another engine can take it over. */
export class ClientJob {
  readonly id: number;
  readonly events = new EventQueue<TrackEvent>();
  isCancelled = false;
  readonly #request: TrackRequest;
  #failures = 0;
  #lastReason = '';
  #frames = 0;
  #started: Started | undefined;
  #last: FrameEvent | undefined;

  constructor(id: number, request: TrackRequest) {
    this.id = id;
    this.#request = request;
  }

  get failures(): number {
    return this.#failures;
  }

  /** Takes note of an event and hands it on; true when it was the last one. */
  receive(event: JobEvent): boolean {
    switch (event.type) {
      case 'started':
        this.#started = event;
        this.events.put(
          this.#hasLeftDevice() ? { ...event, fallbackReason: this.#whyCpu() } : event,
        );
        return false;
      case 'frame':
        this.#last = event;
        this.#frames++;
        this.events.put(event);
        return false;
      case 'done':
        this.finish(event.completed);
        return true;
    }
  }

  /** Ends the job with what was done so far. */
  finish(completed: boolean): void {
    this.events.put({ type: 'done', completed, frames: this.#frames });
    this.events.end();
  }

  fail(error: StudioError): void {
    this.events.end(error);
  }

  /** The engine died or its device failed; tells the reader where the next one goes on, or returns false when there is nothing left to do. */
  survive(reason: string): boolean {
    this.#failures++;
    this.#lastReason = reason;
    if (this.#last?.index === this.#request.to) return false;
    this.events.put({ type: 'restarted', from: this.#next(), reason });
    return true;
  }

  /**
   * What is still to be done. Templates stay those of the seeds; objects continue from their last boxes, on the
   * same provider and number of threads and in the same order, so that the results are those of an undisturbed run.
   */
  remaining(): JobRequest {
    const request = this.#request;
    const last = this.#last;
    const known = new Map(request.objects.map((object) => [object.id, object]));
    const resumed: JobObject[] = (last?.results ?? []).map(({ id, box }) => ({
      ...known.get(id)!,
      resumeBox: box,
    }));
    const joined = new Set(resumed.map(({ id }) => id));
    const threads = this.#started?.threads ?? request.threads;
    return {
      ...request,
      device: this.#hasLeftDevice() ? 'cpu' : (this.#started?.provider ?? request.device),
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

  #hasLeftDevice(): boolean {
    return this.#failures >= FAILURES_BEFORE_CPU && this.#request.device !== 'cpu';
  }

  #whyCpu(): string {
    return `${this.#request.device}: given up after ${this.#failures} failures (${this.#lastReason})`;
  }
}
