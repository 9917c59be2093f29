import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { AttributeValue, FrameRow, ProjectTrack } from '../../domain/annotation.ts';
import { overlapColumns, type TrackColumns } from '../../contract/track-columns.ts';
import { overlapsFromCells } from './overlaps.ts';
import { attributesFromText } from './record-layouts.ts';
import type { RecordLayout } from './record-table.ts';
import type { SourceNames } from './source-names.ts';

type RowCells = readonly [
  ...[frameIndex: number, x: number | null, y: number | null, w: number | null, h: number | null],
  ...[source: number, score: number | null, flags: number, attributes: string | null],
];

type OverlapCells = readonly [frameIndex: number, passIou: number | null, modelIou: number | null];

/** Reads tracks with all their stored frames. */
export class TrackReader {
  readonly #sources: SourceNames;
  readonly #select: StatementSync;
  readonly #overlaps: StatementSync;

  constructor(db: DatabaseSync, layout: RecordLayout<FrameRow>, sources: SourceNames) {
    this.#sources = sources;
    const asArrays = { returnArrays: true };
    const columns = layout.columns.filter((name) => name !== 'pass_iou' && name !== 'model_iou');
    this.#select = db.prepare(
      `SELECT frame_index, ${columns.join(', ')} FROM ${layout.table} WHERE track_id = ? ORDER BY frame_index`,
      asArrays,
    );
    // Few rows have any: two more values in each of a million would cost more than to look for those.
    this.#overlaps = db.prepare(
      `SELECT frame_index, pass_iou, model_iou FROM ${layout.table}
       WHERE track_id = ? AND (pass_iou IS NOT NULL OR model_iou IS NOT NULL) ORDER BY frame_index`,
      asArrays,
    );
  }

  /** A track with its stored frames as columns. */
  columns(track: ProjectTrack): TrackColumns {
    const rows = this.#cells(track.id);
    const boxes = new Array<number>(rows.length * 4);
    const places = new Map<number, number>();
    const attributes: [number, Readonly<Record<string, AttributeValue>>][] = [];
    const source = rows.map(([frameIndex, x, y, w, h, sourceId, , , text], i) => {
      // Absent frames have no box: zeros, as the contract says.
      boxes[4 * i] = x ?? 0;
      boxes[4 * i + 1] = y ?? 0;
      boxes[4 * i + 2] = w ?? 0;
      boxes[4 * i + 3] = h ?? 0;
      if (text !== null) attributes.push([frameIndex, attributesFromText(text)]);
      const place = places.get(sourceId) ?? places.size;
      places.set(sourceId, place);
      return place;
    });
    return {
      track,
      frames: rows.map((cells) => cells[0]),
      boxes,
      source,
      sources: [...places.keys()].map((id) => this.#sources.nameOf(id)),
      score: rows.map((cells) => cells[6]),
      flags: rows.map((cells) => cells[7]),
      attributes,
      ...this.#overlapsOf(track.id),
    };
  }

  #overlapsOf(trackId: number): Pick<TrackColumns, 'passIou' | 'modelIou'> {
    const rows = this.#overlaps.all(trackId) as unknown as OverlapCells[];
    return overlapColumns(rows.map(([at, ...cells]) => [at, overlapsFromCells(cells)]));
  }

  #cells(trackId: number): RowCells[] {
    return this.#select.all(trackId) as unknown as RowCells[];
  }
}
