import { existsSync } from 'node:fs';
import path from 'node:path';
import { shippedPackages } from './shipped-packages.ts';
import type { ShippedPackage } from './shipped-packages.ts';
import type { Target } from './target.ts';

/** Files of one folder that ship, in electron-builder's terms: patterns are relative to `from`. */
export interface FileSet {
  readonly from: string;
  readonly to: string;
  readonly filter: readonly string[];
}

/** The product's own files that are not built, relative to its folder. */
export const ownFiles = [
  'package.json',
  'native-models/**',
  'build/sample-clip/sample.mp4',
  'build/sample-clip/groundtruth.txt',
  'LICENSE',
  'THIRD_PARTY_NOTICES.md',
] as const;

/** The programs and the window, out of the folder that they were built into. */
export function builtFiles(built: string): readonly FileSet[] {
  return [{ from: built, to: 'dist', filter: ['electron/**', 'renderer/**'] }];
}

/** Below the archive's folder: what is read by path: by native libraries, the system's loader, other programs and the decoders' loader. */
export const unpackedFiles = [
  'native-models/**',
  'build/sample-clip/**',
  'node_modules/onnxruntime-node/bin/**',
  'node_modules/{@cwasm,@jsquash}/**/*.wasm',
  'node_modules/ffmpeg-static/{ffmpeg,ffmpeg.exe,ffprobe,ffprobe.exe}*',
] as const;

/** Nothing of a package but what it runs on, and its terms. */
const anyPackage = [
  'package.json',
  '**/*.{js,cjs,mjs,json,node}',
  '{LICENSE,LICENCE,license,COPYING,NOTICE}*',
  '!**/{test,tests,doc,docs,coverage,example,examples,tools,install,script,scripts}/**',
  '!**/.*',
];

/** Files of packages that have more in them than programs need. */
function filterOf({ name }: ShippedPackage, { platform, arch }: Target): readonly string[] {
  switch (name) {
    case 'onnxruntime-node':
      return [
        'package.json',
        'dist/**/*.js',
        `bin/napi-v6/${platform}/${arch}/**`,
        // Accelerators that few have, with libraries larger than the whole studio.
        '!**/*providers_{cuda,tensorrt,shared}*',
        // On macOS the same library lies there under two names; the binding asks for the shorter one.
        '!**/libonnxruntime.*.*.*.dylib',
      ];
    case 'onnxruntime-common':
      return ['package.json', 'dist/cjs/**/*.{js,json}'];
    case 'fluent-ffmpeg':
      return ['package.json', 'LICENSE*', 'index.js', 'lib/**/*.js'];
    case 'ffmpeg-static':
      return ['package.json', 'index.js', 'ffmpeg', 'ffmpeg.exe', '*.LICENSE', '*.README'];
    case '@cwasm/jpeg-turbo':
      return ['package.json', '*.wasm'];
    case '@jsquash/jpeg':
      return ['package.json', 'LICENSE', 'codec/LICENSE*', 'codec/enc/*.wasm'];
    case '@jsquash/webp':
      return ['package.json', 'LICENSE', 'codec/LICENSE*', 'codec/dec/*.wasm'];
    default:
      return anyPackage;
  }
}

/** The package whose ffprobe is of the same release as ffmpeg-static's ffmpeg. */
const ffprobePackage = 'node_modules/@derhuerst/ffprobe-static';

/**
 * The folders of packages that ship to a target: an explicit list, so that nothing ships by being installed. ffprobe
 * is laid beside ffmpeg, where the studio looks for it.
 * @throws Error naming a package that is needed and not installed
 */
export function packageFiles(root: string, target: Target): readonly FileSet[] {
  const packages = shippedPackages(root);
  const sets = packages.map((entry): FileSet => ({
    from: entry.folder,
    to: entry.folder,
    filter: ['!**/node_modules/**', ...filterOf(entry, target)],
  }));
  const hasFfmpeg = packages.some(({ name }) => name === 'ffmpeg-static');
  if (hasFfmpeg && existsSync(path.join(root, ffprobePackage))) {
    const filter = ['ffprobe', 'ffprobe.exe', 'ffprobe*.LICENSE', 'ffprobe*.README'];
    sets.push({ from: ffprobePackage, to: 'node_modules/ffmpeg-static', filter });
  }
  return sets;
}
