import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { StudioError } from '../../contract/errors.ts';

/**
 * The note beside an open project that says who has it. It is no lock: that is SQLite's own on the file, which ends
 * with its process however it dies. A note that was left behind is therefore of no consequence.
 */
interface LockNote {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

function notePath(file: string): string {
  return `${file}-lock`;
}

/** Says beside `file` that this process has it. */
export function writeLockNote(file: string): void {
  const note: LockNote = {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
  };
  try {
    writeFileSync(notePath(file), `${JSON.stringify(note)}\n`);
  } catch {
    // It only serves a better message; the lock holds without it.
  }
}

/** Removes the note of this process. */
export function removeLockNote(file: string): void {
  try {
    rmSync(notePath(file), { force: true });
  } catch {
    // Left behind, it is overwritten by the next to open the project.
  }
}

/** Why `file` cannot be opened now: who has it, and since when. */
export function inUse(file: string): StudioError {
  const note = readLockNote(file);
  if (note === null) {
    return new StudioError(
      'bad-input',
      `${file} is in use by another program. Close it there, then open it again.`,
    );
  }
  const since = `${note.since.slice(0, 16).replace('T', ' ')} UTC`;
  const isOwn = note.pid === process.pid && note.host === hostname();
  return new StudioError(
    'bad-input',
    `${file} is open in another window (${isOwn ? 'of this studio, ' : ''}process ${note.pid} on ${note.host}, since ` +
      `${since}). Close it there, then open it again.`,
  );
}

function readLockNote(file: string): LockNote | null {
  try {
    const note = JSON.parse(readFileSync(notePath(file), 'utf8')) as Partial<LockNote> | null;
    const { pid, host, since } = note ?? {};
    if (!Number.isSafeInteger(pid) || typeof host !== 'string' || typeof since !== 'string') {
      return null;
    }
    return { pid: pid!, host: host.slice(0, 80), since };
  } catch {
    return null;
  }
}
