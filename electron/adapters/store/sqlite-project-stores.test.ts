import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillProject } from '../../../test/support/large-project.ts';
import { emptyModel, modelOf } from '../../../test/support/project-model.ts';
import { MIGRATIONS } from './schema.ts';
import { SqliteProjectStores } from './sqlite-project-stores.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'project-stores-'));
  file = path.join(folder, 'project.loretrack');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const stores = new SqliteProjectStores();
const small = { media: 2, tracks: 2, frames: 20 };
const refusal = (code: string, ...words: string[]): unknown =>
  expect.objectContaining({
    name: 'StudioError',
    code,
    message: expect.stringMatching(new RegExp(words.join('.*'), 's')) as string,
  });

describe('create', () => {
  it('makes an empty project that is one sound file once it is closed', async () => {
    const store = await stores.create(file);
    expect(modelOf(store)).toEqual(emptyModel());
    expect(store).toMatchObject({ path: file, readOnlyReason: null, revision: 0 });
    expect(store).toMatchObject({ undoTitle: null, redoTitle: null });
    expect(store.undo()).toBeNull();
    expect(store.redo()).toBeNull();
    store.close();
    store.close();
    expect(readdirSync(folder)).toEqual(['project.loretrack']);
    const header = readFileSync(file);
    expect(header.toString('latin1', 68, 72)).toBe('LRTS');
    expect(header.readUInt32BE(60)).toBe(MIGRATIONS.length);
  });

  it('refuses a name that is taken, whatever by, and leaves what is there', async () => {
    writeFileSync(file, 'a letter');
    await expect(stores.create(file)).rejects.toThrow(refusal('bad-input', 'exists already'));
    expect(readFileSync(file, 'utf8')).toBe('a letter');
    await expect(stores.create(folder)).rejects.toThrow(refusal('bad-input', 'exists already'));
    rmSync(file);
    writeFileSync(`${file}-wal`, 'left');
    await expect(stores.create(file)).rejects.toThrow(refusal('bad-input', '-wal is left'));
    expect(readdirSync(folder)).toEqual(['project.loretrack-wal']);
  });

  it('refuses a folder that does not exist', async () => {
    const lost = path.join(folder, 'no', 'project.loretrack');
    await expect(stores.create(lost)).rejects.toThrow(
      refusal('write-failed', 'folder does not exist'),
    );
  });
});

describe('open', () => {
  it('finds everything again', async () => {
    const store = await stores.create(file);
    fillProject(store, small);
    const model = modelOf(store);
    store.close();
    const again = await stores.open(file);
    expect(modelOf(again)).toEqual(model);
    expect(again.undoTitle).toBe('Track object');
    again.close();
  });

  it('refuses what is not there, a folder, and files that are no projects, which it leaves alone', async () => {
    await expect(stores.open(file)).rejects.toThrow(refusal('not-found', 'is not there'));
    await expect(stores.open(folder)).rejects.toThrow(refusal('bad-input', 'not a file'));
    const foreign = path.join(folder, 'foreign.db');
    const db = new DatabaseSync(foreign);
    db.exec('CREATE TABLE project (id INTEGER)');
    db.close();
    writeFileSync(path.join(folder, 'text.db'), 'This is a letter. '.repeat(500));
    writeFileSync(path.join(folder, 'empty.db'), '');
    for (const name of ['foreign.db', 'text.db', 'empty.db']) {
      const other = path.join(folder, name);
      const bytes = readFileSync(other);
      await expect(stores.open(other), name).rejects.toThrow(
        refusal('bad-input', name, 'is no project'),
      );
      expect(readFileSync(other).equals(bytes), name).toBe(true);
    }
    expect(readdirSync(folder).sort()).toEqual(['empty.db', 'foreign.db', 'text.db']);
  });

  it('refuses a second time while it is open, and says who has it', async () => {
    const store = await stores.create(file);
    fillProject(store, small);
    const model = modelOf(store);
    await expect(stores.open(file)).rejects.toThrow(
      refusal(
        'bad-input',
        'open in another window',
        'of this studio',
        `process ${process.pid}`,
        'since 20',
      ),
    );
    // The refusal must not have taken the first one's lock away.
    await expect(stores.open(file)).rejects.toThrow(refusal('bad-input', 'open in another window'));
    store.undo();
    store.redo();
    expect(modelOf(store)).toEqual(model);
    store.close();
    const again = await stores.open(file);
    expect(modelOf(again)).toEqual(model);
    again.close();
  });

  it('opens although a note of a former owner was left', async () => {
    (await stores.create(file)).close();
    writeFileSync(`${file}-lock`, JSON.stringify({ pid: 1, host: 'gone', since: '2020-01-01' }));
    const store = await stores.open(file);
    expect(store.readOnlyReason).toBeNull();
    store.close();
    expect(readdirSync(folder)).toEqual(['project.loretrack']);
  });

  it('says that another program has the file when no note names it', async () => {
    (await stores.create(file)).close();
    const db = new DatabaseSync(file);
    db.exec('BEGIN EXCLUSIVE');
    await expect(stores.open(file)).rejects.toThrow(
      refusal('bad-input', 'in use by another program'),
    );
    writeFileSync(`${file}-lock`, '{"pid": "x"');
    await expect(stores.open(file)).rejects.toThrow(
      refusal('bad-input', 'in use by another program'),
    );
    db.close();
  });
});

