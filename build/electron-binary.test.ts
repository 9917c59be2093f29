import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findElectron, whyNoDesktop, type DesktopCircumstances } from './electron-binary.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loretrack-electron-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(...names: readonly string[]): string {
  const file = path.join(folder, ...names);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, names.at(-1) === 'path.txt' ? 'electron\n' : '');
  return file;
}

describe('findElectron', () => {
  it('finds what the package has downloaded', () => {
    expect(findElectron({}, folder)).toBeUndefined();
    put('path.txt');
    expect(findElectron({}, folder)).toBeUndefined();
    const program = put('dist', 'electron');
    expect(findElectron({}, folder)).toBe(program);
  });

  it('finds what lies elsewhere', () => {
    const program = put('elsewhere', 'electron');
    const env = { ELECTRON_OVERRIDE_DIST_PATH: path.dirname(program) };
    expect(findElectron(env, folder)).toBe(program);
    rmSync(program);
    expect(findElectron(env, folder)).toBeUndefined();
  });
});

describe('whyNoDesktop', () => {
  const here: DesktopCircumstances = {
    ...{ platform: 'linux', env: { DISPLAY: ':0' }, isRoot: false, binary: '/electron' },
  };

  it.each([
    ['with a binary and a display', here, null],
    ['under Wayland', { ...here, env: { WAYLAND_DISPLAY: 'wayland-0' } }, null],
    ['on Windows', { ...here, platform: 'win32', env: {} }, null],
    ['without a binary', { ...here, binary: undefined }, /no Electron binary.*install-electron/],
    ['without a display', { ...here, env: { DISPLAY: '' } }, /no display/],
    ['as root', { ...here, isRoot: true }, /root/],
  ] as const)('says what is missing %s', (_, circumstances, reason) => {
    if (reason === null) expect(whyNoDesktop(circumstances)).toBeNull();
    else expect(whyNoDesktop(circumstances)).toMatch(reason);
  });
});
