import { randomUUID } from 'node:crypto';
import { globSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { keepOnly, moveInto } from './move-into.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = path.join(root, 'dist', 'renderer', 'index.html');

/** Everything that the window is made of; the lock file stands for the packages. */
const sources = [
  'renderer/**/*',
  'electron/{contract,domain}/**/*.ts',
  'build/vite.config.ts',
  'package-lock.json',
];

/** When a file was last changed, in milliseconds since 1970; 0 when it is not there. */
function changedMs(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** True when the window was built after its newest source was changed. */
export function isRendererBuilt(): boolean {
  const builtMs = changedMs(built);
  const files = globSync(sources, { cwd: root });
  return builtMs > 0 && files.every((file) => changedMs(path.join(root, file)) <= builtMs);
}

/** Builds the window unless it was built after its newest source was changed. */
export async function freshRenderer(): Promise<void> {
  if (!isRendererBuilt()) await buildRenderer();
}

/**
 * Builds the window into a folder in the place of what is there; as a rule dist/renderer. A window that is being loaded
 * from there meanwhile, or another build of the same sources, is not disturbed.
 */
export async function buildRenderer(
  outDir: string = path.join(root, 'dist', 'renderer'),
): Promise<void> {
  const configFile = path.join(root, 'build', 'vite.config.ts');
  const draft = `${outDir}-${randomUUID()}`;
  await build({ configFile, logLevel: 'warn', build: { outDir: draft } });
  keepOnly(outDir, moveInto(draft, outDir, 'index.html'));
}