describe('versions', () => {
  const note = 'CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT';
  const next = new SqliteProjectStores({ migrations: [...MIGRATIONS, note] });
  const [now, then] = [MIGRATIONS.length, MIGRATIONS.length + 1];

  it('refuses a project of a newer version', async () => {
    (await next.create(file)).close();
    const bytes = readFileSync(file);
    await expect(stores.open(file)).rejects.toThrow(
      refusal('bad-input', 'newer version', `version ${then}`, `up to ${now}`),
    );
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('migrates an older project, and keeps a copy of it', async () => {
    const store = await stores.create(file);
    fillProject(store, small);
    const model = modelOf(store);
    store.close();
    const migrated = await next.open(file);
    expect(modelOf(migrated)).toEqual(model);
    migrated.undo();
    migrated.close();
    const again = await next.open(file);
    expect(again.redoTitle).toBe('Track object');
    again.close();
    const copy = `project (version ${now}).loretrack`;
    expect(readdirSync(folder).sort()).toEqual([copy, 'project.loretrack']);
    const old = await stores.open(path.join(folder, copy));
    expect(modelOf(old)).toEqual(model);
    old.close();
  });

  it('leaves a project as it was when a step of its migration fails', async () => {
    const store = await stores.create(file);
    fillProject(store, small);
    const model = modelOf(store);
    store.close();
    const failing = new SqliteProjectStores({
      migrations: [...MIGRATIONS, `${note}; DELETE FROM frame_row; SELECT nonsense`],
    });
    await expect(failing.open(file)).rejects.toThrow(refusal('internal', 'nonsense'));
    const again = await stores.open(file);
    expect(modelOf(again)).toEqual(model);
    expect(again.readOnlyReason).toBeNull();
    again.close();
  });
});

describe('saveCopy', () => {
  it('writes the whole project with its history, while it stays open', async () => {
    const store = await stores.create(file);
    fillProject(store, small);
    store.undo();
    const model = modelOf(store);
    const copyFile = path.join(folder, 'copy.loretrack');
    await store.saveCopy(copyFile);
    store.redo();
    const copy = await stores.open(copyFile);
    expect(modelOf(copy)).toEqual(model);
    expect(copy.redoTitle).toBe('Track object');
    while (copy.undo() !== null);
    expect(modelOf(copy)).toEqual(emptyModel());
    copy.close();
    store.close();
    expect(readdirSync(folder).sort()).toEqual(['copy.loretrack', 'project.loretrack']);
  });

  it('refuses a name that is taken, its own too, and a folder that does not exist', async () => {
    const store = await stores.create(file);
    writeFileSync(path.join(folder, 'taken'), 'a letter');
    await expect(store.saveCopy(path.join(folder, 'taken'))).rejects.toThrow(
      refusal('bad-input', 'taken exists already'),
    );
    await expect(store.saveCopy(file)).rejects.toThrow(refusal('bad-input', 'exists already'));
    await expect(store.saveCopy(path.join(folder, 'no', 'copy'))).rejects.toThrow(
      refusal('write-failed', 'folder does not exist'),
    );
    expect(readFileSync(path.join(folder, 'taken'), 'utf8')).toBe('a letter');
    store.close();
  });
});
