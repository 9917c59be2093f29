import type { EventMessage } from '../../contract/wire.ts';

/** Work that takes so long that a person will have turned to something else, in milliseconds. */
const longMs = 10_000;

/** Work that has ended. */
export interface EndedJob {
  readonly title: string;
  readonly note: string | null;
  /** True when it took so long that a person may not be waiting any more. */
  readonly isLong: boolean;
}

interface Job {
  readonly title: string;
  readonly startedMs: number;
  readonly done: number;
  readonly total: number;
}

const layerTitles = {
  track: 'Tracking has ended',
  repair: 'The repair has ended',
  check: 'The check has ended',
} as const;

/** Keeps count of the studio's long work by its events. */
export class JobBoard {
  readonly #now: () => number;
  readonly #jobs = new Map<string, Job>();

  /** @param now the time in milliseconds, of any clock that goes on */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** True while there is any work. */
  get isBusy(): boolean {
    return this.#jobs.size > 0;
  }

  /** How far all work together is, 0..1; null without any, and `unknown` while nobody can tell. */
  get progress(): number | 'unknown' | null {
    if (!this.isBusy) return null;
    const jobs = [...this.#jobs.values()];
    const total = jobs.reduce((sum, job) => sum + job.total, 0);
    const done = jobs.reduce((sum, job) => sum + Math.min(job.done, job.total), 0);
    return total > 0 ? done / total : 'unknown';
  }

  /** Takes note of an event; what has ended by it, or null. */
  take(message: EventMessage): EndedJob | null {
    switch (message.event) {
      case 'progress': {
        const { task, label, done, total, isFinished } = message.data;
        const key = `task ${task}`;
        if (isFinished) return this.#end(key, null);
        this.#keep(key, `${label}: done`, done, total);
        return null;
      }
      case 'layer': {
        const { id, kind, status, done, total, note } = message.data;
        const key = `layer ${id}`;
        if (status !== 'running') return this.#end(key, note);
        this.#keep(key, layerTitles[kind], done, total);
        return null;
      }
      case 'project': {
        // Layers belong to the project: what is left of a closed one never ends by itself.
        if (message.data === null) this.#jobs.clear();
        return null;
      }
      default:
        return null;
    }
  }

  #keep(key: string, title: string, done: number, total: number): void {
    const startedMs = this.#jobs.get(key)?.startedMs ?? this.#now();
    this.#jobs.set(key, { title, startedMs, done, total });
  }

  #end(key: string, note: string | null): EndedJob | null {
    const job = this.#jobs.get(key);
    if (!this.#jobs.delete(key) || job === undefined) return null;
    return { title: job.title, note, isLong: this.#now() - job.startedMs >= longMs };
  }
}
