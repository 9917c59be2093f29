import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Who may import whom: the first folder that a file lies in decides; a folder may always import itself. */
const arrows: readonly (readonly [from: string, to: readonly string[]])[] = [
  ['electron/contract', ['electron/domain']],
  ['electron/domain', ['electron/contract/errors.ts']],
  ['electron/ml/graph', []],
  ['electron/ml/nn', ['electron/ml/graph', 'electron/domain']],
  ['electron/ml/checkpoint', ['electron/ml/graph', 'electron/contract/errors.ts']],
  ['electron/ml/tracker', ['electron/domain', 'electron/contract/errors.ts']],
  [
    'electron/ml/distill',
    ['electron/ml/graph', 'electron/ml/nn', 'electron/ml/tracker', 'electron/domain'],
  ],
  ['electron/services', ['electron/domain', 'electron/ml', 'electron/contract']],
  [
    'electron/adapters',
    ['electron/services/ports', 'electron/domain', 'electron/ml', 'electron/contract'],
  ],
  ['electron/hosts', ['electron']],
  ['renderer', ['electron/contract', 'electron/domain']],
];

/** Packages that only some folders may import. */
const packages: Readonly<Record<string, readonly string[]>> = {
  electron: ['electron/hosts/app'],
  'onnxruntime-node': ['electron/adapters/ort'],
  'fluent-ffmpeg': ['electron/adapters/ffmpeg'],
  // Its native library ends processes built on Electron: tests and build scripts alone may load it.
  sharp: ['build'],
  '@cwasm/jpeg-turbo': ['electron/adapters/images'],
  '@jsquash/jpeg': ['electron/adapters/images'],
  '@jsquash/webp': ['electron/adapters/images'],
  svelte: ['renderer'],
};

/** Folders that must stay free of side effects: no `node:` modules. */
const pure = ['electron/domain', 'electron/contract', 'electron/ml', 'renderer'];

interface Import {
  readonly file: string;
  readonly target: string;
}

const files = globSync('{electron,renderer,build,test}/**/*.{ts,svelte}', { cwd: root })
  .map((file) => file.split(path.sep).join('/'))
  .sort();

const imports: readonly Import[] = files.flatMap((file) => {
  const text = readFileSync(path.join(root, file), 'utf8');
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s*'([^']+)'|import\(\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'/g;
  return [...text.matchAll(pattern)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3]!;
    const target = specifier.startsWith('.')
      ? path.posix.join(path.posix.dirname(file), specifier)
      : specifier;
    return { file, target };
  });
});

const isTest = (file: string): boolean => file.endsWith('.test.ts') || file.startsWith('test/');
const within = (file: string, folder: string): boolean =>
  file === folder || file.startsWith(`${folder}/`);
const isLocal = (target: string): boolean => /^(electron|renderer|build|test)\//.test(target);
const isNode = (target: string): boolean => target.startsWith('node:');
const packageOf = (target: string): string =>
  target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
const show = ({ file, target }: Import): string => `${file} -> ${target}`;

const product = imports.filter(({ file }) => !isTest(file));

describe('architecture', () => {
  it('sees the imports', () => {
    expect(product.length).toBeGreaterThan(50);
  });

  it('has arrows that point inward only', () => {
    const wrong = product.filter(({ file, target }) => {
      const rule = arrows.find(([from]) => within(file, from));
      if (rule === undefined || !isLocal(target)) return false;
      const [from, allowed] = rule;
      return ![from, ...allowed].some((folder) => within(target, folder));
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it('imports each guarded package in its one place', () => {
    const wrong = product.filter(({ file, target }) => {
      if (isLocal(target) || isNode(target)) return false;
      const allowed = packages[packageOf(target)];
      return allowed !== undefined && !allowed.some((folder) => within(file, folder));
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it('keeps pure folders free of side effects', () => {
    const wrong = product.filter(
      ({ file, target }) => isNode(target) && pure.some((folder) => within(file, folder)),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('has no cycles', () => {
    const targets = new Map<string, string[]>();
    for (const { file, target } of product) {
      if (isLocal(target)) targets.set(file, [...(targets.get(file) ?? []), target]);
    }
    const done = new Set<string>();
    const trail: string[] = [];
    const visit = (file: string): void => {
      if (done.has(file)) return;
      if (trail.includes(file)) {
        throw new Error(`cycle: ${[...trail.slice(trail.indexOf(file)), file].join(' -> ')}`);
      }
      trail.push(file);
      for (const target of targets.get(file) ?? []) visit(target);
      trail.pop();
      done.add(file);
    };
    for (const file of targets.keys()) visit(file);
    expect(done.size).toBeGreaterThan(0);
  });

  it('has files in kebab-case, and none that hide behind the name utils', () => {
    const wrong = files.filter((file) => {
      const name = path.posix.basename(file);
      return name.endsWith('.svelte')
        ? !/^[A-Z][A-Za-z0-9]*\.svelte$/.test(name)
        : !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.ts$/.test(name) || /^utils?\./.test(name);
    });
    expect(wrong).toEqual([]);
  });
});
