import {
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileTeacherCache } from './teacher-cache.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-cache-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const values = (seed: number, length = 50): Uint16Array =>
  Uint16Array.from({ length }, (_, i) => (seed * 7919 + i * 31) & 0xffff);

const file = async (): Promise<string> => path.join(folder, (await readdir(folder))[0]!);

async function bytesOnDisk(): Promise<number> {
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map((name) => stat(path.join(folder, name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

describe('FileTeacherCache', () => {
  it('gives back what was put, also after it was opened again', async () => {
    const cache = await FileTeacherCache.open(folder, 1e6);
    await cache.put('a', values(1));
    await cache.put('b', values(2, 1));
    await cache.put('a', values(3));
    expect(await cache.get('a')).toEqual(values(3));
    expect(await cache.get('c')).toBeUndefined();
    const again = await FileTeacherCache.open(folder, 1e6);
    expect(again.bytes).toBe(cache.bytes);
    expect(await again.get('b')).toEqual(values(2, 1));
  });

  it('never holds more than its bound, and forgets what was not asked for the longest', async () => {
    const each = 2 * 50 + 4;
    const cache = await FileTeacherCache.open(folder, 3 * each);
    for (const key of ['a', 'b', 'c']) await cache.put(key, values(1));
    await cache.get('a');
    await cache.put('d', values(2));
    expect(await bytesOnDisk()).toBe(3 * each);
    expect(await cache.get('b')).toBeUndefined();
    for (const key of ['a', 'c', 'd']) expect(await cache.get(key)).toBeDefined();
    await cache.put('large', values(1, 1000));
    expect(await cache.get('large')).toBeUndefined();
    for (let i = 0; i < 40; i++) {
      await cache.put(`key ${i}`, values(i, 1 + i));
      expect(await bytesOnDisk()).toBe(cache.bytes);
      expect(cache.bytes).toBeLessThanOrEqual(3 * each);
    }
  });

  it('keeps a smaller bound when it is opened again', async () => {
    const cache = await FileTeacherCache.open(folder, 1e6);
    for (const key of ['a', 'b', 'c', 'd']) await cache.put(key, values(1));
    const [oldest] = await readdir(folder);
    await utimes(path.join(folder, oldest!), 1, 1);
    const small = await FileTeacherCache.open(folder, 3 * 104);
    expect(small.bytes).toBe(3 * 104);
    expect(await readdir(folder)).not.toContain(oldest);
  });

  it.each([
    ['cut off', (name: string) => truncate(name, 33)],
    ['empty', (name: string) => truncate(name, 0)],
    ['gone', (name: string) => rm(name)],
    [
      'of other bits',
      async (name: string) => {
        const bytes = await readFile(name);
        bytes[10]! ^= 4;
        await writeFile(name, bytes);
      },
    ],
  ])(
    'takes a file that is %s for a miss, whether it is opened before or after',
    async (_, harm) => {
      const cache = await FileTeacherCache.open(folder, 1e6);
      await cache.put('a', values(1));
      await harm(await file());
      const opened = await FileTeacherCache.open(folder, 1e6);
      expect(await opened.get('a')).toBeUndefined();
      expect(await cache.get('a')).toBeUndefined();
      expect(cache.bytes).toBe(0);
      await cache.put('a', values(2));
      expect(await cache.get('a')).toEqual(values(2));
    },
  );

  it('goes on without a disk that can be written to', async () => {
    const cache = await FileTeacherCache.open(folder, 1e6);
    await rm(folder, { recursive: true });
    await cache.put('a', values(1));
    expect(await cache.get('a')).toBeUndefined();
    expect(cache.bytes).toBe(0);
  });
});
