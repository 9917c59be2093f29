/** What the tour sees of the window. */
export interface TourFacts {
  /** Tracks of the open media item. */
  readonly trackCount: number;
  /** Kind of the layer that grows, or null. */
  readonly running: 'track' | 'repair' | 'check' | null;
  /** Whether a repair waits to be accepted or discarded. */
  readonly hasProposal: boolean;
  /** Names the selected track and the current frame. */
  readonly place: string;
  /** Whether the box there is a person's. */
  readonly isHuman: boolean;
}

/** How far a person has come in a step: `begin`, something goes on, a proposal waits, or the step is done. */
export type TourPhase = 'begin' | 'running' | 'proposal' | 'done';

/** Sees by itself when a person has done what a step of the tour asks for; one is made for each step. */
export class TourWatch {
  readonly #step: number;
  #before: TourFacts | null = null;
  /** The step's first part is done: tracking has begun, or a box was corrected. */
  #hasBegun = false;
  #hasRepaired = false;

  constructor(step: number) {
    this.#step = step;
  }

  /**
   * @param isAtRest nothing has happened for a while: no repair follows a correction where the settings ask for none
   */
  see(facts: TourFacts, isAtRest = false): TourPhase {
    const before = (this.#before ??= facts);
    if (this.#step === 0) return facts.trackCount > before.trackCount ? 'done' : 'begin';
    if (this.#step === 1) return this.#seeTracking(facts);
    return this.#seeCorrection(before, facts, isAtRest);
  }

  #seeTracking({ running }: TourFacts): TourPhase {
    if (running === 'track') {
      this.#hasBegun = true;
      return 'running';
    }
    return this.#hasBegun ? 'done' : 'begin';
  }

  #seeCorrection(before: TourFacts, facts: TourFacts, isAtRest: boolean): TourPhase {
    const isCorrected = facts.place === before.place && facts.isHuman && !before.isHuman;
    this.#hasBegun ||= isCorrected;
    this.#before = facts;
    if (!this.#hasBegun) return 'begin';
    if (facts.running === 'repair' || facts.hasProposal) {
      this.#hasRepaired = true;
      return facts.hasProposal ? 'proposal' : 'running';
    }
    return this.#hasRepaired || isAtRest ? 'done' : 'running';
  }
}
