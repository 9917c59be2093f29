import { stat } from 'node:fs/promises';
import type { ModelFiles } from '../../services/ports/model-files.ts';
import { writeAtomically } from './write-atomically.ts';

/** Model files on this machine's disks. */
export const modelFiles: ModelFiles = {
  exists: (file) =>
    stat(file).then(
      () => true,
      () => false,
    ),
  write: writeAtomically,
};
