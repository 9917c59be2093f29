const mostPerMinute = 3;
const minuteMs = 60_000;

/** Counts crashes, to tell a bad moment from a window that cannot work at all. */
export class CrashCount {
  readonly #now: () => number;
  #crashesMs: number[] = [];

  /** @param now the time in milliseconds, of any clock that goes on */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Takes note of a crash; false once there were too many within a minute to go on without asking. */
  mayGoOn(): boolean {
    const now = this.#now();
    this.#crashesMs = [...this.#crashesMs.filter((ms) => now - ms < minuteMs), now];
    return this.#crashesMs.length <= mostPerMinute;
  }
}
