import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { CorrectionLogFiles } from './correction-log-files.ts';

const entry = {
  ...{ atMs: 1, modelId: 'tiny-128', tracked: 0, corrections: 1, takenBack: [] },
  corrected: [{ trackId: 1, frameIndex: 7 }],
};

it('keeps entries by project, and passes over a line that was cut off', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'corrections-'));
  const log = new CorrectionLogFiles(path.join(folder, 'log'));
  void log.append('/a', [entry, { ...entry, atMs: 2 }]);
  await log.append('/b', [{ ...entry, atMs: 3 }]);
  expect((await log.read('/a')).map(({ atMs }) => atMs)).toEqual([1, 2]);
  expect(await log.read('/b')).toEqual([{ ...entry, atMs: 3 }]);
  expect(await log.read('/c')).toEqual([]);
  for (const name of await readdir(path.join(folder, 'log'))) {
    await appendFile(path.join(folder, 'log', name), '{"atMs":4,"mod');
  }
  expect(await log.read('/b')).toEqual([{ ...entry, atMs: 3 }]);
  // Where nothing can be written, annotating goes on all the same.
  await writeFile(path.join(folder, 'file'), '');
  await new CorrectionLogFiles(path.join(folder, 'file')).append('/a', [entry]);
  await rm(folder, { recursive: true, force: true });
});
