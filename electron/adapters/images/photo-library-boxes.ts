import { readFile } from 'node:fs/promises';
import { StudioError } from '../../contract/errors.ts';

/** Boxes drawn in one photo. */
export interface NamedBoxes {
  /** The photo's file name, with or without its ending. */
  readonly name: string;
  /** x, y, w, h in px of the photo file. */
  readonly boxes: readonly (readonly [number, number, number, number])[];
}

/**
 * Reads `{name: {boxes: [[x,y,w,h], …]}, …}`; a missing file stands for no boxes.
 * @throws StudioError bad-input naming the file and the entry
 */
export async function readPhotoBoxes(file: string): Promise<readonly NamedBoxes[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw new StudioError('bad-input', `${file} cannot be read: check its permissions.`, { cause });
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new StudioError('bad-input', `${file} is not JSON: repair or remove it.`, { cause });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new StudioError('bad-input', `${file} must hold {"photo": {"boxes": [[x,y,w,h]]}}.`);
  }
  return Object.entries(parsed).map(([name, entry]) => ({
    name,
    boxes: boxesOf(entry, name, file),
  }));
}

function boxesOf(entry: unknown, name: string, file: string): NamedBoxes['boxes'] {
  const boxes: unknown =
    typeof entry === 'object' && entry !== null && 'boxes' in entry ? entry.boxes : undefined;
  if (!Array.isArray(boxes)) {
    throw new StudioError('bad-input', `${file}: ${name} has no list of boxes; give "boxes": [].`);
  }
  return boxes.map((box: unknown) => {
    if (isBox(box)) return box;
    throw new StudioError(
      'bad-input',
      `${file}: ${name} has the box ${JSON.stringify(box)}; give x,y,w,h in px with a width and height above 0.`,
    );
  });
}

function isBox(value: unknown): value is [number, number, number, number] {
  return (
    Array.isArray(value) &&
    value.length === 4 &&
    value.every((side) => typeof side === 'number' && Number.isFinite(side)) &&
    (value as number[])[2]! > 0 &&
    (value as number[])[3]! > 0
  );
}
