import { access, chmod, copyFile, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { writeFailed } from '../files/write-atomically.ts';
import { SQLITE, sqliteCode } from './sqlite-failure.ts';
import { inUse } from './lock-note.ts';

/** The real path of an existing file. @throws StudioError not-found, or bad-input for a folder. */
export async function existingFile(file: string): Promise<string> {
  try {
    const real = await realpath(file);
    if ((await stat(real)).isFile()) return real;
  } catch (cause) {
    throw new StudioError(
      'not-found',
      `${file} is not there. It may have been moved, or its disk is not connected.`,
      { cause },
    );
  }
  throw new StudioError('bad-input', `${file} is not a file. Choose a project file.`);
}

/** A copy of a project in a folder for temporary files, to be read where the project itself may not be locked. */
export interface Snapshot {
  readonly file: string;
  readonly remove: () => void;
}

/**
 * Copies a project that may only be read, with what its last user left in the write-ahead log.
 * @throws StudioError bad-input when somebody has it open or it may not be read; write-failed.
 */
export async function takeSnapshot(file: string): Promise<Snapshot> {
  refuseInUse(file);
  const folder = await mkdtemp(path.join(tmpdir(), 'loretrack-')).catch((cause: unknown) => {
    throw writeFailed(tmpdir(), cause);
  });
  const copy = path.join(folder, path.basename(file));
  try {
    for (const suffix of ['', '-wal']) {
      const isThere = await access(`${file}${suffix}`).then(
        () => true,
        () => false,
      );
      if (!isThere) continue;
      await copyFile(`${file}${suffix}`, `${copy}${suffix}`);
      await chmod(`${copy}${suffix}`, 0o600);
    }
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    const code = cause instanceof Error && 'code' in cause ? cause.code : '';
    if (code !== 'EACCES' && code !== 'EPERM') throw writeFailed(copy, cause);
    throw new StudioError(
      'bad-input',
      `${file} may not be read. Ask its owner for the right to read it.`,
      { cause },
    );
  }
  return {
    file: copy,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A copy taken while somebody writes would be torn. */
function refuseInUse(file: string): void {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true, timeout: 0 });
    db.prepare('PRAGMA schema_version').get();
  } catch (error) {
    // Other errors are met again when the copy is opened.
    if (sqliteCode(error) === SQLITE.BUSY) throw inUse(file);
  } finally {
    db?.close();
  }
}
