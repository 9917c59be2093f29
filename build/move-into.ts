import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

/**
 * Moves everything out of a folder into another one on the same disk, file by file in the order of their names, so
 * that whoever reads there meanwhile finds each file either as it was or as it is. The emptied folder is removed.
 * @param last name of the file that comes last, because it names the others
 * @returns paths of the moved files relative to the folder
 */
export function moveInto(from: string, to: string, last?: string): readonly string[] {
  const files = readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(from, path.join(entry.parentPath, entry.name)))
    .sort((a, b) => Number(a === last) - Number(b === last) || (a < b ? -1 : 1));
  for (const file of files) {
    mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    renameSync(path.join(from, file), path.join(to, file));
  }
  rmSync(from, { recursive: true });
  return files;
}

/** Removes every file of a folder but these, given relative to it; files that are removed meanwhile are no failure. */
export function keepOnly(folder: string, files: readonly string[]): void {
  const kept = new Set(files);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(path.relative(folder, file))) rmSync(file, { force: true });
  }
}
