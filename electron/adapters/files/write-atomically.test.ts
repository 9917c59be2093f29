import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeAtomically } from './write-atomically.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-write-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('replaces a file, follows links and leaves no draft', async () => {
  const file = path.join(folder, 'a.json');
  const link = path.join(folder, 'link.json');
  await symlink(file, link);
  await writeAtomically(file, 'one');
  await writeAtomically(link, 'two');
  expect(await readFile(file, 'utf8')).toBe('two');
  expect((await readdir(folder)).sort()).toEqual(['a.json', 'link.json']);
});

it('writes parts at their offsets', async () => {
  const file = path.join(folder, 'parts.bin');
  const parts = [
    { offset: 0, data: Uint8Array.of(1, 2) },
    { offset: 4, data: Uint8Array.of(5) },
  ];
  await writeAtomically(file, parts);
  expect([...(await readFile(file))]).toEqual([1, 2, 0, 0, 5]);
});

it('says what is wrong and keeps what was there', async () => {
  const file = path.join(folder, 'kept.json');
  await writeFile(file, 'kept');
  await expect(writeAtomically(path.join(file, 'below.json'), 'x')).rejects.toMatchObject({
    code: 'write-failed',
  });
  await expect(writeAtomically(path.join(folder, 'no', 'a.json'), 'x')).rejects.toThrow(
    /a\.json could not be written: its folder does not exist/,
  );
  await expect(writeAtomically(folder, 'x')).rejects.toThrow(/there is a folder of that name/);
  expect(await readFile(file, 'utf8')).toBe('kept');
});

it.runIf(existsSync('/dev/full'))('reports a full disk', async () => {
  await expect(writeAtomically('/dev/full', 'x')).rejects.toThrow(/the disk is full/);
});
