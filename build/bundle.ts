import path from 'node:path';
import { build } from 'vite';
import type { Plugin } from 'vite';
import { findEntries, root } from './entries.ts';
import type { Entries } from './entries.ts';
import { sourceMapPath } from './source-map-paths.ts';

/**
 * Packages that stay packages: Electron's own module, those with native libraries or programs, and CommonJS that asks
 * for its own folder. WebAssembly is read out of its package as well.
 * Everything else is bundled, which about halves the time until a process is up and leaves little to ship.
 */
export const externalPackages = [
  'electron',
  'onnxruntime-node',
  'fluent-ffmpeg',
  'ffmpeg-static',
  '@ffmpeg-installer/ffmpeg',
  '@ffprobe-installer/ffprobe',
] as const;

/** Refuses bundled code that asks for its own folder the CommonJS way: modules have no such name. */
const noOwnFolder: Plugin = {
  name: 'no-own-folder',
  generateBundle({ format }, files) {
    for (const file of Object.values(files)) {
      const name = file.type === 'chunk' && /\b__(?:dirname|filename)\b/.exec(file.code)?.[0];
      if (format === 'es' && name) {
        this.error(`${file.fileName} uses ${name}: list the package that it came from as external`);
      }
    }
  },
};

interface Output {
  readonly input: Readonly<Record<string, string>>;
  readonly format: 'es' | 'cjs';
  readonly folder: string;
}

async function bundle({ input, format, folder }: Output): Promise<void> {
  const isModule = format === 'es';
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    plugins: [noOwnFolder],
    ssr: { noExternal: true, external: [...externalPackages] },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: isModule,
      target: 'node24',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input,
        output: {
          format,
          entryFileNames: isModule ? '[name].js' : '[name].cjs',
          // Shared code lies where folders.ts lies in the sources, so that paths from there lead to the same places; what
          // finds a file from where it lies itself stays a file of its own.
          chunkFileNames: 'hosts/[name]-[hash].js',
          sourcemapExcludeSources: true,
          sourcemapPathTransform: sourceMapPath,
          codeSplitting: isModule && {
            groups: [
              { name: 'folders', test: /[\\/]hosts[\\/]folders\.ts$/ },
              { name: 'picture-worker-entry', test: /[\\/]picture-worker-entry\.ts$/ },
            ],
          },
        },
      },
    },
  });
}

/** Bundles the window's preload script into `hosts/app/preload.cjs` below a folder. */
export async function bundlePreload(
  folder: string,
  { scripts }: Entries = findEntries(),
): Promise<void> {
  // One bundle each: a sandboxed script cannot load a second file.
  for (const [name, file] of Object.entries(scripts)) {
    await bundle({ input: { [name]: file }, format: 'cjs', folder });
  }
}

/** Bundles every program into a folder, which is emptied before; as a rule `dist/electron`. */
export async function bundlePrograms(
  folder: string = path.join(root, 'dist', 'electron'),
  entries: Entries = findEntries(),
): Promise<void> {
  await bundle({ input: entries.modules, format: 'es', folder });
  await bundlePreload(folder, entries);
}
