import { StudioError } from '../../contract/errors.ts';
import type { KnownStart } from './known-starts.ts';

/** Which pictures of a folder a sequence uses. */
export interface PictureSpan {
  /** Place of the first one in the folder's numeric order, from 0. */
  readonly firstFrame: number;
  readonly frames: number;
}

/**
 * Finds the pictures that belong to `boxes` true boxes. Names that are numbered must go on without a gap, since boxes
 * would shift by a frame behind one; more pictures than boxes are left out at the end.
 * @param names the folder's pictures in numeric order
 * @param boxes number of true boxes
 * @param folder for messages
 * @throws StudioError bad-media naming the picture that is missing
 */
export function pictureSpan(
  names: readonly string[],
  boxes: number,
  folder: string,
  start?: KnownStart,
): PictureSpan {
  const numbers = names.map(numberOf);
  const omit = start?.omit ?? 0;
  const found = start === undefined ? 0 : numbers.indexOf(start.picture);
  // Copies of a data set that hold only the annotated pictures begin with another number.
  const first = (found < 0 && names.length === boxes ? 0 : found) + omit;
  const frames = boxes - omit;
  if (found < 0 && names.length !== boxes) {
    throw new StudioError(
      'bad-media',
      `${folder} has no picture with the number ${start!.picture}, with which the sequence begins: copy it again.`,
    );
  }
  const used = names.slice(first, first + frames);
  if (used.length === frames && names.length - omit === frames)
    return { firstFrame: first, frames };
  const missing = gapAfter(numbers.slice(first, first + frames));
  if (used.length === frames && missing === null) return { firstFrame: first, frames };
  const what = missing === null ? '' : ` (the one after ${names[first + missing]!} is missing)`;
  throw new StudioError(
    'bad-media',
    `${folder} has ${names.length} pictures${what}, but there are ${boxes} true boxes: copy the sequence again.`,
  );
}

/** The number that a file name ends with; NaN when there is none. */
function numberOf(name: string): number {
  return Number(/(\d{1,12})\.[^.]*$/.exec(name)?.[1] ?? NaN);
}

/** Place after which numbers jump by more than the usual step, or null. */
function gapAfter(numbers: readonly number[]): number | null {
  if (numbers.some(Number.isNaN)) return null;
  const steps = numbers.slice(1).map((number, i) => number - numbers[i]!);
  const usual = Math.min(...steps);
  const gap = steps.findIndex((step) => step > usual);
  return gap < 0 ? null : gap;
}
