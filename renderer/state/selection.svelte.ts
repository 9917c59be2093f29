import { idSet } from './id-set.ts';

/** The selected tracks, in the order in which they were chosen. */
export class Selection {
  ids = $state.raw<readonly number[]>([]);
  /** As a set, for drawing. */
  readonly set: ReadonlySet<number> = $derived(idSet(this.ids));
  /** The one that keys act on: the last one chosen. */
  readonly primary: number | null = $derived(this.ids.at(-1) ?? null);

  /** Selects these alone, or turns each of them over when `additive`. */
  choose(trackIds: readonly number[], additive = false): void {
    if (!additive) this.ids = [...idSet(trackIds)];
    else {
      const kept = this.ids.filter((id) => !trackIds.includes(id));
      this.ids = [...kept, ...trackIds.filter((id) => !this.ids.includes(id))];
    }
  }

  clear(): void {
    this.ids = [];
  }

  /** Lets go of tracks that are there no more. */
  keep(exists: (trackId: number) => boolean): void {
    if (!this.ids.every(exists)) this.ids = this.ids.filter(exists);
  }
}
