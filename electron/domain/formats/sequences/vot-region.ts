import type { Box } from '../../boxes.ts';
import { boundsOf, numbersOf } from '../box-lines.ts';

/**
 * The region of one line, as VOT writes it: `x,y,w,h`, a polygon of three corners or more, a mask
 * `mx,y,width,height,run,run,…` (runs of background and object in turn, row by row), or one number that says that
 * there is none (0 unknown, 1 initialisation, 2 failure). Polygons and masks become their bounding boxes. Undefined
 * where there is no region; null where the line is none of these.
 */
export function votRegion(line: string): Box | null | undefined {
  const text = line.trim();
  if (text.startsWith('m')) return maskBox(text.slice(1));
  const numbers = numbersOf(text);
  if (numbers.includes(undefined)) return null;
  const values = numbers as readonly number[];
  if (values.length === 1) return Number.isNaN(values[0]) ? null : undefined;
  if (values.some(Number.isNaN)) return undefined;
  if (values.length === 4) {
    const [x, y, w, h] = values as [number, number, number, number];
    return { x, y, w, h };
  }
  return values.length >= 6 && values.length % 2 === 0 ? boundsOf(values) : null;
}

function maskBox(text: string): Box | null | undefined {
  const numbers = text.split(',').map((word) => (word.trim() === '' ? NaN : Number(word)));
  const [left, top, width, height, ...runs] = numbers as [number, number, number, number];
  const isWhole = numbers.every((value, i) => Number.isInteger(value) && (i < 2 || value >= 0));
  if (numbers.length < 4 || !isWhole) return null;
  let [from, to, first, last] = [Infinity, -1, Infinity, -1];
  let at = 0;
  for (const [i, run] of (runs as number[]).entries()) {
    if (i % 2 === 1 && run > 0 && width > 0) {
      const [start, end] = [at, at + run - 1];
      const [startRow, endRow] = [Math.floor(start / width), Math.floor(end / width)];
      first = Math.min(first, startRow);
      last = Math.max(last, endRow);
      from = startRow === endRow ? Math.min(from, start % width) : 0;
      to = startRow === endRow ? Math.max(to, end % width) : width - 1;
    }
    at += run;
  }
  if (at > width * height) return null;
  return to < 0
    ? undefined
    : { x: left + from, y: top + first, w: to - from + 1, h: last - first + 1 };
}
