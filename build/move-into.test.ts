import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepOnly, moveInto } from './move-into.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loretrack-move-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, content: string): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

it('replaces files one by one, the one that names the others last, and clears what is left', () => {
  put('new/index.html', 'new');
  put('new/assets/index-2.js', '2');
  put('new/z.svg', 'new');
  put('old/index.html', 'old');
  put('old/assets/index-1.js', '1');
  put('old/z.svg', 'old');
  const [from, to] = [path.join(folder, 'new'), path.join(folder, 'old')];
  const moved = moveInto(from, to, 'index.html');
  expect(moved).toEqual([path.join('assets', 'index-2.js'), 'z.svg', 'index.html']);
  expect(readdirSync(folder)).toEqual(['old']);
  expect(readFileSync(path.join(to, 'index.html'), 'utf8')).toBe('new');
  expect(readFileSync(path.join(to, 'assets', 'index-1.js'), 'utf8')).toBe('1');
  keepOnly(to, moved);
  expect(readdirSync(path.join(to, 'assets'))).toEqual(['index-2.js']);
  expect(readFileSync(path.join(to, 'z.svg'), 'utf8')).toBe('new');
});

it('makes the folder where there is none', () => {
  put('new/a.js', 'a');
  moveInto(path.join(folder, 'new'), path.join(folder, 'x', 'y'));
  expect(readdirSync(path.join(folder, 'x', 'y'))).toEqual(['a.js']);
});
