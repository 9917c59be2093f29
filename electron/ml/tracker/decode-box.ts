import type { NetworkOutput } from './network.ts';

/** Box that the network predicts, in fractions of the search crop (float32 values). */
export interface NetworkBox {
  readonly cx: number;
  readonly cy: number;
  readonly w: number;
  readonly h: number;
  /** Cell of the score map that it was read at, row-major. */
  readonly cell: number;
  /** Largest score of the object's map, before the window; usually of another cell. */
  readonly score: number;
}

/**
 * The box of one object out of the maps of a batch: the first cell where `window` * score is largest; sizes and
 * offsets are read there, unweighted. A cell index i means i / cells: the offset holds the half cell.
 * @param window [cells,cells], the Hann window
 * @returns null when no cell has a finite score, size and offset: the network is broken.
 */
export function decodeBox(
  output: NetworkOutput,
  object: number,
  window: Float32Array,
  cells: number,
): NetworkBox | null {
  const area = cells * cells;
  let cell = -1;
  let best = -Infinity;
  let highest = -Infinity;
  for (let i = 0; i < area; i++) {
    const score = output.score[object * area + i]!;
    if (score > highest) highest = score;
    const response = Math.fround(window[i]! * score);
    if (response > best) {
      best = response;
      cell = i;
    }
  }
  if (cell < 0) return null;
  const first = 2 * object * area + cell;
  const column = cell % cells;
  const row = (cell - column) / cells;
  const box = {
    cx: Math.fround(Math.fround(column + output.offset[first]!) / cells),
    cy: Math.fround(Math.fround(row + output.offset[first + area]!) / cells),
    w: output.size[first]!,
    h: output.size[first + area]!,
    cell,
    score: highest,
  };
  return Number.isFinite(box.cx + box.cy + box.w + box.h) ? box : null;
}
