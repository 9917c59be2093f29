import type { DatabaseSync } from 'node:sqlite';
import { makeNewFile } from './new-file.ts';
import { isDamage, storeFailure } from './sqlite-failure.ts';

/**
 * Writes the content of `db`, which was opened from the file `source`, to a new file, complete or not at all.
 * @throws StudioError bad-input when something of that name exists or the source is damaged; write-failed.
 */
export async function saveCopy(db: DatabaseSync, target: string, source: string): Promise<void> {
  await makeNewFile(target, (draft) => {
    try {
      db.prepare('VACUUM INTO ?').run(draft);
    } catch (error) {
      throw storeFailure(isDamage(error) ? source : target, error);
    }
  });
}
