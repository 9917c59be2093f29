import { DatabaseSync } from 'node:sqlite';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { saveCopy } from './save-copy.ts';
import { APPLICATION_ID } from './schema.ts';

/** Takes an empty database, or a project of version `from`, up to version `to`: all steps, or none. */
export function migrate(
  db: DatabaseSync,
  migrations: readonly string[],
  from: number,
  to = migrations.length,
): void {
  if (from === to) return;
  db.exec('BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON');
  try {
    for (const step of migrations.slice(from, to)) db.exec(step);
    db.exec(
      `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${to.toFixed(0)}; COMMIT`,
    );
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** Copies the project `file` of an old version beside itself, as "name (version 1).ext", before it is migrated. */
export async function keepOldVersion(
  db: DatabaseSync,
  file: string,
  version: number,
): Promise<void> {
  const { dir, name, ext } = path.parse(file);
  for (let attempt = 1; ; attempt++) {
    const suffix = attempt === 1 ? '' : `, ${attempt}`;
    const copy = path.join(dir, `${name} (version ${version}${suffix})${ext}`);
    const isTaken = await access(copy).then(
      () => true,
      () => false,
    );
    if (!isTaken) return saveCopy(db, copy, file);
  }
}

/** The tables and indices of a project of some version, by name, as SQL. */
export function expectedSchema(
  migrations: readonly string[],
  version: number,
): ReadonlyMap<string, string> {
  const db = new DatabaseSync(':memory:');
  try {
    migrate(db, migrations, 0, version);
    return schemaOf(db);
  } finally {
    db.close();
  }
}

/** The tables, indices, views and triggers of a database, by name, as SQL; those of SQLite itself are left out. */
export function schemaOf(db: DatabaseSync): Map<string, string> {
  const select = db.prepare(
    String.raw`SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\'`,
    { returnArrays: true },
  );
  return new Map(select.all() as unknown as [string, string][]);
}
