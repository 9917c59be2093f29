import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, stat, watch, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseEvaluation } from '../../electron/contract/evaluation-file.ts';
import { writeMovingSquare } from '../support/moving-square.ts';
import { runCli, type CliResult } from '../support/run-cli.ts';

const launcher = fileURLToPath(new URL('../../bin/loretrack.js', import.meta.url));
const cpu = ['--device', 'cpu', '--threads', '1'];

let folder: string;
const at = (...names: string[]): string => path.join(folder, ...names);
const run = (...args: string[]): Promise<CliResult> => runCli(args, { cwd: folder });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-evaluation-'));
  await writeMovingSquare(at('data', 'brief'), { frames: 8 });
  await writeMovingSquare(at('data', 'slow'), { frames: 30, step: 1 });
  await writeMovingSquare(at('data', 'swift'), { frames: 12, step: 4 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('goes on where it was killed, and gives what an undisturbed run gives', async () => {
  const args = ['eval', 'data', '--runs', 'runs', ...cpu, '--jobs', '1', '--no-speed'];
  await mkdir(at('runs', 'tiny-128'), { recursive: true });
  const child = spawn(process.execPath, [launcher, ...args], {
    ...{ cwd: folder, stdio: 'ignore' },
    env: { ...process.env, LORETRACK_HOME: folder },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  for await (const { filename } of watch(at('runs', 'tiny-128'))) {
    if (filename === 'brief.txt') break;
  }
  child.kill('SIGKILL');
  await ended;
  const kept = await stat(at('runs', 'tiny-128', 'brief.txt'));

  const second = await run(...args, '--json', 'resumed.json');
  expect(second).toMatchObject({ code: 0 });
  expect(second.err).toMatch(/tiny-128 brief kept\n/);
  expect(second.err).toMatch(/tiny-128 swift tracked\n/);
  expect((await stat(at('runs', 'tiny-128', 'brief.txt'))).mtimeMs).toBe(kept.mtimeMs);

  const whole = await run('eval', 'data', ...cpu, '--jobs', '1', '--json', 'whole.json');
  expect(whole.code).toBe(0);
  const figures = async (file: string): Promise<unknown> => {
    const { meanIoU, successAUC, precision20, sequences } = JSON.parse(
      await readFile(at(file), 'utf8'),
    ) as { sequences: { fps: number }[] } & Record<string, unknown>;
    return [meanIoU, successAUC, precision20, sequences.map((one) => ({ ...one, fps: 0 }))];
  };
  expect(await figures('resumed.json')).toEqual(await figures('whole.json'));
});

it('reports what cannot be measured by name, and measures the rest', async () => {
  await cp(at('data'), at('mixed'), { recursive: true });
  await rm(at('mixed', 'slow', 'img', '00000007.png'));
  await writeFile(at('mixed', 'swift', 'groundtruth.txt'), 'no boxes here\n');
  await writeFile(at('mixed', 'brief', 'notes.md'), '');
  await mkdir(at('theirs'), { recursive: true });
  await writeFile(at('theirs', 'brief.txt'), '20,40,24,24\n'.repeat(6));
  const args = ['--results', 'theirs=theirs', '--protocol', 'pytracking', '--report', 'report'];
  const { code, out, err } = await run('eval', 'mixed', '--model', 'tiny-128', ...args, ...cpu);
  expect(code).toBe(1);
  const last = err.trimEnd().split('\n').at(-1)!;
  expect(last).toMatch(/slow \(.*after 00000006.png is missing.*swift \(.*groundtruth.txt, line 1/);
  expect(out).toMatch(/theirs on brief: the result has 6 boxes for 8 frames/);
  const evaluation = parseEvaluation(await readFile(at('report', 'evaluation.json'), 'utf8'), 'e');
  expect(evaluation.unreadable.map(({ sequence }) => sequence)).toEqual(['slow', 'swift']);
  expect(evaluation.protocols).toEqual(['pytracking', 'got10k']);
  const [tiny, theirs] = evaluation.trackers;
  expect(tiny!.sequences).toMatchObject([{ sequence: 'brief', got10k: { frames: 7 } }]);
  expect(theirs!.sequences).toMatchObject([{ sequence: 'brief', got10k: null }]);
  expect(tiny!.meanIou).toBeGreaterThan(theirs!.meanIou!);
  expect(tiny!.speed).toMatchObject({ atOnce: 1, frames: 7 });
  const html = await readFile(at('report', 'report.html'), 'utf8');
  expect(html).toMatch(/slow: .*00000006.png is missing/);

  const again = await run('report', at('report', 'evaluation.json'), '--out', 'again');
  expect(again.code).toBe(0);
  expect(await readFile(at('again', 'report.html'), 'utf8')).toBe(html);
});

it('says what is wrong with a call', async () => {
  const wrong: readonly (readonly [string[], RegExp])[] = [
    [['eval', 'data', '--protocol', 'vot'], /--protocol is "vot"; it can be pytracking, got10k/],
    [['report', 'none.json', '--out', 'r'], /none.json does not exist/],
  ];
  const calls = wrong.map(async ([args, message]) => {
    const { code, err } = await run(...args);
    expect(err).toMatch(message);
    expect([1, 2]).toContain(code);
  });
  await Promise.all(calls);
});
