import type { DatabaseSync } from 'node:sqlite';

/** One row of a table, as SQLite gives it. */
export type RawRow = readonly (null | number | string | Uint8Array)[];

/** What could be read of a table or a part of it, and between which rows something may be lost. */
export interface ReadableRows {
  readonly rows: readonly RawRow[];
  /** Null when everything was read; the rows next to the gap, null where it reaches the table's end. */
  readonly gap: { readonly after: RawRow | null; readonly before: RawRow | null } | null;
}

/**
 * Reads a damaged table in the order of `key` from its start up to the first damaged page, then from its end down to
 * the last one. `where` is a condition on a prefix of the key, with one number as its parameter.
 */
export function readDamaged(
  db: DatabaseSync,
  table: string,
  columns: readonly string[],
  key: readonly string[],
  where?: { readonly condition: string; readonly value: number },
): ReadableRows {
  const read = (direction: 'ASC' | 'DESC', stopAt: RawRow | null): [RawRow[], boolean] => {
    const rows: RawRow[] = [];
    try {
      const order = key.map((name) => `${name} ${direction}`).join(', ');
      const condition = where === undefined ? '' : `WHERE ${where.condition}`;
      const select = db.prepare(
        `SELECT ${columns.join(', ')} FROM ${table} NOT INDEXED ${condition} ORDER BY ${order}`,
        { returnArrays: true },
      );
      const parameters = where === undefined ? [] : [where.value];
      for (const row of select.iterate(...parameters) as unknown as Iterable<RawRow>) {
        if (stopAt !== null && isSameKey(row, stopAt)) break;
        rows.push(row);
      }
      return [rows, true];
    } catch {
      return [rows, false];
    }
  };
  const isSameKey = (a: RawRow, b: RawRow): boolean =>
    key.every((name) => a[columns.indexOf(name)] === b[columns.indexOf(name)]);

  const [fromStart, isWhole] = read('ASC', null);
  if (isWhole) return { rows: fromStart, gap: null };
  const after = fromStart.at(-1) ?? null;
  const [fromEnd] = read('DESC', after);
  fromEnd.reverse();
  return { rows: [...fromStart, ...fromEnd], gap: { after, before: fromEnd[0] ?? null } };
}
