import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Entry file of picture threads: beside this one in the sources; once built, this one lies in `hosts`. */
export const pictureWorkerEntry =
  path.extname(fileURLToPath(import.meta.url)) === '.js'
    ? new URL('../adapters/images/picture-worker.js', import.meta.url)
    : new URL('./picture-worker.ts', import.meta.url);
