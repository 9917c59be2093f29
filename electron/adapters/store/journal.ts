import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { StudioError } from '../../contract/errors.ts';
import type { Patch } from '../../domain/annotation.ts';
import { decodeChanges, encodeChanges } from './patch-codec.ts';

/** How much history is kept: the oldest steps go when the journal has both more bytes and more steps than this. */
export interface JournalLimits {
  readonly bytes: number;
  readonly steps: number;
}

/** The last 10 000 steps whatever their size, and older ones while all together take up to 256 MiB. */
export const JOURNAL_LIMITS: JournalLimits = { bytes: 2 ** 28, steps: 10_000 };

/** The list of edits, oldest first: what undo and redo read. Steps are numbered one after the other. */
export class Journal {
  readonly #limits: JournalLimits;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #select: StatementSync;
  readonly #title: StatementSync;
  readonly #length: StatementSync;
  readonly #cut: StatementSync;
  readonly #oldest: StatementSync;
  readonly #total: StatementSync;
  readonly #dropOldest: StatementSync;
  #bytes: number | undefined;

  constructor(db: DatabaseSync, limits: JournalLimits) {
    this.#limits = limits;
    const asArrays = { returnArrays: true };
    this.#insert = db.prepare('INSERT INTO journal (step, title, changes) VALUES (?, ?, ?)');
    this.#update = db.prepare('UPDATE journal SET title = ?, changes = ? WHERE step = ?');
    this.#select = db.prepare('SELECT title, changes FROM journal WHERE step = ?', asArrays);
    this.#title = db.prepare('SELECT title FROM journal WHERE step = ?', asArrays);
    this.#length = db.prepare('SELECT length(changes) FROM journal WHERE step = ?', asArrays);
    this.#cut = db.prepare('DELETE FROM journal WHERE step > ?');
    this.#oldest = db.prepare('SELECT min(step) FROM journal', asArrays);
    this.#total = db.prepare('SELECT sum(length(changes)) FROM journal', asArrays);
    this.#dropOldest = db.prepare(
      'DELETE FROM journal WHERE step = (SELECT min(step) FROM journal) RETURNING length(changes)',
      asArrays,
    );
  }

  /** Puts a patch after step `position`, in the place of all that came after it; returns the new step's number. */
  append(position: number, patch: Patch): number {
    const step = position + 1;
    if (Number(this.#cut.run(position).changes) > 0) this.#bytes = undefined;
    const changes = encodeChanges(patch.changes);
    this.#insert.run(step, patch.title, changes);
    this.#dropOld(step, changes.length);
    return step;
  }

  /** Adds changes to the newest step, and gives it another title; false when it is not there. @throws as `patch` */
  extend(step: number, { title, changes }: Patch): boolean {
    const former = this.patch(step);
    if (former === null) return false;
    const formerBytes = one(this.#length, step);
    const extended = encodeChanges([...former.changes, ...changes]);
    this.#update.run(title, extended, step);
    this.#dropOld(step, extended.length - formerBytes);
    return true;
  }

  /** Title of a step, or null when there is no such step (any more). */
  title(step: number): string | null {
    return (this.#title.get(step) as unknown as [string] | undefined)?.[0] ?? null;
  }

  /** The patch of a step, or null. @throws StudioError bad-input when it cannot be read. */
  patch(step: number): Patch | null {
    const found = this.#select.get(step) as unknown as [string, Uint8Array] | undefined;
    if (found === undefined) return null;
    try {
      return { title: found[0], changes: decodeChanges(found[1]) };
    } catch (cause) {
      throw new StudioError(
        'bad-input',
        `The edit history is damaged: step ${step} ("${found[0]}") cannot be read. Nothing was changed.`,
        { cause },
      );
    }
  }

  /** Forgets what it has counted: a transaction that was rolled back did not happen. */
  reload(): void {
    this.#bytes = undefined;
  }

  #dropOld(newest: number, addedBytes: number): void {
    const oldest = one(this.#oldest);
    this.#bytes = this.#bytes === undefined ? one(this.#total) : this.#bytes + addedBytes;
    let steps = newest - oldest + 1;
    while (this.#bytes > this.#limits.bytes && steps > this.#limits.steps) {
      this.#bytes -= one(this.#dropOldest);
      steps--;
    }
  }
}

function one(statement: StatementSync, ...parameters: readonly number[]): number {
  return (statement.get(...parameters) as unknown as [number])[0];
}
