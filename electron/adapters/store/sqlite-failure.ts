import { isStudioError, StudioError } from '../../contract/errors.ts';

/** The primary result codes of SQLite that the store tells apart (https://sqlite.org/rescode.html). */
export const SQLITE = {
  PERM: 3,
  BUSY: 5,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  CONSTRAINT: 19,
  NOTADB: 26,
} as const;

const IOERR_LOCK = 3850;

/** The primary result code of an error that SQLite raised; null for any other error. */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}

/**
 * True when the file or its folder may be read but not written. A file that could be opened for reading only cannot be
 * locked either, which SQLite takes for an error of the disk (SQLITE_IOERR_LOCK).
 */
export function isWriteDenied(error: unknown): boolean {
  const code = sqliteCode(error);
  if (code === SQLITE.IOERR) return (error as { readonly errcode: number }).errcode === IOERR_LOCK;
  return code === SQLITE.READONLY || code === SQLITE.CANTOPEN || code === SQLITE.PERM;
}

/** True when the file's content is at fault. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === SQLITE.CORRUPT || code === SQLITE.NOTADB;
}

/** What went wrong with the project `file`, in words that say what to do; StudioErrors pass as they are. */
export function storeFailure(file: string, error: unknown): StudioError {
  if (isStudioError(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const because = (code: 'write-failed' | 'bad-input' | 'internal', message: string): StudioError =>
    new StudioError(code, message, { cause: error });
  switch (sqliteCode(error)) {
    case SQLITE.FULL:
      return because(
        'write-failed',
        `${file} could not be written: the disk is full. Nothing was changed; free some space and try again.`,
      );
    case SQLITE.IOERR:
      return because(
        'write-failed',
        `${file} could not be used: the disk reports an error (${reason}). Nothing was changed; check the disk and its ` +
          'free space, then try again.',
      );
    case SQLITE.READONLY:
    case SQLITE.PERM:
    case SQLITE.CANTOPEN:
      return because(
        'write-failed',
        `${file} may not be written (${reason}). Nothing was changed; allow writing to it and its folder, or save a copy.`,
      );
    case SQLITE.BUSY:
      return because(
        'write-failed',
        `${file} is in use by another program. Nothing was changed; try again.`,
      );
    case SQLITE.CORRUPT:
    case SQLITE.NOTADB:
      return because(
        'bad-input',
        `${file} is damaged (${reason}). Close the project and open it again, to save what can be read.`,
      );
    case SQLITE.CONSTRAINT:
      return because(
        'internal',
        `${file}: the edit does not fit the project (${reason}). Nothing was changed.`,
      );
    default:
      return because('internal', `${file}: ${reason}. Nothing was changed.`);
  }
}
