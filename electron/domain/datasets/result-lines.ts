import { StudioError } from '../../contract/errors.ts';
import type { Box } from '../boxes.ts';

/**
 * Reads a tracker's result as toolkits store it: a line `x,y,w,h` per frame, split by commas, tabs or blanks
 * (pytracking, GOT-10k, OTB, LaSOT), or VOT's, in which a frame of one number says how it was met: 1 is the start and
 * gives `first`, 0 and 2 are frames without a box.
 * @param file name for messages
 * @param first the true box of frame 1, image pixels
 * @throws StudioError bad-input naming the line, or when the tracker was started anew after losing its object
 */
export function parseResultLines(text: string, file: string, first: Box): readonly Box[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  while (lines.at(-1)?.trim() === '') lines.pop();
  if (lines.length === 0) {
    throw new StudioError('bad-input', `${file} is empty: expected one box x,y,w,h per line`);
  }
  let starts = 0;
  return lines.map((line, index) => {
    const numbers = line
      .trim()
      .split(/[\s,;]+/)
      .map(toNumber);
    if (numbers.length === 4 && numbers.every((number) => number !== null)) {
      const [x, y, w, h] = numbers as [number, number, number, number];
      return { x, y, w, h };
    }
    const [code] = numbers;
    const isCode = numbers.length === 1 && (code === 0 || code === 1 || code === 2);
    if (code === 1 && ++starts > 1) {
      throw new StudioError(
        'bad-input',
        `${file}, line ${index + 1}: the tracker was started anew here; only results of one pass can be compared`,
      );
    }
    if (isCode) return code === 1 ? first : { x: 0, y: 0, w: 0, h: 0 };
    throw new StudioError(
      'bad-input',
      `${file}, line ${index + 1}: "${line.slice(0, 80)}" is not a box; expected x,y,w,h split by commas, tabs or blanks`,
    );
  });
}

/** A result as pytracking stores it: numbers split by tabs, in full, so that nothing is lost. */
export function formatResultLines(boxes: readonly Box[]): string {
  return boxes.map(({ x, y, w, h }) => `${x}\t${y}\t${w}\t${h}\n`).join('');
}

/** A result as GOT-10k's toolkit stores it: three decimals, split by commas. */
export function formatGot10kLines(boxes: readonly Box[]): string {
  const digits = (value: number): string => value.toFixed(3);
  return boxes.map(({ x, y, w, h }) => `${[x, y, w, h].map(digits).join(',')}\n`).join('');
}

/** A result as TrackingNet's server takes it: whole numbers, cut off as OSTrack does. */
export function formatWholeLines(boxes: readonly Box[]): string {
  return boxes.map((box) => `${[box.x, box.y, box.w, box.h].map(Math.trunc).join(',')}\n`).join('');
}

function toNumber(text: string): number | null {
  if (/^[+-]?nan$/i.test(text)) return NaN;
  const number = text === '' ? NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}
