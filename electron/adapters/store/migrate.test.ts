import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyModel, modelOf, type ProjectModel } from '../../../test/support/project-model.ts';
import type { FrameRow } from '../../domain/annotation.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './schema.ts';
import { SqliteProjectStores } from './sqlite-project-stores.ts';

const stores = new SqliteProjectStores();
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'migrate-'));
  file = path.join(folder, 'project.loretrack');
  makeVersionOne();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const label = { id: 1, name: 'car', color: '#0072b2', hotkey: '1', attributes: [] };
const media = {
  ...{ id: 1, name: 'a.mp4', path: '/videos/a.mp4', kind: 'video' as const },
  ...{ width: 640, height: 480, fps: 25, frameCount: 3, timeBase: { num: 1, den: 25 } },
  identity: { bytes: 9, head: 'a', tail: 'b', table: 'c' },
};
const track = {
  ...{ id: 1, mediaId: 1, labelId: 1, color: null, attributes: {} },
  ...{ interpolate: true, locked: false, hidden: false },
};
const rows: readonly FrameRow[] = [
  {
    ...{ box: { x: 1.5, y: 2, w: 3, h: 4 }, source: 'human', confirmed: true, score: null },
    ...{ occluded: false, absent: false, keyframe: true, attributes: { pose: 'left' } },
  },
  {
    ...{ box: { x: 2, y: 2, w: 3, h: 4 }, source: 'model:tiny-128', confirmed: false, score: 0.25 },
    ...{ occluded: true, absent: false, keyframe: false, attributes: {} },
  },
  {
    ...{ box: null, source: 'human', confirmed: false, score: null },
    ...{ occluded: false, absent: true, keyframe: true, attributes: {} },
  },
];

/** A project as the first version of the studio left it: three steps, of which the last is undone. */
function makeVersionOne(): void {
  const journal: readonly (readonly [title: string, changes: readonly unknown[]])[] = [
    [
      'Add car 1',
      [
        { kind: 'label', id: 1, before: null, after: label },
        { kind: 'media', id: 1, before: null, after: media },
        { kind: 'track', id: 1, before: null, after: track },
        [1, 0, null, [[1.5, 2, 3, 4], 'human', null, 9, { pose: 'left' }]],
        [1, 1, null, [[7, 7, 7, 7], 'human', null, 8]],
      ],
    ],
    [
      'Track',
      [
        [1, 1, [[7, 7, 7, 7], 'human', null, 8], [[2, 2, 3, 4], 'model:tiny-128', 0.25, 2]],
        [1, 2, null, [null, 'human', null, 12]],
      ],
    ],
    ['Delete box', [[1, 0, [[1.5, 2, 3, 4], 'human', null, 9, { pose: 'left' }], null]]],
  ];
  const db = new DatabaseSync(file);
  migrate(db, MIGRATIONS.slice(0, 1), 0);
  db.exec(`
    INSERT INTO label VALUES (1, 'car', '#0072b2', '1', '[]');
    INSERT INTO media VALUES
      (1, 'a.mp4', '/videos/a.mp4', 'video', 640, 480, 25, 3, 1, 25, 9, 'a', 'b', 'c');
    INSERT INTO track VALUES (1, 1, 1, NULL, NULL, 1, 0, 0);
    INSERT INTO source VALUES (1, 'human'), (2, 'model:tiny-128');
    INSERT INTO frame_row VALUES
      (1, 0, 1.5, 2, 3, 4, 1, NULL, 9, '{"pose":"left"}'),
      (1, 1, 2, 2, 3, 4, 2, 0.25, 2, NULL),
      (1, 2, NULL, NULL, NULL, NULL, 1, NULL, 12, NULL);
    INSERT INTO frame_table VALUES (1, 1, 25, zeroblob(24), zeroblob(3));
    UPDATE project SET revision = 4, position = 2, next_label = 2, next_media = 2, next_track = 6;
  `);
  const insert = db.prepare('INSERT INTO journal VALUES (?, ?, ?)');
  journal.forEach(([title, changes], i) => {
    insert.run(i + 1, title, deflateSync(JSON.stringify(changes)));
  });
  db.close();
}

