import { appendFile, cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { constantRateTable } from '../../domain/frame-table.ts';
import { mediaIdentities } from './media-identity.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-identity-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const table = constantRateTable(3, 25);
const at = (name: string): string => path.join(folder, name);

it('is that of the content, wherever it lies', async () => {
  const content = Buffer.alloc(3 * 2 ** 20, 7);
  await writeFile(at('a.mp4'), content);
  const identity = await mediaIdentities.identify(at('a.mp4'), table);
  expect(identity.bytes).toBe(content.length);
  await cp(at('a.mp4'), at('b.mp4'));
  expect(await mediaIdentities.identify(at('b.mp4'), table)).toEqual(identity);
  for (const place of [0, content.length - 1]) {
    const changed = Buffer.from(content);
    changed[place] = 8;
    await writeFile(at('c.mp4'), changed);
    expect(await mediaIdentities.identify(at('c.mp4'), table)).not.toEqual(identity);
  }
  await appendFile(at('b.mp4'), 'x');
  expect((await mediaIdentities.identify(at('b.mp4'), table)).bytes).toBe(content.length + 1);
});

it('has the known SHA-256 of a short file at both ends', async () => {
  await writeFile(at('abc'), 'abc');
  // FIPS 180-2, example B.1.
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  const identity = await mediaIdentities.identify(at('abc'), table);
  expect(identity).toMatchObject({ bytes: 3, head: sha256, tail: sha256 });
});

it('tells frame tables apart', async () => {
  await writeFile(at('abc'), 'abc');
  const tables = [
    table,
    constantRateTable(4, 25),
    constantRateTable(3, 24),
    constantRateTable(3, 25, 2),
  ];
  const hashes = await Promise.all(
    tables.map(async (each) => (await mediaIdentities.identify(at('abc'), each)).table),
  );
  expect(new Set(hashes).size).toBe(tables.length);
});

it('of a folder is that of its pictures', async () => {
  await mkdir(at('pictures'));
  for (const name of ['9.png', '10.png', '11.png']) await writeFile(at(`pictures/${name}`), name);
  const identity = await mediaIdentities.identify(at('pictures'), table);
  expect(identity.bytes).toBe('9.png10.png11.png'.length);
  await writeFile(at('pictures/notes.json'), '{}');
  await rename(at('pictures'), at('moved'));
  expect(await mediaIdentities.identify(at('moved'), table)).toEqual(identity);
  await writeFile(at('moved/11.png'), '12.png');
  expect(await mediaIdentities.identify(at('moved'), table)).not.toEqual(identity);
});

it('is refused where there is nothing', async () => {
  await expect(mediaIdentities.identify(at('none'), table)).rejects.toMatchObject({
    code: 'not-found',
  });
  expect(await mediaIdentities.exists(at('none'))).toBe(false);
  expect(await mediaIdentities.exists(folder)).toBe(true);
});
