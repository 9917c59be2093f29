import { mkdir, mkdtemp, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mediaState } from './media-state.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-state-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('mediaState', () => {
  it('notices a file that was replaced, even by one of the same size and time', async () => {
    const file = path.join(folder, 'clip.mp4');
    await writeFile(file, 'one');
    const { atime, mtime } = await stat(file);
    const before = await mediaState(file);
    expect(await mediaState(file)).toBe(before);

    const other = path.join(folder, 'other.mp4');
    await writeFile(other, 'two');
    await utimes(other, atime, mtime);
    await rename(other, file);
    expect(await mediaState(file)).not.toBe(before);
  });

  it('notices a folder whose list of pictures or first picture changed, not what is read anyway', async () => {
    const media = path.join(folder, 'frames');
    await mkdir(media);
    for (const name of ['1.png', '2.png', '10.png']) await writeFile(path.join(media, name), 'one');
    const before = await mediaState(media);
    await writeFile(path.join(media, '10.png'), 'another');
    await writeFile(path.join(media, 'notes.txt'), 'no picture');
    expect(await mediaState(media)).toBe(before);
    await writeFile(path.join(media, '1.png'), 'another');
    const changed = await mediaState(media);
    expect(changed).not.toBe(before);
    await rename(path.join(media, '10.png'), path.join(media, '11.png'));
    const renamed = await mediaState(media);
    expect(renamed).not.toBe(changed);
    await writeFile(path.join(media, '12.png'), 'one');
    expect(await mediaState(media)).not.toBe(renamed);
  });

  it('knows nothing of what cannot be read', async () => {
    expect(await mediaState(path.join(folder, 'nowhere.mp4'))).toBeUndefined();
    expect(await mediaState('\0')).toBeUndefined();
  });
});
