import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import type { ProjectStore, ProjectStores } from '../../services/ports/project-store.ts';
import { connect, connectDamaged, lock, makeDurable, projectVersion } from './connection.ts';
import { findDamage } from './find-damage.ts';
import { JOURNAL_LIMITS, type JournalLimits } from './journal.ts';
import { inUse, removeLockNote, writeLockNote } from './lock-note.ts';
import { keepOldVersion, migrate } from './migrate.ts';
import { makeNewFile } from './new-file.ts';
import { existingFile, takeSnapshot } from './project-files.ts';
import { salvage } from './salvage.ts';
import { MIGRATIONS } from './schema.ts';
import { isDamage, isWriteDenied, SQLITE, sqliteCode, storeFailure } from './sqlite-failure.ts';
import { SqliteProjectStore } from './sqlite-project-store.ts';

/** What tests replace: the history of the schema, and how much of the edits' history is kept. */
export interface StoreOptions {
  readonly migrations?: readonly string[];
  readonly journalLimits?: JournalLimits;
}

/** How often a locked file is tried, and for how long it is left alone in between, in milliseconds. */
const ATTEMPTS = 4;
const PAUSE_MS = 40;

/** Losses that are named one by one before the rest is counted. */
const NAMED_LOSSES = 6;

/** A database that was opened, and why it may not be changed if so. */
interface Opened {
  readonly db: DatabaseSync;
  readonly damage: string | null;
}

/** Projects as SQLite files, one per project. */
export class SqliteProjectStores implements ProjectStores {
  readonly #migrations: readonly string[];
  readonly #journalLimits: JournalLimits;

  constructor({ migrations = MIGRATIONS, journalLimits = JOURNAL_LIMITS }: StoreOptions = {}) {
    this.#migrations = migrations;
    this.#journalLimits = journalLimits;
  }

  async create(file: string): Promise<ProjectStore> {
    const target = path.resolve(file);
    await makeNewFile(target, (draft) => {
      const db = new DatabaseSync(draft);
      try {
        migrate(db, this.#migrations, 0);
      } catch (error) {
        throw storeFailure(target, error);
      } finally {
        db.close();
      }
    });
    return this.open(target);
  }

  async open(file: string): Promise<ProjectStore> {
    const target = await existingFile(file);
    try {
      return await this.#openWritable(target);
    } catch (error) {
      if (sqliteCode(error) === SQLITE.BUSY) throw inUse(target);
      if (isWriteDenied(error)) return this.#openReadOnly(target);
      throw storeFailure(target, error);
    }
  }

  async #openWritable(file: string): Promise<ProjectStore> {
    const { db, damage } = await patiently(() => this.#openDatabase(file, file));
    if (damage !== null) return this.#store(file, db, damage, () => undefined);
    try {
      writeLockNote(file);
      return this.#store(file, db, null, () => {
        removeLockNote(file);
      });
    } catch (error) {
      db.close();
      removeLockNote(file);
      throw error;
    }
  }

  async #openReadOnly(file: string): Promise<ProjectStore> {
    const snapshot = await takeSnapshot(file);
    try {
      const { db, damage } = await this.#openDatabase(snapshot.file, file);
      const advice =
        `${file} or its folder may not be written to or locked, so nothing can be changed. ` +
        'Choose "Save a copy" to go on working in another place.';
      const both = damage === null ? advice : `${advice} ${damage}`;
      return this.#store(file, db, both, snapshot.remove);
    } catch (error) {
      snapshot.remove();
      throw storeFailure(file, error);
    }
  }

  #store(
    file: string,
    db: DatabaseSync,
    readOnlyReason: string | null,
    onClosed: () => void,
  ): ProjectStore {
    const journalLimits = this.#journalLimits;
    return new SqliteProjectStore({ path: file, db, readOnlyReason, journalLimits, onClosed });
  }

  /** Opens the database in `file` (which is `shown` to people) if it is sound, else what can be saved of it. */
  async #openDatabase(file: string, shown: string): Promise<Opened> {
    const db = connect(file);
    try {
      const version = projectVersion(db, shown, this.#migrations.length);
      lock(db);
      const damage = findDamage(db, this.#migrations, version);
      if (damage === null) {
        makeDurable(db);
        if (version < this.#migrations.length) {
          if (file === shown) await keepOldVersion(db, file, version);
          migrate(db, this.#migrations, version);
        }
        return { db, damage: null };
      }
      db.close();
      return this.#salvage(file, shown, damage);
    } catch (error) {
      if (db.isOpen) db.close();
      if (!isDamage(error)) throw error;
      return this.#salvage(file, shown, error instanceof Error ? error.message : String(error));
    }
  }

  #salvage(file: string, shown: string, damage: string): Opened {
    const source = connectDamaged(file);
    try {
      const version = projectVersion(source, shown, this.#migrations.length);
      const { db, losses } = salvage(source, this.#migrations, version);
      const named = losses.slice(0, NAMED_LOSSES).join('; ');
      const more = losses.length > NAMED_LOSSES ? `; and ${losses.length - NAMED_LOSSES} more` : '';
      const lost = losses.length === 0 ? 'Everything could be saved' : `Lost: ${named}${more}`;
      return {
        db,
        damage:
          `${shown} is damaged (${damage}) and was opened read-only with what can be read. ${lost}. ` +
          'Choose "Save a copy" and go on working in the copy.',
      };
    } finally {
      source.close();
    }
  }
}

/** Tries again while somebody has the lock: two that open at once may both be refused, and scanners look briefly. */
async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = ATTEMPTS - 1; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0 || sqliteCode(error) !== SQLITE.BUSY) throw error;
      await delay(PAUSE_MS * (1 + Math.random()));
    }
  }
}
