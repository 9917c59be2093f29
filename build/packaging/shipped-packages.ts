import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Packages that the built programs load as packages, with those of their dependencies that only serve installing. */
const shipped: Readonly<Record<string, { readonly without: readonly string[] | 'all' }>> = {
  'onnxruntime-node': { without: ['adm-zip', 'global-agent'] },
  'fluent-ffmpeg': { without: [] },
  'ffmpeg-static': { without: 'all' },
  // Their WebAssembly alone; their scripts are bundled or not used.
  '@cwasm/jpeg-turbo': { without: 'all' },
  '@jsquash/jpeg': { without: 'all' },
  '@jsquash/webp': { without: 'all' },
};

/** Names of the packages that the built programs load as packages. */
export const loadedPackages = Object.keys(shipped);

/** Packages that are bundled into the programs or the window, so that only their notices ship. */
export const bundledPackages = [
  '@bufbuild/protobuf',
  'clsx',
  'onnx-buf',
  'svelte',
  'ws',
  'zod',
] as const;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** One installed package that ships. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression of its manifest; `unknown` without one. */
  readonly license: string;
  /** Folder relative to the product's, with `/`: `node_modules/zod`. */
  readonly folder: string;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Where a package that another one asks for lies, as Node finds it; undefined when it is not installed. */
function locate(root: string, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = path.posix.dirname(folder)) {
    const candidate = path.posix.join(folder, 'node_modules', name);
    if (existsSync(path.join(root, candidate, 'package.json'))) return candidate;
    if (folder === '.') return undefined;
  }
}

/**
 * Every installed package that ships, by folder. Optional ones may be missing.
 * @throws Error naming a package that the programs need and that is not installed
 */
export function shippedPackages(root: string): readonly ShippedPackage[] {
  const found = new Map<string, ShippedPackage>();
  const add = (
    from: string,
    name: string,
    isOptional: boolean,
    without: readonly string[] | 'all',
  ): void => {
    const folder = locate(root, from, name);
    if (folder === undefined) {
      if (isOptional) return;
      throw new Error(`The package ${name} is not installed: run "npm ci" and try again.`);
    }
    if (found.has(folder)) return;
    const manifest = readManifest(path.join(root, folder));
    const { version, license = 'unknown', dependencies, optionalDependencies = {} } = manifest;
    found.set(folder, { name, version, license, folder });
    if (without === 'all') return;
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) {
      if (without.includes(next)) continue;
      add(folder, next, next in optionalDependencies, []);
    }
  };
  for (const [name, { without }] of Object.entries(shipped)) {
    add('.', name, name === 'ffmpeg-static', without);
  }
  return [...found.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}
