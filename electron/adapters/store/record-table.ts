import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** A value of a column; blobs are not compared and have tables of their own. */
export type Cell = null | number | string;

/** How values of type T lie in a table: one per row, found by its key columns. */
export interface RecordLayout<T> {
  readonly table: string;
  readonly key: readonly string[];
  readonly columns: readonly string[];
  toCells(value: T): readonly Cell[];
  fromCells(cells: readonly Cell[], key: readonly number[]): T;
}

/** Reads the rows of a table, and replaces them where they are what is expected. */
export class RecordTable<T> {
  readonly #layout: RecordLayout<T>;
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #delete: StatementSync;
  readonly #all: StatementSync;

  constructor(db: DatabaseSync, layout: RecordLayout<T>) {
    this.#layout = layout;
    const { table, key, columns } = layout;
    const where = key.map((name) => `${name} = ?`).join(' AND ');
    const set = columns.map((name) => `${name} = ?`).join(', ');
    const places = [...columns, ...key].map(() => '?').join(', ');
    const names = [...columns, ...key].join(', ');
    const asArrays = { returnArrays: true };
    this.#select = db.prepare(
      `SELECT ${columns.join(', ')} FROM ${table} WHERE ${where}`,
      asArrays,
    );
    this.#insert = db.prepare(`INSERT INTO ${table} (${names}) VALUES (${places})`);
    this.#update = db.prepare(`UPDATE ${table} SET ${set} WHERE ${where}`);
    this.#delete = db.prepare(`DELETE FROM ${table} WHERE ${where}`);
    this.#all = db.prepare(`SELECT ${names} FROM ${table} ORDER BY ${key.join(', ')}`, asArrays);
  }

  /** The value with this key, or null. */
  get(...key: readonly number[]): T | null {
    const cells = this.#cells(key);
    return cells === undefined ? null : this.#layout.fromCells(cells, key);
  }

  /** All values in the order of their keys. */
  all(): T[] {
    const count = this.#layout.columns.length;
    return (this.#all.all() as unknown as Cell[][]).map((cells) =>
      this.#layout.fromCells(cells, cells.slice(count) as number[]),
    );
  }

  /** Puts `after` in the place of `before` (null: nothing there); false, and nothing done, when it is not there. */
  replace(key: readonly number[], before: T | null, after: T | null): boolean {
    const layout = this.#layout;
    if (!isSame(this.#cells(key), before === null ? undefined : layout.toCells(before)))
      return false;
    if (after !== null) {
      (before === null ? this.#insert : this.#update).run(
        ...layout.toCells(after).map(finite),
        ...key,
      );
    } else if (before !== null) {
      this.#delete.run(...key);
    }
    return true;
  }

  #cells(key: readonly number[]): readonly Cell[] | undefined {
    return this.#select.get(...key) as unknown as readonly Cell[] | undefined;
  }
}

function isSame(a: readonly Cell[] | undefined, b: readonly Cell[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  for (let i = 0; i < b.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A cell as it is: SQLite would quietly store NaN as NULL, and the journal's JSON has no infinity. @throws RangeError */
export function finite(cell: Cell): Cell {
  if (typeof cell === 'number' && !Number.isFinite(cell)) {
    throw new RangeError(`${cell} is not a number that can be stored`);
  }
  return cell;
}
