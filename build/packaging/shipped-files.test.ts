import { globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../entries.ts';
import { packageFiles } from './shipped-files.ts';
import type { FileSet } from './shipped-files.ts';
import { targets } from './target.ts';

/** The files that patterns choose, as electron-builder reads them: the last one that fits decides. */
function chosen({ from, filter }: FileSet): readonly string[] {
  return globSync('**', { cwd: path.join(root, from), withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(path.join(root, from), path.join(entry.parentPath, entry.name)))
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) =>
      filter.reduce((isIn, pattern) => {
        const isNegative = pattern.startsWith('!');
        const fits = path.matchesGlob(file, isNegative ? pattern.slice(1) : pattern);
        return fits ? !isNegative : isIn;
      }, false),
    );
}

const onnx = 'node_modules/onnxruntime-node';

describe('packageFiles', () => {
  it.each(targets)('ships the libraries of $platform-$arch and no others', (target) => {
    const files = chosen(packageFiles(root, target).find(({ to }) => to === onnx)!);
    const libraries = files.filter((file) => file.startsWith('bin/'));
    const own = `bin/napi-v6/${target.platform}/${target.arch}/`;
    expect(libraries).toContain(`${own}onnxruntime_binding.node`);
    expect(libraries.filter((file) => !file.startsWith(own))).toEqual([]);
    expect(libraries.length).toBeGreaterThan(1);
    expect(files.filter((file) => /\.(ts|map)$|^script/.test(file))).toEqual([]);
  });

  it('ships one of the two names that the library has on macOS', () => {
    const set = packageFiles(root, { platform: 'darwin', arch: 'arm64' }).find(
      ({ to }) => to === onnx,
    )!;
    expect(chosen(set).filter((file) => file.endsWith('.dylib'))).toEqual([
      'bin/napi-v6/darwin/arm64/libonnxruntime.1.dylib',
    ]);
  });

  it('never ships what only development needs', () => {
    for (const target of targets) {
      const places = packageFiles(root, target).map(({ from }) => from);
      expect(places.filter((place) => /-installer|electron|vite|adm-zip/.test(place))).toEqual([]);
    }
  });

  it('lays an ffprobe beside ffmpeg', () => {
    const sets = packageFiles(root, targets[0]!).filter(
      ({ to }) => to === 'node_modules/ffmpeg-static',
    );
    const program = (name: string): boolean => sets.some(({ filter }) => filter.includes(name));
    // Where a download has failed the package may be gone as a whole: then neither is asked for.
    expect(program('ffprobe')).toBe(
      globSync('node_modules/@derhuerst/ffprobe-static', { cwd: root }).length === 1 &&
        program('ffmpeg'),
    );
  });
});
