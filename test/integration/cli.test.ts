import { mkdtemp, readFile, readdir, rm, writeFile, copyFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTrackJson } from '../../electron/domain/formats/track-json.ts';
import { goldenPath } from '../support/golden.ts';
import { runCli, type CliResult } from '../support/run-cli.ts';
import {
  global,
  legacyFile,
  pickle,
  reduce,
  text,
  tuple,
} from '../support/checkpoints/pickle-bytes.ts';

const sample = fileURLToPath(new URL('../../build/sample-clip/sample.mp4', import.meta.url));
const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/video/${name}`, import.meta.url));

let folder: string;
const run = (...args: string[]): Promise<CliResult> => runCli(args, { cwd: folder });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('bad input', () => {
  beforeAll(async () => {
    await writeFile(path.join(folder, 'kept.json'), 'kept');
    const checkpoint = await readFile(goldenPath('ostrack-micro/t64_s128.pth.tar'));
    await writeFile(path.join(folder, 'cut.pth'), checkpoint.subarray(0, checkpoint.length / 2));
    const command = text(`touch ${path.join(folder, 'owned')}`);
    const attack = pickle(global('os', 'system'), tuple(command), reduce);
    await writeFile(path.join(folder, 'hostile.pth'), legacyFile(attack, []));
  });

  const out = ['--out', 'kept.json'];
  const box = ['--box', '10,10,30,30'];
  it.each([
    ['a missing file', ['track', 'none.mp4', ...box, ...out], /none\.mp4 does not exist/],
    ['text named .mp4', ['track', fixture('text.mp4'), ...box, ...out], /text\.mp4/],
    ['a zero-byte file', ['track', fixture('empty.mp4'), ...box, ...out], /empty\.mp4/],
    ['no box', ['track', sample, ...out], /--box/],
    [
      'a box outside the frame',
      ['track', sample, '--box', '5000,10,30,30', ...out],
      /outside the frame/,
    ],
    ['a negative size', ['track', sample, '--box', '10,10,-30,30', ...out], /above 0/],
    ['not a number', ['track', sample, '--box', '10,NaN,30,30', ...out], /is not a box/],
    ['a frame after the end', ['track', sample, ...box, '--frame', '9999', ...out], /frames 0 to/],
    [
      'an unknown model',
      ['track', sample, ...box, '--model', 'none', ...out],
      /there are tiny-128/,
    ],
    [
      'an unknown device',
      ['track', sample, ...box, '--device', 'tpu', ...out],
      /it can be auto, cpu/,
    ],
    ['an unknown option', ['track', sample, ...box, '--bix', '3', ...out], /--bix/],
    ['an unknown command', ['trak', sample], /no command "trak"/],
    [
      'a folder that does not exist',
      ['track', sample, ...box, '--to', '3', '--out', 'no/a.json'],
      /its folder does not exist/,
    ],
    [
      'a full disk',
      ['track', sample, ...box, '--to', '3', '--out', '/dev/full'],
      /the disk is full/,
    ],
    [
      'no preset',
      ['models', 'import', goldenPath('ostrack-micro/t64_s128.pth.tar')],
      /crop factors/,
    ],
    [
      'another architecture',
      ['models', 'import', goldenPath('ostrack-micro/t64_s128.pth.tar'), '--preset', 'tiny'],
      /do not fit the network/,
    ],
    ['a truncated checkpoint', ['models', 'import', 'cut.pth', '--preset', 'tiny'], /cut\.pth/],
    [
      'a pickle that calls os.system',
      ['models', 'import', 'hostile.pth', '--preset', 'tiny'],
      /hostile\.pth/,
    ],
    ['a text as a checkpoint', ['models', 'import', 'kept.json', '--preset', 'tiny'], /kept\.json/],
    ['a folder without sequences', ['eval', '.'], /holds no sequences/],
  ])('%s: one line, exit code, nothing overwritten', async (_, args, message) => {
    const { code, err } = await run(...args);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect([1, 2]).toContain(code);
    expect(await readFile(path.join(folder, 'kept.json'), 'utf8')).toBe('kept');
    expect(await readdir(folder)).not.toContain('owned');
  });

  it.each(['-f null.mp4', 'pipe:x.mp4', 'a b %d \'"ü.mp4'])(
    'reads a file named %j',
    async (name) => {
      await copyFile(fixture('bframes.mp4'), path.join(folder, name));
      const { code, out } = await run('probe', '--json', '--', name);
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ info: { path: path.join(folder, name) } });
    },
  );

  it('falls back from a missing CUDA, and says why', async () => {
    const { code, out, err } = await run(
      'track',
      sample,
      ...box,
      '--to',
      '2',
      '--device',
      'cuda',
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ provider: 'cpu', frames: 3 });
    expect(err).toMatch(/cuda/);
  });
});

describe('track', () => {
  it('follows two objects at once, and backward', async () => {
    const args = ['track', sample, '--frame', '9', '--to', '4', '--out', 'two.json', '--json'];
    const { code, out } = await run(
      ...args,
      '--box',
      '60,60,40,40',
      '--box',
      '300,100,50,50',
      '--label',
      'a',
      '--label',
      'b',
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ objects: 2, frames: 6, complete: true });
    const { tracks } = parseTrackJson(await readFile(path.join(folder, 'two.json'), 'utf8'), 'two');
    expect(tracks.map(({ label }) => label)).toEqual(['a', 'b']);
    expect(tracks[1]!.frames.map(({ frameIndex }) => frameIndex)).toEqual([4, 5, 6, 7, 8, 9]);
    expect(tracks[1]!.frames.map(({ source }) => source)).toEqual([
      ...Array<string>(5).fill('model:tiny-128'),
      'human',
    ]);
  });

  it('keeps what decodes of a truncated video, and says that it is damaged', async () => {
    const { code, err } = await run(
      'track',
      fixture('truncated.mp4'),
      '--box',
      '20,15,20,20',
      '--out',
      'cut.json',
    );
    const document = parseTrackJson(await readFile(path.join(folder, 'cut.json'), 'utf8'), 'cut');
    expect(document.tracks[0]!.frames).toHaveLength(25);
    expect(code).toBe(0);
    expect(err).toMatch(/The file seems damaged/);
  });

  it('keeps a valid partial result when it is stopped', async () => {
    const long = path.join(folder, 'long');
    await mkdir(long);
    const frame = await readFile(goldenPath('tracker/frame_00.png'));
    await Promise.all(
      Array.from({ length: 4000 }, (_, i) => writeFile(path.join(long, `${i}.png`), frame)),
    );
    // How long it takes to the first frame depends on the machine: who is too early presses Ctrl-C later next time.
    let length = 0;
    for (const seconds of [6, 15, 40]) {
      const result = await runCli(
        [
          ...['track', 'long', '--box', '48,42,44,36', '--out', `partial-${seconds}.json`],
          ...['--device', 'cpu', '--threads', '1'],
        ],
        { cwd: folder, onStart: (interrupt) => setTimeout(interrupt, 1000 * seconds) },
      );
      expect(result.code).toBe(130);
      const partial = path.join(folder, `partial-${seconds}.json`);
      const text = await readFile(partial, 'utf8').catch(() => null);
      if (text === null) continue;
      const document = parseTrackJson(text, 'p');
      expect(document.incompleteReason).toMatch(/cancelled/);
      ({ length } = document.tracks[0]!.frames);
      if (length > 0) break;
    }
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThan(4000);
  });
});

describe('models', () => {
  it('imports a checkpoint with explicit factors, describes it, and refuses to replace it', async () => {
    const file = goldenPath('ostrack-micro/t64_s128.pth.tar');
    const factors = ['--template-factor', '2', '--search-factor', '4', '--id', 'micro'];
    const imported = await run('models', 'import', file, ...factors, '--json');
    expect(imported.err).toMatch(/tried on 20 frames of the sample clip: mean IoU 0\.\d+/);
    expect(JSON.parse(imported.out)).toMatchObject({
      id: 'micro',
      origin: 'imported',
      config: { searchSize: 128, searchFactor: 4 },
      lineage: { format: 'torch-zip', epoch: 300 },
    });
    const again = await run('models', 'import', file, ...factors);
    expect(again.code).toBe(2);
    expect(again.err).toMatch(/there is a model "micro" already/);
    const list = await run('models', 'list', '--json');
    const ids = (JSON.parse(list.out) as { id: string }[]).map(({ id }) => id);
    expect(ids).toEqual(['tiny-128', 'tiny-192', 'tiny-256', 'tiny-384', 'tiny-96', 'micro']);
  });
});
