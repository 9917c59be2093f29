import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProgram, type Program } from './find-program.ts';

const extension = process.platform === 'win32' ? '.exe' : '';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'programs-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Lays an executable file down and gives its path. */
async function put(place: string, program: Program): Promise<string> {
  const file = path.join(folder, place, `${program}${extension}`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, '', { mode: 0o755 });
  return file;
}

/** Packages by name, and the paths that they export, there or not. */
const packages = (paths: Readonly<Record<string, string>>) => (name: string) =>
  Promise.resolve(paths[name]);

describe('findProgram', () => {
  it('takes the variable, then the static package, then PATH, then the fallback', async () => {
    for (const [program, packageName] of [
      ['ffmpeg', 'ffmpeg-static'],
      ['ffprobe', '@derhuerst/ffprobe-static'],
    ] as const) {
      const own = await put('own', program);
      const bundled = await put(`static-${program}`, program);
      const inPath = await put('path', program);
      const fallback = await put('installer', program);
      const exported = packages({
        [packageName]: bundled,
        [`@${program}-installer/${program}`]: fallback,
      });
      const PATH = [path.join(folder, 'nothing'), path.dirname(inPath)].join(path.delimiter);
      const variable = program === 'ffmpeg' ? 'LORETRACK_FFMPEG' : 'LORETRACK_FFPROBE';
      expect(await findProgram(program, { [variable]: own, PATH }, exported)).toBe(own);
      expect(await findProgram(program, { PATH }, exported)).toBe(bundled);
      await rm(bundled);
      expect(await findProgram(program, { PATH }, exported)).toBe(inPath);
      expect(await findProgram(program, { PATH: '' }, exported)).toBe(fallback);
      await rm(fallback);
      const nothing = findProgram(program, { PATH: '' }, exported);
      await expect(nothing).rejects.toMatchObject({ code: 'not-found' });
    }
  });

  it('takes an ffprobe beside ffmpeg before one of its own package', async () => {
    const ffmpeg = await put('both', 'ffmpeg');
    const alone = await put('alone', 'ffprobe');
    const exported = packages({ 'ffmpeg-static': ffmpeg, '@derhuerst/ffprobe-static': alone });
    expect(await findProgram('ffprobe', {}, exported)).toBe(alone);
    const beside = await put('both', 'ffprobe');
    expect(await findProgram('ffprobe', {}, exported)).toBe(beside);
  });

  it('knows the packages by what they export', async () => {
    // Both are optional; where their programs were downloaded, they are what is found.
    for (const [program, name] of [
      ['ffmpeg', 'ffmpeg-static'],
      ['ffprobe', '@derhuerst/ffprobe-static'],
    ] as const) {
      const loaded = (await import(name).catch(() => null)) as { default: unknown } | null;
      if (loaded === null) continue;
      expect(loaded.default).toEqual(expect.stringMatching(new RegExp(`${program}(\\.exe)?$`)));
    }
  });
});
