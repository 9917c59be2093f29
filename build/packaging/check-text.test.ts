import { describe, expect, it } from 'vitest';
import { checkText, isText } from './check-text.ts';

const builtIn = '/home/someone/studio';
const check = (text: string, name = 'dist/a.js'): readonly string[] =>
  checkText(name, text, builtIn);

describe('checkText', () => {
  it('refuses maps with sources in them, in files of their own or not', () => {
    const map = (sourcesContent?: readonly (string | null)[]): string =>
      JSON.stringify({ version: 3, sources: ['a.ts'], sourcesContent, mappings: '' });
    expect(check(map(['let a;']), 'dist/a.js.map')).toHaveLength(1);
    expect(check(map([null, 'let a;']), 'dist/a.js.map')).toHaveLength(1);
    expect(check(map(), 'dist/a.js.map')).toEqual([]);
    expect(check(map([null]), 'dist/a.js.map')).toEqual([]);
    expect(check('a;\n//# sourceMappingURL=data:application/json;base64,e30=')).toHaveLength(1);
    expect(check('a;\n//# sourceMappingURL=a.js.map')).toEqual([]);
  });

  it('refuses what looks like a secret', () => {
    // Put together here, so that nobody takes this file for the place of a secret.
    const secrets = [
      ['-----BEGIN ', 'RSA PRIVATE KEY-----'],
      ['-----BEGIN ', 'PRIVATE KEY-----'],
      ['AKIA', 'ABCDEFGHIJKLMNOP'],
      ['ghp_', 'a'.repeat(36)],
      ['npm_', 'b'.repeat(36)],
    ];
    for (const parts of secrets) expect(check(`key = "${parts.join('')}"`)).toHaveLength(1);
    expect(check('-----BEGIN PUBLIC KEY-----')).toEqual([]);
  });

  it('refuses the place where it was built, in every way of writing it', () => {
    expect(check(`import '${builtIn}/a.js'`)).toHaveLength(1);
    const windows = 'C:\\Users\\someone\\studio';
    for (const form of [windows, 'C:\\\\Users\\\\someone\\\\studio', 'C:/Users/someone/studio']) {
      expect(checkText('dist/a.js', `"${form}"`, windows)).toHaveLength(1);
    }
    expect(check('/home/someone/else')).toEqual([]);
  });
});

describe('isText', () => {
  it('knows scripts, pages, notices and maps', () => {
    const texts = ['a.js', 'a.cjs', 'a.mjs', 'a.json', 'a.js.map', 'a.html', 'LICENSE', 'a/b.md'];
    expect(texts.filter((name) => !isText(name))).toEqual([]);
    expect(['a.onnx', 'ffmpeg', 'a.node', 'a.mp4'].filter(isText)).toEqual([]);
  });
});
