import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { BoxSource } from '../../domain/track.ts';

/** The dictionary of box sources: rows hold a number in place of `model:<a long name>`. */
export class SourceNames {
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #names = new Map<number, BoxSource>();
  readonly #ids = new Map<string, number>();

  constructor(db: DatabaseSync) {
    this.#select = db.prepare('SELECT id, name FROM source', { returnArrays: true });
    this.#insert = db.prepare('INSERT INTO source (id, name) VALUES (?, ?)');
    this.reload();
  }

  /** Number of a source; a new one is added within the transaction that is open. */
  idOf(name: BoxSource): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = Math.max(0, ...this.#names.keys()) + 1;
    this.#insert.run(id, name);
    this.#remember(id, name);
    return id;
  }

  /** Source of a number that a row holds. */
  nameOf(id: number): BoxSource {
    const name = this.#names.get(id);
    if (name === undefined) throw new RangeError(`a box has the source ${id}, which is not listed`);
    return name;
  }

  /** Reads the dictionary again: a transaction that was rolled back took its additions with it. */
  reload(): void {
    this.#names.clear();
    this.#ids.clear();
    for (const [id, name] of this.#select.all() as unknown as [number, BoxSource][]) {
      this.#remember(id, name);
    }
  }

  #remember(id: number, name: BoxSource): void {
    this.#names.set(id, name);
    this.#ids.set(name, id);
  }
}
