import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProcessClaims } from './process-claims.ts';

let folder: string;
const file = (): string => path.join(folder, 'claim');
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'claim-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('claims', () => {
  it('are held until they are released', async () => {
    const claims = new ProcessClaims('claim');
    expect([await claims.claim(folder), await claims.claim(folder)]).toEqual([true, true]);
    expect(Number(await readFile(file(), 'utf8'))).toBe(process.pid);
    await claims.release(folder);
    expect(await claims.isElsewhere(folder)).toBe(false);
    expect(await new ProcessClaims('claim').claim(folder)).toBe(true);
  });

  it('of another process hold as long as it lives and says so', async () => {
    const claims = new ProcessClaims('claim');
    // The process that has started this one is alive, and another.
    await writeFile(file(), String(process.ppid));
    expect([await claims.isElsewhere(folder), await claims.claim(folder)]).toEqual([true, false]);
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(file(), longAgo, longAgo);
    expect([await claims.isElsewhere(folder), await claims.claim(folder)]).toEqual([false, true]);
    await claims.release(folder);
    await writeFile(file(), String(process.ppid));
    await utimes(file(), longAgo, longAgo);
    const patient = new ProcessClaims('claim', { voidMs: 2 * 3_600_000 });
    expect([await patient.isElsewhere(folder), await patient.claim(folder)]).toEqual([true, false]);
    // No process has this number.
    await writeFile(file(), String(2 ** 30));
    expect(await claims.claim(folder)).toBe(true);
    await claims.release(folder);
  });
});
