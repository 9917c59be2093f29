import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { checkDurability } from '../support/kill-host.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'store-durability-'));
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('keeps every acknowledged edit when the host is killed at a random moment', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const file = path.join(folder, 'project.loretrack');
  const options = { rounds: 5, edits: 80, undoEvery: 1, seed };
  const report = await checkDurability(file, options).catch((cause: unknown) => {
    throw new Error(`with seed ${seed}`, { cause });
  });
  expect(report.acknowledged).toBeGreaterThan(5 * 40);
  expect(report.undone).toBeGreaterThan(0);
}, 120_000);
