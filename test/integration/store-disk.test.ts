import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SqliteProjectStores } from '../../electron/adapters/store/sqlite-project-stores.ts';
import type { ProjectStore } from '../../electron/services/ports/project-store.ts';
import { startHost } from '../support/kill-host.ts';
import { fillProject } from '../support/large-project.ts';
import { modelOf } from '../support/project-model.ts';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const stores = new SqliteProjectStores();
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'store-disk-'));
  chmodSync(folder, 0o755);
  file = path.join(folder, 'project', 'project.loretrack');
  mkdirSync(path.dirname(file));
});
afterEach(() => {
  chmodSync(path.dirname(file), 0o755);
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `work` as somebody whom file permissions bind: root may write everywhere. */
async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
  if (!isRoot) return work();
  process.seteuid!(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid!(0);
  }
}

async function filledProject(): Promise<ProjectStore> {
  const store = await stores.create(file);
  fillProject(store, { media: 1, tracks: 2, frames: 50 });
  return store;
}

it.each([
  ['file', 0o444, 0o777],
  ['folder', 0o666, 0o555],
])('opens a project in a read-only %s for reading', async (_name, fileMode, folderMode) => {
  const filled = await filledProject();
  const model = modelOf(filled);
  filled.close();
  chmodSync(file, fileMode);
  chmodSync(path.dirname(file), folderMode);
  await asOrdinaryUser(async () => {
    const store = await stores.open(file);
    expect(store).toMatchObject({
      path: file,
      readOnlyReason: expect.stringMatching(
        /may not be written to or locked.*Save a copy/,
      ) as string,
    });
    expect(modelOf(store)).toEqual(model);
    expect(() => store.undo()).toThrow(
      expect.objectContaining({ code: 'write-failed', message: store.readOnlyReason! }),
    );
    const copyFile = path.join(mkdtempSync(path.join(tmpdir(), 'store-copy-')), 'copy.loretrack');
    await store.saveCopy(copyFile);
    store.close();
    const copy = await stores.open(copyFile);
    expect(copy.readOnlyReason).toBeNull();
    expect(copy.undo()).not.toBeNull();
    copy.close();
    rmSync(path.dirname(copyFile), { recursive: true });
  });
});

it('shows the last edits of a killed host when its project became read-only', async () => {
  (await stores.create(file)).close();
  const host = startHost(file, 3);
  const closed = once(host, 'close');
  let lines = '';
  for await (const data of host.stdout!) {
    lines += String(data);
    if (lines.split('\n').length > 60) break;
  }
  host.kill('SIGKILL');
  await closed;
  expect(existsSync(`${file}-wal`)).toBe(true);
  const acknowledged = Math.max(
    ...[...lines.matchAll(/^\{"done":(\d+)\}$/gm)].map(([, n]) => Number(n)),
  );
  expect(acknowledged).toBeGreaterThan(20);
  chmodSync(file, 0o444);
  chmodSync(`${file}-wal`, 0o444);
  chmodSync(path.dirname(file), 0o555);
  await asOrdinaryUser(async () => {
    const store = await stores.open(file);
    expect(store.readOnlyReason).not.toBeNull();
    expect(store.revision).toBeGreaterThanOrEqual(acknowledged);
    expect(() => modelOf(store)).not.toThrow();
    store.close();
  });
});

it('refuses a project that may not be read', async () => {
  (await filledProject()).close();
  chmodSync(file, 0o000);
  await asOrdinaryUser(async () => {
    await expect(stores.open(file)).rejects.toThrow(
      expect.objectContaining({
        code: 'bad-input',
        message: expect.stringContaining('may not be read') as string,
      }),
    );
  });
});

it('refuses to create or copy into a read-only folder', async () => {
  const store = await filledProject();
  const closed = path.join(folder, 'closed');
  mkdirSync(closed, { mode: 0o555 });
  const refusal = expect.objectContaining({ code: 'write-failed' }) as unknown;
  await asOrdinaryUser(async () => {
    await expect(stores.create(path.join(closed, 'new.loretrack'))).rejects.toThrow(refusal);
    await expect(store.saveCopy(path.join(closed, 'copy.loretrack'))).rejects.toThrow(refusal);
  });
  store.close();
});

it('loses nothing when the disk is full', async () => {
  const disk = path.join(folder, 'disk');
  mkdirSync(disk);
  if (!canMount(disk)) {
    console.warn('no right to mount a small disk: only the limit inside SQLite is tested');
    return;
  }
  try {
    const small = path.join(disk, 'project.loretrack');
    const store = await stores.create(small);
    fillProject(store, { media: 1, tracks: 1, frames: 100 });
    writeFileSync(path.join(disk, 'filler'), new Uint8Array(1_200_000));
    let model = modelOf(store);
    let label = store.labels()[0]!;
    let edits = 0;
    const rename = (): void => {
      const after = { ...label, name: `${edits}${'x'.repeat(20_000)}` };
      store.commit({ title: 'Rename', changes: [{ kind: 'label', id: 1, before: label, after }] });
      [label, model] = [after, modelOf(store)];
      edits++;
    };
    const full = expect.objectContaining({
      code: 'write-failed',
      message: expect.stringMatching(/disk is full|disk reports an error/) as string,
    }) as unknown;
    expect(() => {
      for (;;) rename();
    }).toThrow(full);
    expect(edits).toBeGreaterThan(3);
    expect(modelOf(store)).toEqual(model);
    const copy = path.join(disk, 'copy.loretrack');
    await expect(store.saveCopy(copy)).rejects.toThrow(full);
    await expect(stores.create(path.join(disk, 'other.loretrack'))).rejects.toThrow(full);
    expect(existsSync(copy)).toBe(false);

    // As a killed host would have left it.
    const elsewhere = path.join(folder, 'left.loretrack');
    for (const suffix of ['', '-wal']) copyFileSync(`${small}${suffix}`, `${elsewhere}${suffix}`);
    const left = await stores.open(elsewhere);
    expect(modelOf(left)).toEqual(model);
    left.close();

    rmSync(path.join(disk, 'filler'));
    rename();
    store.close();
    const again = await stores.open(small);
    expect(again.readOnlyReason).toBeNull();
    expect(modelOf(again)).toEqual(model);
    while (again.undo() !== null);
    expect(again.labels()).toEqual([]);
    again.close();
  } finally {
    execFileSync('umount', ['-l', disk]);
  }
});

function canMount(disk: string): boolean {
  if (!isRoot || process.platform !== 'linux') return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
