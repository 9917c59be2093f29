import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { compose, type Studio } from '../../electron/hosts/compose.ts';
import type { ProjectState } from '../../electron/contract/api.ts';
import { openSampleProject } from '../../electron/hosts/sample-project.ts';
import { createClient } from '../../renderer/api/client.ts';
import { socketTransport } from '../../renderer/api/socket-transport.ts';
import { runCli } from '../support/run-cli.ts';
import type { CliResult } from '../support/run-cli.ts';

const launcher = fileURLToPath(new URL('../../bin/loretrack.js', import.meta.url));
let folder: string;
let sample: string;
let made: ProjectState | null;
const run = (...args: string[]): Promise<CliResult> => runCli(args, { cwd: folder });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loretrack-web-'));
  const home = process.env['LORETRACK_HOME'];
  process.env['LORETRACK_HOME'] = folder;
  const studio = compose();
  await openSampleProject(studio);
  made = (await studio.service.status()).project;
  await labelLadybird(studio);
  await studio.dispose();
  if (home === undefined) delete process.env['LORETRACK_HOME'];
  else process.env['LORETRACK_HOME'] = home;
  sample = path.join(folder, 'Sample.loretrack');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Gives the sample a track through the whole clip. */
async function labelLadybird({ service }: Studio): Promise<void> {
  const [mediaId, labelId] = [made!.media[0]!.id, made!.labels[0]!.id];
  const box = { x: 92, y: 228, w: 88, h: 47 };
  const first = { mediaId, labelId, frameIndex: 0, box };
  await service.edit({ command: { type: 'addTrack', ...first } });
  const [columns] = await service.tracks({ mediaId });
  const trackId = columns!.track.id;
  const last = { frameIndex: 249, box: { ...box, x: 400 } };
  await service.edit({ command: { type: 'setBox', trackId, ...last } });
}

it('makes the sample project whole, ready for drawing, and leaves nothing else behind', async () => {
  expect(made).toMatchObject({
    name: 'Sample',
    media: [{ name: 'sample.mp4', frameCount: 250 }],
    labels: [{ name: 'ladybird', hotkey: '1' }],
    trackCounts: {},
  });
  expect((await stat(sample)).size).toBeGreaterThan(0);
  expect((await readdir(folder)).sort()).toEqual([
    'Sample.loretrack',
    'recent-projects.json',
    'sample.mp4',
  ]);
});

it('exports and imports from the command line', async () => {
  const exported = await run('export', sample, '--out', 'a.json');
  expect(exported).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(exported.out)).toEqual({
    path: path.join(folder, 'a.json'),
    tracks: 1,
    boxes: 250,
    files: 1,
    pictures: 0,
    difference: null,
  });
  expect(await run('import', sample, 'a.json', '--media', 'sample.mp4')).toMatchObject({
    ...{ code: 0, err: '', out: '{"tracks":1,"boxes":250}\n' },
  });
  const coco = await run('export', sample, '--media', '1', '--format', 'coco', '--out', 'b.json');
  expect(JSON.parse(coco.out)).toMatchObject({ tracks: 2, boxes: 500 });
  const { annotations } = JSON.parse(await readFile(path.join(folder, 'b.json'), 'utf8')) as {
    readonly annotations: readonly { readonly bbox: readonly number[] }[];
  };
  expect(annotations).toHaveLength(500);
});

it.each([
  ['no project', ['export', 'none.loretrack', '--out', 'x.json'], /none\.loretrack/],
  ['no output', ['export', 'Sample.loretrack'], /--out/],
  [
    'an unknown video',
    ['export', 'Sample.loretrack', '--media', 'x', '--out', 'x.json'],
    /no video "x", but 1 \(sample\.mp4\)/,
  ],
  [
    'an unknown format',
    ['export', 'Sample.loretrack', '--format', 'word', '--out', 'x.json'],
    /json, coco/,
  ],
  ['a file that exists', ['export', 'Sample.loretrack', '--out', 'kept.json'], /exists already/],
  ['a missing file', ['import', 'Sample.loretrack', 'none.json'], /none\.json/],
  ['a file that is no annotations', ['import', 'Sample.loretrack', 'kept.json'], /kept\.json/],
  ['a file that is no project', ['serve', 'kept.json'], /kept\.json/],
  ['a port that is none', ['serve', '--port', '99999'], /--port/],
])('%s: one line, exit code, nothing overwritten', async (_, args, message) => {
  const kept = path.join(folder, 'kept.json');
  await writeFile(kept, 'kept');
  const { code, out, err } = await run(...args);
  expect(err).toMatch(message);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect(out).toBe('');
  expect([1, 2]).toContain(code);
  expect(await readFile(kept, 'utf8')).toBe('kept');
});

it('serves a project, prints one line, and leaves when told to', async () => {
  const child = spawn(process.execPath, [launcher, 'serve', sample], {
    env: { ...process.env, LORETRACK_HOME: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  let out = '';
  const line = new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.endsWith('\n')) resolve(out.trimEnd());
    });
  });
  const address = await line;
  const [, port, token] = /^http:\/\/127\.0\.0\.1:(\d+)\/#token=([\w-]{43})$/.exec(address)!;
  const api = createClient(
    socketTransport(async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${port!}/messages`, {
        headers: { authorization: `Bearer ${token!}` },
      });
      await once(socket, 'open');
      return socket;
    }),
  );
  const { project } = await api.status();
  expect(project).toMatchObject({ path: sample, name: 'Sample', labels: [{ name: 'ladybird' }] });
  // While it is open here, nobody else may change it.
  const refused = await run('import', sample, 'a.json');
  expect(refused.code).toBe(2);
  expect(refused.err).toMatch(/open/);
  child.kill('SIGTERM');
  await ended;
  expect(out.trimEnd().split('\n')).toHaveLength(1);
  api.close();
});
