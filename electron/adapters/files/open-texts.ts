import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { NamedTexts } from '../../domain/formats/named-texts.ts';
import { naturalOrder } from '../images/natural-order.ts';
import { textPieces } from './text-pieces.ts';

/** What annotations are written in; pictures and videos beside them are passed over. */
const TEXTS = /\.(?:txt|json|xml|csv|ini|label|tag|value|ya?ml|names)$|^sequence$/i;

const MOST_FILES = 1_000_000;
const MOST_DEPTH = 6;

/**
 * The text files of a folder, or a single file, by their paths below it.
 * @throws StudioError not-found, or bad-input when there are none or too many
 */
export async function openTexts(root: string): Promise<NamedTexts> {
  const found = await stat(root).catch((cause: unknown) => {
    throw new StudioError('not-found', `${root} does not exist: check the path.`, { cause });
  });
  if (!found.isDirectory()) {
    const name = path.basename(root);
    return { root, names: [name], text: () => textPieces(root) };
  }
  const names: string[] = [];
  await list(root, '', 0, names);
  if (names.length === 0) {
    throw new StudioError('bad-input', `${root} holds no annotation files: choose another folder.`);
  }
  names.sort(naturalOrder);
  return { root, names, text: (name) => textPieces(path.join(root, name)) };
}

async function list(root: string, below: string, depth: number, names: string[]): Promise<void> {
  for (const entry of await readdir(path.join(root, below), { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      if (depth < MOST_DEPTH) await list(root, name, depth + 1, names);
    } else if (entry.isFile() && TEXTS.test(entry.name)) names.push(name);
    if (names.length > MOST_FILES) {
      throw new StudioError('bad-input', `${root} has more files than can be annotations of it.`);
    }
  }
}
