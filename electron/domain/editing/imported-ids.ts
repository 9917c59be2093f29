import type { IdSource } from './id-source.ts';

/** Gives imported tracks their own ids where a project never had them, and others where it had. */
export class ImportedIds {
  readonly #first: number;
  readonly #given = new Set<number>();
  #free: number;

  constructor(ids: IdSource, tracks: readonly { readonly id: number }[]) {
    // Every id from here on was never taken: what the project stores it keeps from being given out again.
    this.#first = ids.nextTrackId();
    this.#free = tracks.reduce((most, { id }) => Math.max(most, id), this.#first - 1) + 1;
  }

  /** The id for a track that has one in its file. */
  of(id: number): number {
    const kept = id >= this.#first && !this.#given.has(id) ? id : this.#free++;
    this.#given.add(kept);
    return kept;
  }
}