function expected(): ProjectModel {
  return {
    label: new Map([[1, label]]),
    media: new Map([[1, media]]),
    track: new Map([[1, track]]),
    rows: new Map([[1, new Map(rows.entries())]]),
  };
}

function change(sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

describe('a project of version 1', () => {
  it('keeps everything, and its history', async () => {
    const store = await stores.open(file);
    expect(store.readOnlyReason).toBeNull();
    expect(modelOf(store)).toStrictEqual(expected());
    expect(store).toMatchObject({ revision: 4, undoTitle: 'Track', redoTitle: 'Delete box' });
    expect(store.frameTable(1)!.pts).toHaveLength(3);
    expect(store.redo()).not.toBeNull();
    expect(store.track(1)!.rows.has(0)).toBe(false);
    for (let step = 0; step < 3; step++) expect(store.undo()).not.toBeNull();
    expect(store.undo()).toBeNull();
    expect(modelOf(store)).toEqual(emptyModel());
    store.redo();
    store.redo();
    expect(modelOf(store)).toStrictEqual(expected());
    expect(store.nextId('track')).toBe(6);
    store.close();
    expect(readdirSync(folder).sort()).toEqual([
      'project (version 1).loretrack',
      'project.loretrack',
    ]);
  });

  it('can hold from then on what version 2 has', async () => {
    const store = await stores.open(file);
    const after = { ...rows[1]!, passIou: 0.75, modelIou: 0.5 };
    const added = {
      title: 'Check',
      changes: [{ kind: 'row', trackId: 1, frameIndex: 1, before: rows[1]!, after }] as const,
    };
    while (store.redo() !== null);
    store.amend(added, 'Delete box and check');
    const spec = { kind: 'repair', mediaId: 1, trackIds: [1], modelId: 'tiny-128' } as const;
    expect(store.layers.create(spec)).toEqual({ ...spec, id: 1 });
    store.close();
    const again = await stores.open(file);
    expect(again.readOnlyReason).toBeNull();
    expect(again.track(1)!.rows.get(1)).toStrictEqual(after);
    expect(again.layers.list()).toHaveLength(1);
    again.undo();
    expect(modelOf(again)).toStrictEqual(expected());
    again.close();
  });

  it('is rebuilt from its history when it is damaged', async () => {
    change('PRAGMA ignore_check_constraints = ON; UPDATE frame_row SET flags = 99');
    const store = await stores.open(file);
    expect(store.readOnlyReason).toMatch(/is damaged .*Everything could be saved/);
    expect(modelOf(store)).toStrictEqual(expected());
    expect(store).toMatchObject({ revision: 4, undoTitle: 'Track', redoTitle: 'Delete box' });
    expect(store.frameTable(1)!.pts).toHaveLength(3);
    const copyFile = path.join(folder, 'copy.loretrack');
    await store.saveCopy(copyFile);
    store.close();
    const copy = await stores.open(copyFile);
    expect(copy.readOnlyReason).toBeNull();
    expect(copy.nextId('track')).toBe(6);
    expect(copy.undo()).not.toBeNull();
    copy.close();
  });

  it('is read box by box when its history is damaged, too', async () => {
    change(
      'PRAGMA ignore_check_constraints = ON; UPDATE frame_row SET flags = 99 WHERE frame_index = 0',
    );
    change('DELETE FROM journal WHERE step = 1');
    const store = await stores.open(file);
    expect(store.readOnlyReason).toMatch(/Lost: 1 boxes of track 1; the edit history\./);
    const model = expected();
    model.rows.get(1)!.delete(0);
    expect(modelOf(store)).toStrictEqual(model);
    expect(store.layers.list()).toEqual([]);
    store.close();
  });
});
