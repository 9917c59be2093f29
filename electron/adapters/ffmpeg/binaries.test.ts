import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaBinaries } from './binaries.ts';

/** Static builds are optional packages, and go before PATH where they are installed. */
async function hasStatic(program: 'ffmpeg' | 'ffprobe'): Promise<boolean> {
  const found = await mediaBinaries({ PATH: '' });
  return !found[program].includes('installer');
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'binaries-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('mediaBinaries', () => {
  it('finds a pair and asks it once what it can do', async () => {
    const [first, second] = await Promise.all([mediaBinaries(), mediaBinaries()]);
    expect(second).toBe(first);
    expect(path.isAbsolute(first.ffmpeg) && path.isAbsolute(first.ffprobe)).toBe(true);
    const { capabilities } = first;
    expect(capabilities.ffmpegVersion).toMatch(/\d/);
    expect(capabilities.ffprobeVersion).toMatch(/\d/);
    expect([
      ['-fps_mode', 'passthrough'],
      ['-vsync', '0'],
    ]).toContainEqual(capabilities.passthrough);
  });

  it('falls back to the development packages when nothing is installed', async () => {
    const { ffmpeg, ffprobe, capabilities } = await mediaBinaries({ PATH: folder });
    if (await hasStatic('ffmpeg')) return;
    expect(ffmpeg).toContain('installer');
    if (!(await hasStatic('ffprobe'))) expect(ffprobe).toContain('installer');
    expect(capabilities).toMatchObject({ passthrough: ['-vsync', '0'], hasLibx264: true });
  });

  it('refuses a wrong variable instead of taking another build', async () => {
    const plain = path.join(folder, 'not-executable');
    await writeFile(plain, 'x', { mode: 0o644 });
    for (const wrong of [
      path.join(folder, 'missing'),
      folder,
      ...(process.platform === 'win32' ? [] : [plain]),
    ]) {
      const env = { LORETRACK_FFMPEG: wrong };
      await expect(mediaBinaries(env)).rejects.toMatchObject({ code: 'bad-input' });
      await expect(mediaBinaries(env)).rejects.toThrow('LORETRACK_FFMPEG');
    }
  });

  it.runIf(process.platform !== 'win32')(
    'passes over what cannot be run, and says when a build is broken',
    async () => {
      const { ffmpeg, ffprobe } = await mediaBinaries();
      const first = path.join(folder, 'first');
      const second = await mkdtemp(path.join(folder, 'second-'));
      await writeFile(path.join(second, 'ffmpeg'), 'not executable', { mode: 0o644 });
      const third = await mkdtemp(path.join(folder, 'third-'));
      await symlink(ffmpeg, path.join(third, 'ffmpeg'));
      await symlink(ffprobe, path.join(third, 'ffprobe'));
      const found = await mediaBinaries({ PATH: ['.', first, second, third].join(path.delimiter) });
      if (!(await hasStatic('ffprobe'))) expect(found.ffprobe).toBe(path.join(third, 'ffprobe'));
      if (!(await hasStatic('ffmpeg'))) expect(found.ffmpeg).toBe(path.join(third, 'ffmpeg'));

      const broken = path.join(folder, 'broken');
      await writeFile(broken, '#!/bin/sh\necho library missing >&2\nexit 127\n');
      await chmod(broken, 0o755);
      await expect(mediaBinaries({ LORETRACK_FFMPEG: broken })).rejects.toThrow('library missing');
    },
  );
});
