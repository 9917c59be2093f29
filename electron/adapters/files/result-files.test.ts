import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { resultFiles } from './result-files.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'loretrack-results-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

it('writes into folders that it makes, and leaves nothing else there', async () => {
  const file = path.join(root, 'a', 'b', 'c.txt');
  await resultFiles.write(file, 'one');
  await resultFiles.write(file, 'two');
  expect(await resultFiles.read(file)).toBe('two');
  expect(await readdir(path.dirname(file))).toEqual(['c.txt']);
});

it('says nothing of what is not there, and refuses what is no result', async () => {
  expect(await resultFiles.read(path.join(root, 'none.txt'))).toBeNull();
  expect(await resultFiles.read(path.join(root, 'a', 'b', 'c.txt', 'd.txt'))).toBeNull();
  await expect(resultFiles.read(root)).rejects.toMatchObject({ code: 'bad-input' });
  const huge = path.join(root, 'huge.txt');
  const handle = await open(huge, 'w');
  await handle.truncate(2 ** 27);
  await handle.close();
  await expect(resultFiles.read(huge)).rejects.toThrow(/huge.txt has 128 MiB/);
});

it('names a folder that cannot be made', async () => {
  const below = path.join(root, 'a', 'b', 'c.txt', 'd', 'e.txt');
  await expect(resultFiles.write(below, '')).rejects.toMatchObject({ code: 'write-failed' });
});
