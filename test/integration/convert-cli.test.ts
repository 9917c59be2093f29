import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type CliResult } from '../support/run-cli.ts';

let folder: string;
const run = (...args: string[]): Promise<CliResult> => runCli(args, { cwd: folder });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-cli-'));
  const rows = ['1,7,11,21,30.5,40,1,1,0\n', '3,7,12,21,30.5,40,1,1,1\n'];
  await writeFile(path.join(folder, 'gt.txt'), rows.join(''));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('loretrack convert', () => {
  it('recognises the source, tells what is lost, and checks what it wrote', async () => {
    const size = ['--size', '640x480', '--frames', '5', '--name', 'walk'];
    const { code, out, err } = await run(
      'convert',
      'gt.txt',
      '--to',
      'vot',
      '--out',
      'vot',
      '--check',
      ...size,
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      ...{ from: 'mot', videos: 1, tracks: 1, boxes: 2, files: 4, pictures: 0 },
      lost: { ids: 1, labels: 1, gaps: 3 },
      check: 'same',
    });
    expect(err).toMatch(/^loretrack: 1 track gets another id: VOT has none\.$/m);
    const truth = await readFile(path.join(folder, 'vot/walk/groundtruth.txt'), 'utf8');
    expect(truth).toBe('10,20,30.5,40\n0\n11,20,30.5,40\n0\n0\n');
  });

  it.each([
    [
      'an unknown format',
      ['convert', 'gt.txt', '--to', 'xls', '--out', 'x'],
      /it can be json, coco/,
    ],
    ['a bad size', ['convert', 'gt.txt', '--to', 'coco', '--out', 'x', '--size', '9'], /--size/],
  ])('refuses %s in one line', async (_, args, message) => {
    const { code, err } = await run(...args);
    expect([1, 2]).toContain(code);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
