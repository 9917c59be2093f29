import { DatabaseSync } from 'node:sqlite';
import { StudioError } from '../../contract/errors.ts';
import { APPLICATION_ID } from './schema.ts';
import { SQLITE, sqliteCode } from './sqlite-failure.ts';

/** No statement of these touches the file. */
const ALONE =
  'PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON';

/**
 * Opens a database for this connection alone. The exclusive mode keeps the lock from the first access to the end, and
 * lets the write-ahead log do without shared memory, which network disks do not have
 * (https://sqlite.org/wal.html#use_of_wal_without_shared_memory). Nothing is read or written yet: the file may be
 * foreign, or damaged.
 */
export function connect(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { defensive: true, timeout: 0 });
  db.exec(`${ALONE}; PRAGMA cell_size_check = ON`);
  return db;
}

/** Opens a damaged database: files shorter than they say, and tables that nobody understands, are let pass. */
export function connectDamaged(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { defensive: false, timeout: 0 });
  db.exec(`${ALONE}; PRAGMA writable_schema = ON`);
  return db;
}

/** Takes the lock for as long as the connection lives. @throws SQLite's BUSY when somebody else has it. */
export function lock(db: DatabaseSync): void {
  db.exec('BEGIN EXCLUSIVE; COMMIT');
}

/** Makes every commit wait until the disk has it (fullfsync: on macOS, too). */
export function makeDurable(db: DatabaseSync): void {
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON',
  );
}

/**
 * The version of the project in a database that was opened from `file`.
 * @throws StudioError bad-input when it is no project, or of a version above `newest`.
 */
export function projectVersion(db: DatabaseSync, file: string, newest: number): number {
  try {
    if (headerNumber(db, 'application_id') !== APPLICATION_ID) throw noProject(file);
    const version = headerNumber(db, 'user_version');
    if (version > newest) {
      throw new StudioError(
        'bad-input',
        `${file} comes from a newer version of the studio (project version ${version}; this one reads up to ${newest}). ` +
          'Update the studio to open it.',
      );
    }
    if (version < 1) throw noProject(file);
    return version;
  } catch (error) {
    throw sqliteCode(error) === SQLITE.NOTADB ? noProject(file, error) : error;
  }
}

function noProject(file: string, cause?: unknown): StudioError {
  const message = `${file} is no project of the studio. Choose a project file, or create a new project.`;
  return new StudioError('bad-input', message, { cause });
}

function headerNumber(db: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Object.values(db.prepare(`PRAGMA ${name}`).get()!)[0] as number;
}
