import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { EditResult } from '../../contract/api.ts';
import { StudioError } from '../../contract/errors.ts';
import { fromColumns, type TrackColumns } from '../../contract/track-columns.ts';
import type { AnnotatedTrack, Label, MediaItem, Patch } from '../../domain/annotation.ts';
import { invert } from '../../domain/editing/annotation-model.ts';
import type { FrameTable } from '../../domain/frame-table.ts';
import type { LayerStore, NumberedKind, ProjectStore } from '../../services/ports/project-store.ts';
import { FrameTables } from './frame-tables.ts';
import { Journal, type JournalLimits } from './journal.ts';
import { SqliteLayerStore } from './layer-store.ts';
import { ProjectState } from './project-state.ts';
import { ProjectTables } from './project-tables.ts';
import { saveCopy } from './save-copy.ts';
import { storeFailure } from './sqlite-failure.ts';

/** An open database that holds a project, and how it came to be open. */
export interface OpenedProject {
  /** The file that the user named; the database may be a copy of what could be read of it. */
  readonly path: string;
  readonly db: DatabaseSync;
  readonly readOnlyReason: string | null;
  readonly journalLimits: JournalLimits;
  /** Called once, after the database was closed. */
  readonly onClosed: () => void;
}

/** A project in an SQLite database. */
export class SqliteProjectStore implements ProjectStore {
  readonly path: string;
  readonly readOnlyReason: string | null;
  readonly layers: LayerStore;
  readonly #db: DatabaseSync;
  readonly #onClosed: () => void;
  readonly #state: ProjectState;
  readonly #tables: ProjectTables;
  readonly #frameTables: FrameTables;
  readonly #journal: Journal;
  readonly #trackCounts: StatementSync;
  readonly #trackIds: StatementSync;

