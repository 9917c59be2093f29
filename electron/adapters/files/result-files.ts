import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { ResultFiles } from '../../services/ports/result-files.ts';
import { writeAtomically, writeFailed } from './write-atomically.ts';

/** Results of trackers on this machine's disks. */
export const resultFiles: ResultFiles = {
  async read(file) {
    try {
      return await readFile(file, 'utf8');
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code;
      if (code === 'ENOENT' || code === 'ENOTDIR') return null;
      throw new StudioError('bad-input', `${file} cannot be read (${code ?? 'unknown reason'}).`, {
        cause,
      });
    }
  },
  async write(file, text) {
    await mkdir(path.dirname(file), { recursive: true }).catch((cause: unknown) => {
      throw writeFailed(path.dirname(file), cause);
    });
    await writeAtomically(file, text);
  },
};
