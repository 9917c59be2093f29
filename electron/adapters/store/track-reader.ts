import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { AttributeValue, FrameRow, ProjectTrack } from '../../domain/annotation.ts';
import type { TrackColumns } from '../../contract/track-columns.ts';
import { attributesFromText } from './record-layouts.ts';
import type { RecordLayout } from './record-table.ts';
import type { SourceNames } from './source-names.ts';

type RowCells = readonly [
  ...[frameIndex: number, x: number | null, y: number | null, w: number | null, h: number | null],
  ...[source: number, score: number | null, flags: number, attributes: string | null],
  ...[passIou: number | null, modelIou: number | null],
];

/** Reads tracks with all their stored frames. */
export class TrackReader {
  readonly #sources: SourceNames;
  readonly #select: StatementSync;

  constructor(db: DatabaseSync, layout: RecordLayout<FrameRow>, sources: SourceNames) {
    this.#sources = sources;
    this.#select = db.prepare(
      `SELECT frame_index, ${layout.columns.join(', ')} FROM ${layout.table} WHERE track_id = ? ORDER BY frame_index`,
      { returnArrays: true },
    );
  }

  /** A track with its stored frames as columns. */
  columns(track: ProjectTrack): TrackColumns {
    const rows = this.#cells(track.id);
    const boxes = new Array<number>(rows.length * 4);
    const places = new Map<number, number>();
    const attributes: [number, Readonly<Record<string, AttributeValue>>][] = [];
    const passIou: [number, number][] = [];
    const modelIou: [number, number][] = [];
    const source = rows.map((cells, i) => {
      const [frameIndex, x, y, w, h, sourceId, , , text, pass, model] = cells;
      // Absent frames have no box: zeros, as the contract says.
      boxes[4 * i] = x ?? 0;
      boxes[4 * i + 1] = y ?? 0;
      boxes[4 * i + 2] = w ?? 0;
      boxes[4 * i + 3] = h ?? 0;
      if (text !== null) attributes.push([frameIndex, attributesFromText(text)]);
      if (pass !== null) passIou.push([frameIndex, pass]);
      if (model !== null) modelIou.push([frameIndex, model]);
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
      ...(passIou.length > 0 ? { passIou } : {}),
      ...(modelIou.length > 0 ? { modelIou } : {}),
    };
  }

  #cells(trackId: number): RowCells[] {
    return this.#select.all(trackId) as unknown as RowCells[];
  }
}
