import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { StudioError } from '../../contract/errors.ts';
import type { Layer, LayerKind, LayerSpec, ProposedBox } from '../../domain/tracking/layer.ts';
import type { LayerStore } from '../../services/ports/project-store.ts';
import { overlapsFromCells, overlapsToCells } from './overlaps.ts';
import type { ProjectState } from './project-state.ts';
import { finite } from './record-table.ts';

type LayerCells = readonly [
  ...[id: number, kind: LayerKind, mediaId: number, modelId: string, trackIds: string],
];

type BoxCells = readonly [
  ...[trackId: number, frameIndex: number, x: number, y: number, w: number, h: number],
  ...[score: number, passIou: number | null, modelIou: number | null],
];

/** How the project reads, and changes what it holds: with its own errors, all or nothing, on the disk at the end. */
export interface Guard {
  read<T>(work: () => T): T;
  transaction(work: () => void): void;
}

/** The layers of a project in its database, and their boxes by layer, track and frame. */
export class SqliteLayerStore implements LayerStore {
  readonly #state: ProjectState;
  readonly #guard: Guard;
  readonly #layers: StatementSync;
  readonly #boxes: StatementSync;
  readonly #isThere: StatementSync;
  readonly #insert: StatementSync;
  readonly #put: StatementSync;
  readonly #deleteBoxes: StatementSync;
  readonly #delete: StatementSync;

  constructor(db: DatabaseSync, state: ProjectState, guard: Guard) {
    this.#state = state;
    this.#guard = guard;
    const asArrays = { returnArrays: true };
    this.#layers = db.prepare(
      'SELECT id, kind, media_id, model_id, track_ids FROM layer ORDER BY id',
      asArrays,
    );
    this.#boxes = db.prepare(
      `SELECT track_id, frame_index, x, y, w, h, score, pass_iou, model_iou FROM layer_box
       WHERE layer_id = ? ORDER BY track_id, frame_index`,
      asArrays,
    );
    this.#isThere = db.prepare('SELECT 1 FROM layer WHERE id = ?');
    this.#insert = db.prepare(
      'INSERT INTO layer (id, kind, media_id, model_id, track_ids) VALUES (?, ?, ?, ?, ?)',
    );
    this.#put = db.prepare(
      `INSERT OR REPLACE INTO layer_box
       (layer_id, track_id, frame_index, x, y, w, h, score, pass_iou, model_iou)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#deleteBoxes = db.prepare('DELETE FROM layer_box WHERE layer_id = ?');
    this.#delete = db.prepare('DELETE FROM layer WHERE id = ?');
  }

  list(): readonly Layer[] {
    return this.#guard.read(() =>
      (this.#layers.all() as unknown as LayerCells[]).map(
        ([id, kind, mediaId, modelId, trackIds]) => ({
          ...{ id, kind, mediaId, modelId, trackIds: JSON.parse(trackIds) as number[] },
          boxes: this.#boxesOf(id),
        }),
      ),
    );
  }

  create({ kind, mediaId, modelId, trackIds }: Omit<LayerSpec, 'id'>): LayerSpec {
    // Taken before: a transaction that fails keeps it from being given out again.
    const id = this.#state.takeId('layer');
    this.#guard.transaction(() => {
      this.#insert.run(id, kind, mediaId, modelId, JSON.stringify(trackIds));
    });
    return { id, kind, mediaId, modelId, trackIds };
  }

  append(layerId: number, boxes: ReadonlyMap<number, readonly ProposedBox[]>): void {
    this.#guard.transaction(() => {
      if (this.#isThere.get(layerId) === undefined) throw noLayer(layerId);
      for (const [trackId, list] of boxes) {
        for (const { frameIndex, box, score, ...overlaps } of list) {
          const cells = [box.x, box.y, box.w, box.h, score, ...overlapsToCells(overlaps)];
          this.#put.run(layerId, trackId, frameIndex, ...cells.map(finite));
        }
      }
    });
  }

  remove(layerId: number): void {
    this.#guard.transaction(() => {
      this.#deleteBoxes.run(layerId);
      this.#delete.run(layerId);
    });
  }

  #boxesOf(layerId: number): Map<number, ProposedBox[]> {
    const boxes = new Map<number, ProposedBox[]>();
    for (const cells of this.#boxes.all(layerId) as unknown as BoxCells[]) {
      const [trackId, frameIndex, x, y, w, h, score, ...overlaps] = cells;
      const list = boxes.get(trackId) ?? [];
      if (list.length === 0) boxes.set(trackId, list);
      list.push({ frameIndex, box: { x, y, w, h }, score, ...overlapsFromCells(overlaps) });
    }
    return boxes;
  }
}

function noLayer(layerId: number): StudioError {
  return new StudioError(
    'internal',
    `The project has no layer ${layerId}: it was accepted or discarded. Nothing was changed.`,
  );
}
