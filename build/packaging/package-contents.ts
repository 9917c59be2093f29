import { globSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { extractFile, getRawHeader } from '@electron/asar';

/** One file as it ships. */
export interface PackagedFile {
  /** Relative to the archive's root, with `/`. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Within the archive, or beside it where native code can read it. */
  readonly place: 'archive' | 'beside';
  /** Whether the system may start it as a program. */
  readonly isExecutable: boolean;
  read(): Promise<Uint8Array>;
}

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>;
  readonly size?: number;
  readonly unpacked?: boolean;
}

/** The archives below a folder that an installer or electron-builder has laid out. */
export function findArchives(folder: string): readonly string[] {
  return globSync('**/app.asar', { cwd: folder }).map((file) => path.join(folder, file));
}

/** Everything that ships in an archive and beside it, by name. @throws when the archive cannot be read */
export async function packageContents(archive: string): Promise<readonly PackagedFile[]> {
  const besideFolder = `${archive}.unpacked`;
  const { header } = getRawHeader(archive) as unknown as { readonly header: Entry };
  const inside: PackagedFile[] = [];
  const walk = (entry: Entry, name: string): void => {
    if (entry.files === undefined) {
      if (entry.unpacked === true) return;
      const read = (): Promise<Uint8Array> =>
        Promise.resolve(extractFile(archive, name.split('/').join(path.sep)));
      inside.push({ name, size: entry.size ?? 0, place: 'archive', isExecutable: false, read });
      return;
    }
    for (const [part, next] of Object.entries(entry.files)) {
      walk(next, name === '' ? part : `${name}/${part}`);
    }
  };
  walk(header, '');
  const beside = await Promise.all(
    globSync('**', { cwd: besideFolder, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(async (entry): Promise<PackagedFile> => {
        const file = path.join(entry.parentPath, entry.name);
        const { size, mode } = await stat(file);
        const name = path.relative(besideFolder, file).split(path.sep).join('/');
        const isExecutable = (mode & 0o111) !== 0;
        return { name, size, place: 'beside', isExecutable, read: () => readFile(file) };
      }),
  );
  return [...inside, ...beside].sort((a, b) => (a.name < b.name ? -1 : 1));
}
