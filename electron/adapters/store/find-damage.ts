import type { DatabaseSync } from 'node:sqlite';
import { expectedSchema, schemaOf } from './migrate.ts';
import { isDamage } from './sqlite-failure.ts';

/** What is wrong with the content of a project of some version, in one phrase; null when nothing is. */
export function findDamage(
  db: DatabaseSync,
  migrations: readonly string[],
  version: number,
): string | null {
  try {
    const expected = expectedSchema(migrations, version);
    const found = schemaOf(db);
    for (const name of new Set([...expected.keys(), ...found.keys()])) {
      // A foreign trigger could change what edits do.
      if (expected.get(name) !== found.get(name)) return `its table ${name} is not as it should be`;
    }
    // Names damaged pages, and values that a column cannot have.
    const [message] = Object.values(db.prepare('PRAGMA integrity_check(1)').get()!);
    if (message !== 'ok') return String(message).replace(/\s+/g, ' ');
    if (db.prepare('SELECT 1 FROM project').get() === undefined) return 'its counters are missing';
    const orphan = db.prepare('PRAGMA foreign_key_check').get();
    return orphan === undefined ? null : `its table ${String(orphan['table'])} has strays`;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}
