const KEY = 'loretrack.tour';
const SEEN = 'seen';

/** How many steps the tour has. */
export const TOUR_LENGTH = 3;

/** The guided tour of the main loop: which step is shown. How far a person has come is kept in the browser. */
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

  /** The step where a person has left it, or null where it was not begun or is over. */
  get leftAt(): number | null {
    const step = Number(this.#storage.getItem(KEY) ?? NaN);
    return Number.isInteger(step) && step >= 0 && step < TOUR_LENGTH ? step : null;
  }

  start(step = 0): void {
    this.step = step;
    this.#keep(String(step));
  }

  /** The next step; after the last one the tour is over. */
  next(): void {
    if (this.step === null) return;
    if (this.step === TOUR_LENGTH - 1) this.end();
    else this.start(this.step + 1);
  }

  back(): void {
    if (this.step !== null && this.step > 0) this.start(this.step - 1);
  }

  end(): void {
    this.step = null;
    this.#keep(SEEN);
  }

  #keep(text: string): void {
    try {
      this.#storage.setItem(KEY, text);
    } catch {
      // Where nothing can be stored the tour offers itself once more.
    }
  }
}
