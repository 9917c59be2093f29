import { randomUUID } from 'node:crypto';
import { link, lstat, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { writeFailed } from '../files/write-atomically.ts';

/**
 * Makes a file that must not exist yet, whole or not at all: `fill` writes a draft beside it, which is flushed to the
 * disk and then gets its name.
 * @throws StudioError bad-input when something of that name exists; write-failed; what `fill` throws.
 */
export async function makeNewFile(
  target: string,
  fill: (draft: string) => void | Promise<void>,
): Promise<void> {
  await refuseExisting(target);
  const draft = path.join(path.dirname(target), `.${path.basename(target)}.${randomUUID()}.tmp`);
  try {
    await (await open(draft, 'wx')).close();
    await fill(draft);
    await flush(draft, 'r+');
    await giveName(draft, target);
    // Folders cannot be opened on Windows, where the name is safe with the file.
    await flush(path.dirname(target), 'r').catch(() => undefined);
  } catch (error) {
    throw error instanceof StudioError ? error : writeFailed(target, error);
  } finally {
    for (const suffix of ['', '-journal', '-wal']) await rm(`${draft}${suffix}`, { force: true });
  }
}

async function refuseExisting(target: string): Promise<void> {
  if (await exists(target)) throw alreadyThere(target);
  for (const suffix of ['-wal', '-journal']) {
    // SQLite would take it for the new project's own.
    if (await exists(`${target}${suffix}`)) {
      throw new StudioError(
        'bad-input',
        `${target}${suffix} is left of a project of that name that was deleted or moved. Choose another name, or move it away.`,
      );
    }
  }
}

function alreadyThere(target: string): StudioError {
  return new StudioError('bad-input', `${target} exists already. Choose another name.`);
}

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

async function flush(file: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(file, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function giveName(draft: string, target: string): Promise<void> {
  try {
    // Unlike renaming, linking refuses a name that somebody took in the meantime.
    await link(draft, target);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EEXIST') throw alreadyThere(target);
    // Some file systems (exFAT, some network disks) have no links.
    if (await exists(target)) throw alreadyThere(target);
    await rename(draft, target);
  }
}
