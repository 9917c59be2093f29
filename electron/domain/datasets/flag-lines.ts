import { StudioError } from '../../contract/errors.ts';

/**
 * Reads numbers that a benchmark keeps one per frame: a line each (GOT-10k, VOT) or all in one line (LaSOT), split by
 * commas or blanks.
 * @param file name for messages
 * @throws StudioError bad-input naming the entry that is no number
 */
export function parseFrameNumbers(text: string, file: string): readonly number[] {
  const words = text
    .replace(/^\uFEFF/, '')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  return words.map((word, index) => {
    const value = Number(word);
    if (Number.isFinite(value)) return value;
    throw new StudioError(
      'bad-input',
      `${file}: entry ${index + 1} is "${word.slice(0, 40)}", not a number`,
    );
  });
}

/**
 * The same as flags, one for each of `frames` frames: 0 is false. A list that is shorter goes on with false where
 * `isPadded` says so, as VOT's do.
 * @throws StudioError bad-input when it has another length
 */
export function parseFrameFlags(
  text: string,
  file: string,
  frames: number,
  isPadded = false,
): readonly boolean[] {
  const numbers = mustFit(parseFrameNumbers(text, file), file, frames, isPadded);
  return Array.from({ length: frames }, (_, i) => (numbers[i] ?? 0) !== 0);
}

/** @throws StudioError bad-input unless there is one number per frame */
export function mustFit(
  numbers: readonly number[],
  file: string,
  frames: number,
  isPadded = false,
): readonly number[] {
  if (numbers.length === frames || (isPadded && numbers.length < frames)) return numbers;
  throw new StudioError('bad-input', `${file} has ${numbers.length} entries for ${frames} frames`);
}
