import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { FrameTable } from '../../domain/frame-table.ts';

type Cells = readonly [num: number, den: number, pts: Uint8Array, keyFrames: Uint8Array];

/** The frame tables of media: pts as little-endian float64 [N], key frames as bytes [N]. */
export class FrameTables {
  readonly #select: StatementSync;
  readonly #put: StatementSync;

  constructor(db: DatabaseSync) {
    this.#select = db.prepare(
      'SELECT time_num, time_den, pts, key_frames FROM frame_table WHERE media_id = ?',
      { returnArrays: true },
    );
    this.#put = db.prepare(
      'INSERT OR REPLACE INTO frame_table (media_id, time_num, time_den, pts, key_frames) VALUES (?, ?, ?, ?, ?)',
    );
  }

  /** The frame table of a media item, or null. */
  get(mediaId: number): FrameTable | null {
    const cells = this.#select.get(mediaId) as unknown as Cells | undefined;
    if (cells === undefined) return null;
    const [num, den, pts, keyFrames] = cells;
    // A blob may begin at any address; a Float64Array needs one that is a multiple of 8.
    return {
      timeBase: { num, den },
      pts: new Float64Array(pts.slice().buffer),
      keyFrames: keyFrames.slice(),
    };
  }

  /** Stores a frame table, in the place of a former one. */
  put(mediaId: number, { timeBase, pts, keyFrames }: FrameTable): void {
    const bytes = new Uint8Array(pts.buffer, pts.byteOffset, pts.byteLength);
    this.#put.run(mediaId, timeBase.num, timeBase.den, bytes, keyFrames);
  }
}