  constructor({ path, db, readOnlyReason, journalLimits, onClosed }: OpenedProject) {
    this.path = path;
    this.readOnlyReason = readOnlyReason;
    this.#db = db;
    this.#onClosed = onClosed;
    this.#state = new ProjectState(db);
    this.#tables = new ProjectTables(db);
    this.#frameTables = new FrameTables(db);
    this.#journal = new Journal(db, journalLimits);
    this.layers = new SqliteLayerStore(db, this.#state, {
      read: (work) => this.#read(work),
      transaction: (work) => {
        this.#transaction(work);
      },
    });
    const asArrays = { returnArrays: true };
    this.#trackCounts = db.prepare(
      'SELECT media_id, count(*) FROM track GROUP BY media_id',
      asArrays,
    );
    this.#trackIds = db.prepare('SELECT id FROM track WHERE media_id = ? ORDER BY id', asArrays);
  }

  get revision(): number {
    return this.#state.revision;
  }

  get undoTitle(): string | null {
    return this.#read(() => this.#journal.title(this.#state.position));
  }

  get redoTitle(): string | null {
    return this.#read(() => this.#journal.title(this.#state.position + 1));
  }

  labels(): readonly Label[] {
    return this.#read(() => this.#tables.labels.all());
  }

  media(): readonly MediaItem[] {
    return this.#read(() => this.#tables.media.all());
  }

  trackCounts(): Readonly<Record<number, number>> {
    return this.#read(() =>
      Object.fromEntries(this.#trackCounts.all() as unknown as [number, number][]),
    );
  }

  tracksOf(mediaId: number): readonly TrackColumns[] {
    return this.#read(() =>
      (this.#trackIds.all(mediaId) as unknown as [number][]).map(([id]) =>
        this.#tables.trackReader.columns(this.#tables.tracks.get(id)!),
      ),
    );
  }

  track(trackId: number): AnnotatedTrack | null {
    return this.#read(() => {
      const track = this.#tables.tracks.get(trackId);
      return track && fromColumns(this.#tables.trackReader.columns(track));
    });
  }

  nextId(kind: NumberedKind): number {
    this.#refuseReadOnly();
    return this.#state.takeId(kind);
  }

  frameTable(mediaId: number): FrameTable | null {
    return this.#read(() => this.#frameTables.get(mediaId));
  }

  setFrameTable(mediaId: number, table: FrameTable): void {
    this.#transaction(() => {
      this.#frameTables.put(mediaId, table);
    });
  }

  commit(patch: Patch): EditResult {
    if (patch.changes.length > 0) {
      this.#transaction(() => {
        this.#make(patch);
        this.#state.moveTo(this.#journal.append(this.#state.position, patch));
      });
    }
    return this.#result(patch);
  }

  amend(patch: Patch, title: string): EditResult {
    if (patch.changes.length > 0) {
      this.#transaction(() => {
        const { position } = this.#state;
        if (this.#journal.title(position + 1) !== null) {
          throw notAmended(patch, 'there are steps after it that could be redone');
        }
        this.#make(patch);
        if (!this.#journal.extend(position, { title, changes: patch.changes })) {
          throw notAmended(patch, 'there is none');
        }
        this.#state.moveTo(position);
      });
    }
    return this.#result(patch);
  }

  undo(): EditResult | null {
    return this.#travel(this.#state.position, this.#state.position - 1, invert);
  }

  redo(): EditResult | null {
    return this.#travel(this.#state.position + 1, this.#state.position + 1, (patch) => patch);
  }

  saveCopy(target: string): Promise<void> {
    return saveCopy(this.#db, target, this.path);
  }

  close(): void {
    if (!this.#db.isOpen) return;
    this.#db.close();
    this.#onClosed();
  }

  /** Makes an edit's changes, within the transaction that is open. */
  #make({ title, changes }: Patch): void {
    const mismatch = this.#tables.apply(changes);
    if (mismatch !== null) {
      throw new StudioError(
        'internal',
        `"${title}" was made for another state of the project: ${mismatch} has changed. Nothing was changed.`,
      );
    }
    this.#state.noteIds(changes);
  }

  /** Makes what `direction` makes of a step of the journal; `position` is the last step done then. */
  #travel(step: number, position: number, direction: (patch: Patch) => Patch): EditResult | null {
    this.#refuseReadOnly();
    const recorded = this.#read(() => this.#journal.patch(step));
    if (recorded === null) return null;
    const patch = direction(recorded);
    this.#transaction(() => {
      const mismatch = this.#tables.apply(patch.changes);
      if (mismatch !== null) {
        throw new StudioError(
          'bad-input',
          `The edit history is damaged: step ${step} ("${patch.title}") does not fit ${mismatch}. Nothing was changed.`,
        );
      }
      this.#state.moveTo(position);
    });
    return this.#result(patch);
  }

  #result(patch: Patch): EditResult {
    const { revision, undoTitle, redoTitle } = this;
    return { revision, patch, undoTitle, redoTitle };
  }

  /** Runs `work` as one transaction that is on the disk when this returns; an error leaves everything as it was. */
  #transaction(work: () => void): void {
    this.#refuseReadOnly();
    try {
      this.#db.exec('BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON');
      work();
      this.#state.save();
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#rollBack();
      throw storeFailure(this.path, error);
    }
  }

  #rollBack(): void {
    try {
      // SQLite has rolled back by itself after some errors.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      this.#state.reload();
      this.#tables.sources.reload();
      this.#journal.reload();
    } catch {
      // The error that led here says more than that of reading the file once again.
    }
  }

  #read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storeFailure(this.path, error);
    }
  }

  #refuseReadOnly(): void {
    if (this.readOnlyReason !== null) throw new StudioError('write-failed', this.readOnlyReason);
  }
}

function notAmended({ title }: Patch, reason: string): StudioError {
  return new StudioError(
    'internal',
    `"${title}" cannot be added to the last step: ${reason}. Nothing was changed.`,
  );
}
