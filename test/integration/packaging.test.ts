import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { extractAll } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../build/entries.ts';
import { builderConfig } from '../../build/packaging/builder-config.ts';
import { makeInstallers } from '../../build/packaging/make-installers.ts';
import { packageContents } from '../../build/packaging/package-contents.ts';
import type { PackagedFile } from '../../build/packaging/package-contents.ts';
import { reportPackage } from '../../build/packaging/report-package.ts';
import { mediaBinaries } from '../../electron/adapters/ffmpeg/binaries.ts';
import { layStandInElectron } from '../support/packaging/stand-in-electron.ts';
import { testPicture } from '../support/pictures-by-sharp.ts';

const run = promisify(execFile);

// What lies in the archive is the same on every system; Electron for Linux is what the stand-in is laid out as.
const target = { platform: 'linux', arch: process.arch === 'arm64' ? 'arm64' : 'x64' } as const;

// How a fuse is written in the program: as a digit.
const off = '0'.charCodeAt(0);
const on = '1'.charCodeAt(0);

let folder: string;
let program: string;
let archive: string;
let files: readonly PackagedFile[];

describe.runIf(process.platform === 'linux')('a packed program', () => {
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'packaging-'));
    const built = path.join(folder, 'built');
    const electronDist = path.join(folder, 'electron');
    // In a process of its own, as people run it: this one is set up for tests.
    const env = { ...process.env };
    delete env['NODE_ENV'];
    await run(process.execPath, [path.join(root, 'build', 'build.ts'), built], { env });
    await layStandInElectron(electronDist, target.arch);
    const config = builderConfig({ target, built, output: path.join(folder, 'out') });
    await makeInstallers({ ...config, electronDist }, target, ['dir']);
    const [unpacked] = (await readdir(path.join(folder, 'out'))).filter((name) =>
      name.endsWith('-unpacked'),
    );
    program = path.join(folder, 'out', unpacked!);
    archive = path.join(program, 'resources', 'app.asar');
    files = await packageContents(archive);
  }, 240_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('passes the check of what ships', async () => {
    const { problems, lines } = await reportPackage(archive, {
      ...{ target, needsFfmpeg: false, showsFiles: true },
    });
    expect(problems).toEqual([]);
    expect(lines.join('\n')).toContain('dist/electron/hosts/app/main.js');
  });

  it('says that it lacks ffmpeg exactly where it does', async () => {
    const { problems } = await reportPackage(archive, {
      ...{ target, needsFfmpeg: true, showsFiles: false },
    });
    const hasFfmpeg = files.some(({ name }) => name === 'node_modules/ffmpeg-static/ffmpeg');
    expect(problems.some((problem) => problem.includes('are missing'))).toBe(!hasFfmpeg);
  });

  it('keeps beside the archive what native code reads, and only that', () => {
    const beside = files.filter(({ place }) => place === 'beside').map(({ name }) => name);
    const folders = new Set(beside.map((name) => name.split('/').slice(0, 3).join('/')));
    expect(beside).toContain('native-models/tiny-128/model.onnx');
    expect(beside).toContain('build/sample-clip/sample.mp4');
    expect([...folders].filter((name) => /^(dist|package)/.test(name))).toEqual([]);
    const onnx = beside.filter((name) => name.startsWith('node_modules/onnxruntime-node/'));
    expect(onnx.length).toBeGreaterThan(0);
    for (const name of onnx) expect(name).toContain(`/linux/${target.arch}/`);
  });

  it('has its fuses closed', async () => {
    const wire = await getCurrentFuseWire(path.join(program, 'loretrack-studio'));
    expect(wire).toMatchObject({
      [FuseV1Options.RunAsNode]: off,
      [FuseV1Options.EnableCookieEncryption]: on,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: off,
      [FuseV1Options.EnableNodeCliInspectArguments]: off,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: on,
      [FuseV1Options.OnlyLoadAppFromAsar]: on,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: off,
    });
  });

  it('keeps the terms of Electron and Chromium beside the program', async () => {
    const names = await readdir(program);
    expect(names).toContain('LICENSE.electron.txt');
    expect(names).toContain('LICENSES.chromium.html');
    expect(await readdir(path.join(program, 'locales'))).toEqual(['en-US.pak']);
  });

  describe('run with nothing but what ships', () => {
    let unpacked: string;
    beforeAll(async () => {
      unpacked = path.join(folder, 'run', 'app.asar');
      extractAll(archive, unpacked);
      await cp(`${archive}.unpacked`, `${unpacked}.unpacked`, { recursive: true });
      // As in Electron, where what is read by path is found beside the archive only.
      const beside = files.filter(({ place }) => place === 'beside').map(({ name }) => name);
      const isRead = (name: string): boolean => /^(native-models|build)\/|\.wasm$/.test(name);
      for (const name of beside.filter(isRead)) await rm(path.join(unpacked, name));
    });

    /** Tracks in a video or folder and gives the number of tracked frames. */
    async function track(media: string, box: string, last: number): Promise<number | undefined> {
      const { ffmpeg, ffprobe } = await mediaBinaries();
      const out = path.join(folder, 'run', 'tracks.json');
      const main = path.join(unpacked, 'dist', 'electron', 'hosts', 'cli', 'main.js');
      const words = ['--box', box, '--to', String(last), '--device', 'cpu', '--out', out];
      await run(process.execPath, [main, 'track', media, ...words], {
        cwd: path.join(folder, 'run'),
        env: {
          ...{ PATH: '', LORETRACK_HOME: path.join(folder, 'home') },
          ...{ LORETRACK_FFMPEG: ffmpeg, LORETRACK_FFPROBE: ffprobe },
        },
      });
      const { tracks } = JSON.parse(await readFile(out, 'utf8')) as {
        readonly tracks: readonly { readonly frames: readonly unknown[] }[];
      };
      return tracks[0]?.frames.length;
    }

    it('tracks in a video', async () => {
      const clip = path.join(`${unpacked}.unpacked`, 'build', 'sample-clip', 'sample.mp4');
      expect(await track(clip, '91.85,227.78,87.84,46.72', 4)).toBe(5);
    }, 120_000);

    it('tracks in pictures of all kinds', async () => {
      const pictures = path.join(folder, 'run', 'pictures');
      await mkdir(pictures);
      for (const [i, format] of (['jpeg', 'png', 'webp'] as const).entries()) {
        const picture = testPicture(96, 64).toFormat(format);
        await picture.toFile(path.join(pictures, `${i}.${format}`));
      }
      expect(await track(pictures, '30,20,24,20', 2)).toBe(3);
    }, 120_000);
  });
});
