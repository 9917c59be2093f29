import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundlePreload } from '../../build/bundle.ts';
import { createBridge } from '../../electron/hosts/app/bridge.ts';
import { nodesOf, readSource, shippedSources } from './shipped-sources.ts';
import type { Source } from './shipped-sources.ts';

let folder: string;
let bundled: Source;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'preload-'));
  await bundlePreload(folder);
  const file = path.join(folder, 'hosts', 'app', 'preload.cjs');
  bundled = readSource('preload.ts', await readFile(file, 'utf8'));
});
afterAll(() => rm(folder, { recursive: true }));

const callsOf = (source: Source, name: string): readonly ts.CallExpression[] =>
  nodesOf(source)
    .filter(ts.isCallExpression)
    .filter(({ expression }) => expression.getText().split('.').at(-1) === name);

describe('the preload script', () => {
  it('is one file that a sandboxed window can load', async () => {
    expect(await readdir(path.join(folder, 'hosts', 'app'))).toEqual([
      'preload.cjs',
      'preload.cjs.map',
    ]);
    const loaded = callsOf(bundled, 'require').map((call) => call.arguments[0]!.getText());
    expect(new Set(loaded)).toEqual(new Set(['"electron"']));
  });

  it('takes of Electron only what the bridge is made of', () => {
    const used = bundled.text.matchAll(/\belectron\w*\.(\w+)/g);
    expect(new Set([...used].map(([, name]) => name))).toEqual(
      new Set(['contextBridge', 'ipcRenderer', 'webUtils']),
    );
  });

  it('exposes the bridge and nothing else', () => {
    const exposed = callsOf(bundled, 'exposeInMainWorld');
    expect(exposed.map((call) => call.arguments[1]!.getText().split('(')[0])).toEqual([
      'createBridge',
    ]);
    expect(callsOf(bundled, 'exposeInIsolatedWorld')).toEqual([]);
    const elsewhere = shippedSources().filter(
      (source) =>
        source.name !== 'electron/hosts/app/preload.ts' &&
        callsOf(source, 'exposeInMainWorld').length > 0,
    );
    expect(elsewhere.map(({ name }) => name)).toEqual([]);
  });
});

describe('the bridge', () => {
  it('has a call, a listener, and the path of a dropped file', () => {
    const ipc = { on: () => ipc, send: () => undefined };
    const line = { ipc: ipc as never, pathOf: () => '', page: 'page' };
    expect(Object.keys(createBridge(line)).sort()).toEqual(['call', 'on', 'pathOf']);
  });
});
