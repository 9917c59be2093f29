import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { ResultFiles } from '../../services/ports/result-files.ts';
import { writeAtomically, writeFailed } from './write-atomically.ts';

/** More than any result of a tracker takes, even of hours of video. */
const MOST_BYTES = 2 ** 26;

/** Results of trackers on this machine's disks. */
export const resultFiles: ResultFiles = {
  async read(file) {
    try {
      const { size } = await stat(file);
      if (size > MOST_BYTES) {
        throw new StudioError(
          'bad-input',
          `${file} has ${Math.round(size / 2 ** 20)} MiB, which is no tracker's result.`,
        );
      }
      return await readFile(file, 'utf8');
    } catch (cause) {
      if (cause instanceof StudioError) throw cause;
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
