import { StudioError } from '../../contract/errors.ts';
import type { Box } from '../boxes.ts';

/**
 * Reads a `groundtruth.txt` of the tracking benchmarks: one box per frame and line as `x,y,w,h`, split by commas,
 * tabs or spaces. A line of eight numbers is a polygon's four corners and becomes its bounding box. NaN is
 * kept: it says that the object is absent. Numbers are taken as written, whether the file counts pixels
 * from 0 or from 1.
 * @param file name for messages
 * @throws StudioError bad-input naming the line
 */
export function parseBoxLines(text: string, file: string): Box[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  while (lines.at(-1)?.trim() === '') lines.pop();
  if (lines.length === 0) {
    throw new StudioError('bad-input', `${file} is empty: expected one box x,y,w,h per line`);
  }
  return lines.map((line, index) => {
    const box = boxOfLine(line);
    if (box !== null) return box;
    throw notABox(line, `${file}, line ${index + 1}`);
  });
}

/** The box of one line, as `parseBoxLines` reads it; null where the line is none. */
export function boxOfLine(line: string): Box | null {
  return toBox(numbersOf(line));
}

/** The numbers of a line, NaN where it is spelt so, undefined for anything else. */
export function numbersOf(line: string): readonly (number | undefined)[] {
  return line
    .trim()
    .split(/[ \t]*[,\t ][ \t]*/)
    .map(toNumber);
}

/** The error for a line that is no box. @param place file and line */
export function notABox(line: string, place: string): StudioError {
  return new StudioError(
    'bad-input',
    `${place}: "${line.slice(0, 80)}" is not a box; expected x,y,w,h (or the eight numbers of a polygon) split by commas, tabs or spaces`,
  );
}

/** The number, NaN where it is spelt so, undefined for anything else. */
function toNumber(text: string): number | undefined {
  if (/^[+-]?nan$/i.test(text)) return NaN;
  const number = text === '' ? NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

function toBox(numbers: readonly (number | undefined)[]): Box | null {
  if (numbers.includes(undefined)) return null;
  const values = numbers as readonly number[];
  if (values.length === 4) {
    const [x, y, w, h] = values as [number, number, number, number];
    return { x, y, w, h };
  }
  return values.length === 8 ? boundsOf(values) : null;
}

/** The bounding box of corners x1,y1,x2,y2,… */
export function boundsOf(corners: readonly number[]): Box {
  const xs = corners.filter((_, i) => i % 2 === 0);
  const ys = corners.filter((_, i) => i % 2 === 1);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y };
}
