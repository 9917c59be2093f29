import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { checkDurability } from '../support/kill-host.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'store-durability-long-'));
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('keeps every acknowledged edit in 50 rounds of 500 edits, each ended by a kill', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const file = path.join(folder, 'project.loretrack');
  const options = { rounds: 50, edits: 500, undoEvery: 10, seed };
  const report = await checkDurability(file, options).catch((cause: unknown) => {
    throw new Error(`with seed ${seed}`, { cause });
  });
  console.log(`durability, seed ${seed}: ${JSON.stringify(report)}`);
  expect(report.acknowledged).toBeGreaterThan(50 * 250);
  expect(report.undone).toBeGreaterThan(0);
}, 1_800_000);
