const KEY = 'loretrack.tour';
const SEEN = 'seen';

/** How many steps the tour has. */
export const TOUR_LENGTH = 3;

/** The guided tour of the main loop: which step is shown. That it was seen is kept in the browser. */
export class Tour {
  /** 0 to TOUR_LENGTH - 1, or null while the tour is not shown. */
  step = $state<number | null>(null);
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage;
  }

  /** Whether a person has been through it, or has skipped it. */
  get wasSeen(): boolean {
    return this.#storage.getItem(KEY) === SEEN;
  }

  start(): void {
    this.step = 0;
  }

  /** The next step; after the last one the tour is over. */
  next(): void {
    if (this.step === null) return;
    if (this.step === TOUR_LENGTH - 1) this.end();
    else this.step++;
  }

  back(): void {
    if (this.step !== null && this.step > 0) this.step--;
  }

  end(): void {
    this.step = null;
    try {
      this.#storage.setItem(KEY, SEEN);
    } catch {
      // Where nothing can be stored the tour offers itself once more.
    }
  }
}
