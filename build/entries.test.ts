import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findEntries } from './entries.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entries-'));
  const files = ['app/main', 'app/preload', 'app/ipc', 'distiller/main', 'distiller/step-worker'];
  for (const file of files) {
    const source = path.join(folder, 'electron', 'hosts', `${file}.ts`);
    await mkdir(path.dirname(source), { recursive: true });
    await writeFile(source, '');
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe('findEntries', () => {
  it('takes up a new host, with its threads, by its main file', () => {
    const { modules, scripts } = findEntries(folder);
    expect(Object.keys(modules)).toEqual([
      'hosts/app/main',
      'hosts/distiller/main',
      'hosts/distiller/step-worker',
    ]);
    expect(Object.keys(scripts)).toEqual(['hosts/app/preload']);
  });

  it('finds the programs of this product', () => {
    expect(Object.keys(findEntries().modules)).toEqual(
      expect.arrayContaining([
        ...['hosts/app/main', 'hosts/cli/main', 'hosts/engine/main'],
        'hosts/engine/session-worker',
      ]),
    );
  });
});
