import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { SqliteProjectStores } from '../../electron/adapters/store/sqlite-project-stores.ts';
import { startHost } from '../support/kill-host.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'store-lock-'));
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('refuses a project that another process has open, and opens it once that process was killed', async () => {
  const stores = new SqliteProjectStores();
  const file = path.join(folder, 'project.loretrack');
  (await stores.create(file)).close();
  const host = startHost(file, 1);
  const closed = once(host, 'close');
  try {
    await once(host.stdout!, 'data');
    host.stdout!.resume();
    const words = `open in another window \\(process ${host.pid!} on ${hostname()}, since 20`;
    await expect(stores.open(file)).rejects.toThrow(
      expect.objectContaining({
        code: 'bad-input',
        message: expect.stringMatching(words) as string,
      }),
    );
    expect(host.exitCode).toBeNull();
  } finally {
    host.kill('SIGKILL');
    await closed;
  }
  expect(existsSync(`${file}-lock`)).toBe(true);
  const store = await stores.open(file);
  expect(store.readOnlyReason).toBeNull();
  store.close();
  expect(existsSync(`${file}-lock`)).toBe(false);
});
