import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isPictureFolder } from '../../domain/datasets/folder-node.ts';
import type { FolderNode } from '../../domain/datasets/folder-node.ts';
import { StudioError } from '../../contract/errors.ts';
import { naturalOrder } from '../images/natural-order.ts';

/** Levels below a data set's folder in which sequences may lie. */
const DEPTH = 4;

/**
 * A data set's folders and file names, hidden ones left out, in natural order; folders of pictures are not looked into.
 * @throws StudioError not-found when the folder cannot be listed
 */
export async function readFolderTree(folder: string): Promise<FolderNode> {
  const root = path.resolve(folder);
  const node = await readNode(root, []);
  if (node !== null) return { ...node, name: path.basename(root) };
  throw new StudioError('not-found', `${root} is not a folder that can be read.`);
}

/** Null for a folder below that cannot be read: it is none of the data set's. */
async function readNode(folder: string, below: readonly string[]): Promise<FolderNode | null> {
  const name = path.basename(folder);
  if (isPictureFolder(below)) return { name, files: [], folders: [] };
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (entries === null) return null;
  const shown = entries
    .filter((entry) => !entry.name.startsWith('.'))
    .sort((a, b) => naturalOrder(a.name, b.name));
  // Benchmarks are often put together out of links.
  const isFolder = (entry: (typeof shown)[number]): boolean =>
    entry.isDirectory() || (entry.isSymbolicLink() && path.extname(entry.name) === '');
  const files = shown.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  const folders: FolderNode[] = [];
  if (below.length < DEPTH) {
    for (const entry of shown.filter(isFolder)) {
      const node = await readNode(path.join(folder, entry.name), [...below, entry.name]);
      if (node !== null) folders.push(node);
    }
  }
  return { name, files, folders };
}
