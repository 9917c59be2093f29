import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { FolderEntry } from '../../contract/api.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Folders } from '../../services/ports/folders.ts';
import { naturalOrder } from '../images/natural-order.ts';
import { kindOfFile } from './media-kinds.ts';

/** A listing longer than this would choose nothing any more. */
const mostEntries = 20_000;

async function entryOf(folder: string, name: string): Promise<FolderEntry | undefined> {
  const file = path.join(folder, name);
  // Broken links and files that vanish meanwhile are left out.
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return undefined;
  const kind = found.isDirectory() ? 'folder' : found.isFile() ? kindOfFile(name) : 'other';
  return { name, path: file, kind, bytes: found.isFile() ? found.size : 0 };
}

/** Folders of this machine's disks. */
export const folderListing: Folders = {
  async list(wanted) {
    const folder = path.resolve(wanted ?? homedir());
    const names = await readdir(folder).catch((cause: unknown) => {
      throw new StudioError('not-found', `${folder} cannot be listed: choose another folder.`, {
        cause,
      });
    });
    const visible = names.filter((name) => !name.startsWith('.')).slice(0, mostEntries);
    const entries = (await Promise.all(visible.map((name) => entryOf(folder, name)))).filter(
      (entry) => entry !== undefined,
    );
    const rank = ({ kind }: FolderEntry): number => (kind === 'folder' ? 0 : 1);
    entries.sort((a, b) => rank(a) - rank(b) || naturalOrder(a.name, b.name));
    const parent = path.dirname(folder);
    return { path: folder, parent: parent === folder ? null : parent, entries };
  },
};
