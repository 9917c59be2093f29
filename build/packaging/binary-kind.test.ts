import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { root } from '../entries.ts';
import { binaryKind, headBytes, runsOn } from './binary-kind.ts';
import { targets } from './target.ts';

const libraries = path.join(root, 'node_modules', 'onnxruntime-node', 'bin');

describe('binaryKind', () => {
  it('tells the libraries of every system that ONNX Runtime comes with', () => {
    const files = globSync('napi-v6/*/*/*', { cwd: libraries }).map((file) =>
      file.split(path.sep).join('/'),
    );
    expect(new Set(files.map((file) => file.split('/')[1]))).toEqual(
      new Set(['darwin', 'linux', 'win32']),
    );
    for (const file of files) {
      const [, platform, arch] = file.split('/');
      const head = readFileSync(path.join(libraries, file)).subarray(0, headBytes);
      expect([file, binaryKind(head)]).toEqual([file, { platform, arch }]);
    }
  });

  it('takes nothing else for native code', () => {
    const script = Buffer.from('#!/usr/bin/env node\nconsole.log("MZ");\n');
    expect(binaryKind(script)).toBeUndefined();
    const text = fc.string({ minLength: 0, maxLength: 200 });
    fc.assert(fc.property(text, (words) => binaryKind(Buffer.from(`// ${words}`)) === undefined));
  });

  it('reads any head without failing', () => {
    const magic = fc.constantFrom('7f454c46', 'cffaedfe', 'cafebabe', '4d5a9000');
    const rest = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(magic, rest, (begin, bytes) => {
        binaryKind(Buffer.concat([Buffer.from(begin, 'hex'), bytes]));
      }),
    );
  });
});

describe('runsOn', () => {
  it('lets each target load its own and universal code only', () => {
    for (const target of targets) {
      for (const other of targets) expect(runsOn(other, target)).toBe(other === target);
      expect(runsOn({ platform: target.platform, arch: 'other' }, target)).toBe(false);
    }
    const universal = { platform: 'darwin', arch: 'universal' } as const;
    expect(targets.filter((target) => runsOn(universal, target))).toEqual([
      { platform: 'darwin', arch: 'arm64' },
    ]);
  });
});
