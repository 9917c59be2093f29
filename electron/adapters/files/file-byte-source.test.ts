import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withFileSource } from './file-byte-source.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'file-byte-source-'));
  await mkdir(path.join(folder, 'model', 'data'), { recursive: true });
  file = path.join(folder, 'model', 'a.onnx');
  await writeFile(file, Uint8Array.of(0, 1, 2, 3, 4));
  await writeFile(path.join(folder, 'model', 'data', 'w'), 'inside');
  await writeFile(path.join(folder, 'secret'), 'outside');
});
afterEach(() => rm(folder, { recursive: true }));

describe('withFileSource', () => {
  it('reads ranges, short at the end of the file', async () => {
    await withFileSource(file, async (source) => {
      expect([source.name, source.size]).toEqual([file, 5]);
      expect(await source.read(1, 3)).toEqual(Uint8Array.of(1, 2, 3));
      expect(await source.read(3, 10)).toEqual(Uint8Array.of(3, 4));
    });
  });

  it('opens files of the same folder, and none elsewhere', async () => {
    await symlink(path.join(folder, 'secret'), path.join(folder, 'model', 'link'));
    await withFileSource(file, async (_, openSibling) => {
      expect((await openSibling('data/w')).size).toBe(6);
      for (const location of ['../secret', 'link', path.join(folder, 'secret')]) {
        await expect(openSibling(location)).rejects.toMatchObject({ code: 'bad-input' });
      }
      await expect(openSibling('data/none')).rejects.toMatchObject({ code: 'not-found' });
    });
  });

  it('closes everything, also after an error', async () => {
    let late: (() => Promise<unknown>)[] = [];
    const failing = withFileSource(file, async (source, openSibling) => {
      const sibling = await openSibling('data/w');
      late = [() => source.read(0, 1), () => sibling.read(0, 1)];
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    for (const read of late) await expect(read()).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('names files that are missing or no files', async () => {
    const use = () => Promise.resolve();
    await expect(withFileSource(`${file}.gone`, use)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining(`${file}.gone`) as string,
    });
    await expect(withFileSource(folder, use)).rejects.toMatchObject({ code: 'bad-input' });
  });
});
