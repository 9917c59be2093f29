import { StudioError } from '../../contract/errors.ts';
import type { Box } from '../boxes.ts';
import { linesOf } from './text/lines.ts';

/** A row of a MOT Challenge file. */
export interface MotRow {
  /** Line of the file. */
  readonly line: number;
  /** From 0, as everywhere here. */
  readonly frameIndex: number;
  /** Null for boxes that belong to no track (ids below 1). */
  readonly id: number | null;
  readonly box: Box;
  /** Column 7: 0 means "ignore" in ground truth, the confidence in results. */
  readonly flag: number;
  /** Columns 8 and 9; -1 where they say nothing. */
  readonly classId: number;
  readonly visibility: number;
}

/**
 * Reads rows `frame,id,left,top,width,height,flag[,class,visibility]`: frames, ids and pixels count from 1.
 * @throws StudioError bad-input naming the line
 */
export function* motRows(chunks: Iterable<string>, file: string): Generator<MotRow> {
  for (const { text, number: line } of linesOf(chunks, file)) {
    if (text.trim() === '') continue;
    const cells = text
      .split(/[ \t]*[,\t ][ \t]*/)
      .map((cell) => (cell === '' ? NaN : Number(cell)));
    const refuse = (why: string): never => {
      throw new StudioError('bad-input', `${file}, line ${line}: "${text.slice(0, 80)}" ${why}`);
    };
    if (cells.length < 6 || cells.length > 10 || !cells.every(Number.isFinite)) {
      refuse('is no row of 6 to 10 numbers frame,id,left,top,width,height,…');
    }
    const [frame, id, left, top, w, h, flag = 1, classId = -1, visibility = -1] = cells as [
      ...[number, number, number, number, number, number],
      ...(number | undefined)[],
    ];
    if (!Number.isInteger(frame) || frame < 1 || frame > 0x7fffffff) {
      refuse('has a frame that is no whole number from 1');
    }
    if (!Number.isInteger(id)) refuse('has an id that is no whole number');
    if (w < 0 || h < 0) refuse('has a width or height below 0');
    yield {
      line,
      frameIndex: frame - 1,
      id: id >= 1 ? id : null,
      box: { x: left - 1, y: top - 1, w, h },
      ...{ flag, classId, visibility },
    };
  }
}
