import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Change } from '../../domain/annotation.ts';
import type { NumberedKind } from '../../services/ports/project-store.ts';

type Cells = [
  ...[revision: number, position: number],
  ...[nextLabel: number, nextMedia: number, nextTrack: number, nextLayer: number],
];

/** What is numbered: layers too, though they are no part of edits. */
type Counted = NumberedKind | 'layer';

/** The counters of a project: its revision, its place in the journal, and the next free ids. */
export class ProjectState {
  readonly #select: StatementSync;
  readonly #update: StatementSync;
  #revision = 0;
  #position = 0;
  #nextIds: Readonly<Record<Counted, number>> = { label: 1, media: 1, track: 1, layer: 1 };

  constructor(db: DatabaseSync) {
    this.#select = db.prepare(
      'SELECT revision, position, next_label, next_media, next_track, next_layer FROM project',
      { returnArrays: true },
    );
    this.#update = db.prepare(
      `UPDATE project SET revision = ?, position = ?,
       next_label = ?, next_media = ?, next_track = ?, next_layer = ?`,
    );
    this.reload();
  }

  /** Number of edits, undos and redos so far. */
  get revision(): number {
    return this.#revision;
  }

  /** The last step of the journal that is done; 0 when none is. */
  get position(): number {
    return this.#position;
  }

  /** An id that was never taken. It is on the disk with the next transaction: before that, nothing there can have it. */
  takeId(kind: Counted): number {
    const id = this.#nextIds[kind];
    this.#nextIds = { ...this.#nextIds, [kind]: id + 1 };
    return id;
  }

  /** Makes sure that no id of these changes is given out again. */
  noteIds(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === 'row' || change.id < this.#nextIds[change.kind]) continue;
      this.#nextIds = { ...this.#nextIds, [change.kind]: change.id + 1 };
    }
  }

  /** Counts one more revision, after which `position` is the last step done. */
  moveTo(position: number): void {
    this.#position = position;
    this.#revision++;
  }

  /** Writes the counters, within the transaction that is open. */
  save(): void {
    const { label, media, track, layer } = this.#nextIds;
    this.#update.run(this.#revision, this.#position, label, media, track, layer);
  }

  /** Takes the counters from the disk, but gives out no id twice. */
  reload(): void {
    const cells = this.#select.get() as unknown as Cells | undefined;
    if (cells === undefined) throw new RangeError('the project has no counters');
    const [revision, position, label, media, track, layer] = cells;
    this.#revision = revision;
    this.#position = position;
    this.#nextIds = {
      label: Math.max(label, this.#nextIds.label),
      media: Math.max(media, this.#nextIds.media),
      track: Math.max(track, this.#nextIds.track),
      layer: Math.max(layer, this.#nextIds.layer),
    };
  }
}
