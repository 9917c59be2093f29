import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RecentProjectsFile } from './recent-projects.ts';

let folder: string;
let recent: RecentProjectsFile;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-recent-'));
  recent = new RecentProjectsFile(path.join(folder, 'data', 'recent.json'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('keeps the twenty latest, each once, and whether they are there', async () => {
  expect(await recent.list()).toEqual([]);
  await writeFile(path.join(folder, '7.loretrack'), '');
  await Promise.all(
    Array.from({ length: 25 }, (_, i) => recent.add(path.join(folder, `${i}.loretrack`))),
  );
  await recent.add(path.join(folder, '7.loretrack'));
  const list = await recent.list();
  expect(list).toHaveLength(20);
  expect(list.slice(0, 2).map(({ name }) => name)).toEqual(['7', '24']);
  expect(list.filter(({ exists }) => exists).map(({ name }) => name)).toEqual(['7']);
  expect(await readdir(path.join(folder, 'data'))).toEqual(['recent.json']);
});

it('starts anew where the file is damaged, and fails nobody where it cannot be written', async () => {
  const file = path.join(folder, 'damaged.json');
  await writeFile(file, '[{"path":3}]');
  const damaged = new RecentProjectsFile(file);
  expect(await damaged.list()).toEqual([]);
  await damaged.add('/a.loretrack');
  expect((await damaged.list()).map(({ path: project }) => project)).toEqual(['/a.loretrack']);
  const nowhere = new RecentProjectsFile(path.join(file, 'below-a-file.json'));
  await expect(nowhere.add('/a.loretrack')).resolves.toBeUndefined();
  expect(await nowhere.list()).toEqual([]);
});
