import { iou } from '../boxes.ts';
import type { Box } from '../boxes.ts';
import type { FrameRow } from '../annotation.ts';

/**
 * Why a frame is doubtful: a low score, a pass from the other side that disagrees, a jump in place or size, the edge
 * of the image, or a second model that disagrees.
 */
export type DoubtReason = 'score' | 'pass' | 'jump' | 'edge' | 'model';

/** How doubtful a box is, 0..1, and what says so above all. */
export interface FrameDoubt {
  readonly doubt: number;
  readonly reason: DoubtReason;
}

/** Size of the pictures, in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Doubts about boxes of consecutive frames, one for each; every row has a box. */
export function frameDoubts(rows: readonly FrameRow[], media: PictureSize): FrameDoubt[] {
  return rows.map((row, i) => {
    const terms: readonly (readonly [DoubtReason, number])[] = [
      ['score', 1 - (row.score ?? 1)],
      ['pass', 1 - (row.passIou ?? 1)],
      ['model', 1 - (row.modelIou ?? 1)],
      ['jump', 1 - (i > 0 ? iou(rows[i - 1]!.box!, row.box!) : 1)],
      ['edge', isCut(row.box!, media) ? 0.5 : 0],
    ];
    const [reason, doubt] = terms.reduce((a, b) => (b[1] > a[1] ? b : a));
    return { doubt, reason };
  });
}

function isCut({ x, y, w, h }: Box, { width, height }: PictureSize): boolean {
  return x <= 0 || y <= 0 || x + w >= width || y + h >= height;
}
