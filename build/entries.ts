import { globSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the product. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Programs of their own: every host's main file, and the threads that hosts and adapters start. */
const patterns = ['electron/hosts/*/main.ts', 'electron/{hosts,adapters}/*/*-worker.ts'];

/** The script that runs in the window before the page; a sandboxed one must be CommonJS in one file. */
const preload = 'electron/hosts/app/preload.ts';

/** Sources of programs under a product folder, by the name of what they become below `dist/electron`. */
export interface Entries {
  /** `hosts/engine/main` → absolute path of its source; built to `.js`. */
  readonly modules: Readonly<Record<string, string>>;
  /** The same for scripts that are built to `.cjs`. */
  readonly scripts: Readonly<Record<string, string>>;
}

/** Finds what has to be built: a new host is taken up by having a main file. */
export function findEntries(folder: string = root): Entries {
  const named = (files: readonly string[]): Readonly<Record<string, string>> =>
    Object.fromEntries(
      files
        .map((file) => file.split(path.sep).join('/'))
        .sort()
        .map((file) => [
          file.replace(/^electron\//, '').replace(/\.ts$/, ''),
          path.join(folder, file),
        ]),
    );
  return {
    modules: named(globSync(patterns, { cwd: folder })),
    scripts: named(globSync(preload, { cwd: folder })),
  };
}
