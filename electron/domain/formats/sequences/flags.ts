import { StudioError } from '../../../contract/errors.ts';
import { placeOf, type NamedTexts } from '../named-texts.ts';
import { wholeText } from '../text/lines.ts';

/**
 * The numbers of a file with one for each frame, split by commas, blanks or lines; null where there is no such file.
 * @param allowsNan whether NaN may stand for a number that is not known
 * @throws StudioError bad-input when something else stands there
 */
export function readFlags(
  files: NamedTexts,
  name: string,
  allowsNan = false,
): readonly number[] | null {
  if (!files.names.includes(name)) return null;
  const words = wholeText(files.text(name), name, 64_000_000)
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  return words.map((word, index) => {
    const value = Number(word);
    if (Number.isFinite(value)) return value;
    if (allowsNan && /^[+-]?nan$/i.test(word)) return NaN;
    throw new StudioError(
      'bad-input',
      `${placeOf(files, name)}: flag ${index + 1} is "${word.slice(0, 40)}", not a number`,
    );
  });
}

/** A path in the same folder. */
export function beside(name: string, leaf: string): string {
  return name.includes('/') ? `${name.slice(0, name.lastIndexOf('/'))}/${leaf}` : leaf;
}
