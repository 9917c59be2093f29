import { fileURLToPath } from 'node:url';

/**
 * Where Node keeps the program compiled from one start to the next, which saves a third of every start. Beside the
 * packages, because code must not be taken from a folder that others can write to.
 */
export const compileCacheFolder = fileURLToPath(
  new URL('../node_modules/.cache/loretrack/compiled', import.meta.url),
);
