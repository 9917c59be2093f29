import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { fillProject } from '../../../test/support/large-project.ts';
import {
  applyToModel,
  emptyModel,
  modelOf,
  randomPatch,
  seededRandom,
} from '../../../test/support/project-model.ts';
import type { Change, FrameRow, Patch, ProjectTrack } from '../../domain/annotation.ts';
import type { ProjectStore } from '../../services/ports/project-store.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './schema.ts';
import { SqliteProjectStore } from './sqlite-project-store.ts';
import { SqliteProjectStores } from './sqlite-project-stores.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'project-store-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
let files = 0;
const newFile = (): string => path.join(folder, `project ${++files}.loretrack`);
const stores = new SqliteProjectStores();

const human: FrameRow = {
  ...{ box: { x: 1.1, y: -2.25, w: 3, h: 1e-3 }, source: 'human', confirmed: true, score: null },
  ...{ occluded: false, absent: false, keyframe: true, attributes: {} },
};
const rowChange = (frameIndex: number, before: FrameRow | null, after: FrameRow | null): Change => {
  return { kind: 'row', trackId: 1, frameIndex, before, after };
};
const edit = (...changes: Change[]): Patch => ({ title: 'Edit', changes });

/** A project with label 1, media 1 and track 1, which has model boxes in frames 0 to 9. */
async function smallProject(file = newFile()): Promise<ProjectStore> {
  const store = await stores.create(file);
  fillProject(store, { media: 1, tracks: 1, frames: 10 });
  return store;
}

/** Track 1 without its boxes. */
function trackOf(store: ProjectStore): ProjectTrack {
  return store.tracksOf(1)[0]!.track;
}

/** A patch that says of about half of its boxes how far other passes agreed. */
function compared({ title, changes }: Patch, random: () => number): Patch {
  const compare = (row: FrameRow): FrameRow => {
    const dice = random();
    if (dice < 0.25) return { ...row, passIou: random(), modelIou: random() };
    return dice < 0.5 ? { ...row, passIou: random() } : row;
  };
  const isNew = (change: Change): boolean => change.kind === 'row' && change.after !== null;
  return {
    title,
    changes: changes.map((change) =>
      isNew(change) ? ({ ...change, after: compare(change.after as FrameRow) } as Change) : change,
    ),
  };
}

/** What a refused edit must not change. */
function stateOf(store: ProjectStore): unknown {
  const { revision, undoTitle, redoTitle } = store;
  return { revision, undoTitle, redoTitle, model: modelOf(store) };
}

describe('SqliteProjectStore', () => {
  it('holds what random edits, additions to them, undos, redos and reopenings make of a plain model', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const random = seededRandom(seed);
        const file = newFile();
        let store = await stores.create(file);
        const model = emptyModel();
        const [done, undone]: [Patch[], Patch[]] = [[], []];
        let revision = 0;
        for (let i = 0; i < 60; i++) {
          const dice = random();
          if (dice < 0.25) {
            const result = store.undo();
            const patch = done.pop();
            expect(result === null).toBe(patch === undefined);
            if (patch === undefined) continue;
            // The patch of the result, made forward, is what the undo did.
            applyToModel(model, result!.patch);
            undone.push(patch);
          } else if (dice < 0.4) {
            const result = store.redo();
            const patch = undone.pop();
            expect(result?.patch).toEqual(patch);
            if (patch === undefined) continue;
            applyToModel(model, patch);
            done.push(patch);
          } else if (dice < 0.45) {
            store.close();
            store = await stores.open(file);
            continue;
          } else if (dice < 0.6) {
            const patch = compared(
              randomPatch(model, random, (kind) => store.nextId(kind)),
              random,
            );
            const last = done.at(-1);
            if (last === undefined || undone.length > 0) {
              expect(() => store.amend(patch, 'More')).toThrow(/cannot be added to the last step/);
              continue;
            }
            const title = `${last.title} and more`;
            expect(store.amend(patch, title).patch).toEqual(patch);
            applyToModel(model, patch);
            done.splice(-1, 1, { title, changes: [...last.changes, ...patch.changes] });
          } else {
            const patch = compared(
              randomPatch(model, random, (kind) => store.nextId(kind)),
              random,
            );
            store.commit(patch);
            applyToModel(model, patch);
            done.push(patch);
            undone.length = 0;
          }
          revision++;
          expect(store.revision).toBe(revision);
          expect(store.undoTitle).toBe(done.at(-1)?.title ?? null);
          expect(store.redoTitle).toBe(undone.at(-1)?.title ?? null);
        }
        expect(modelOf(store)).toEqual(model);
        while (store.undo() !== null);
        expect(modelOf(store)).toEqual(emptyModel());
        store.close();
      }),
      { numRuns: 15 },
    );
  }, 120_000);

  it('reports each edit with its revision and titles', async () => {
    const store = await smallProject();
    const { revision } = store;
    const before = store.track(1)!.rows.get(3)!;
    const patch = { title: 'Move box', changes: [rowChange(3, before, human)] };
    const was = { undoTitle: 'Move box', redoTitle: null };
    expect(store.commit(patch)).toEqual({ revision: revision + 1, patch, ...was });
    expect(store.undo()).toEqual({
      revision: revision + 2,
      patch: { title: 'Move box', changes: [rowChange(3, human, before)] },
      undoTitle: 'Track object',
      redoTitle: 'Move box',
    });
    expect(store.redo()).toEqual({ revision: revision + 3, patch, ...was });
    expect(store.redo()).toBeNull();
    store.close();
  });

  it('makes no step of a patch without changes, and keeps what can be redone', async () => {
    const store = await smallProject();
    store.undo();
    const before = stateOf(store);
    expect(store.commit(edit())).toMatchObject({
      revision: store.revision,
      redoTitle: 'Track object',
    });
    expect(stateOf(store)).toEqual(before);
    store.close();
  });

  it('adds an edit to the last step, so that both are undone and made again together', async () => {
    const store = await smallProject();
    const { revision } = store;
    const before = store.track(1)!.rows.get(3)!;
    const moved = { ...human, box: { x: 9, y: 9, w: 9, h: 9 } };
    store.commit({ title: 'Move box', changes: [rowChange(3, before, human)] });
    const added = {
      title: 'Repair',
      // The same frame again: only when it is taken back last change first does the undo fit.
      changes: [rowChange(3, human, moved), rowChange(20, null, human)],
    };
    expect(store.amend(added, 'Move box and repair')).toEqual({
      ...{ revision: revision + 2, patch: added },
      ...{ undoTitle: 'Move box and repair', redoTitle: null },
    });
    expect(store.undo()).toEqual({
      revision: revision + 3,
      patch: {
        title: 'Move box and repair',
        changes: [
          rowChange(20, human, null),
          rowChange(3, moved, human),
          rowChange(3, human, before),
        ],
      },
      undoTitle: 'Track object',
      redoTitle: 'Move box and repair',
    });
    expect(store.track(1)!.rows.get(3)).toEqual(before);
    expect(store.track(1)!.rows.has(20)).toBe(false);
    expect(store.redo()).toMatchObject({ undoTitle: 'Move box and repair' });
    expect(store.track(1)!.rows.get(3)).toEqual(moved);
    expect(store.track(1)!.rows.get(20)).toEqual(human);
    expect(store.redo()).toBeNull();
    store.close();
  });

  it('adds to a step that was made before the project was opened again', async () => {
    const file = newFile();
    const before = await smallProject(file);
    before.commit({ title: 'Draw box', changes: [rowChange(20, null, human)] });
    before.close();
    const store = await stores.open(file);
    store.amend(edit(rowChange(21, null, human)), 'Draw boxes');
    store.close();
    const again = await stores.open(file);
    expect(again.undo()!.patch.changes).toHaveLength(2);
    expect(again.track(1)!.rows.size).toBe(10);
    again.close();
  });

  it('adds nothing where there is nothing to add, or no last step to add to', async () => {
    const empty = await stores.create(newFile());
    const label = { id: 1, name: 'a', color: '#000000', hotkey: null, attributes: [] };
    const addLabel = edit({ kind: 'label', id: 1, before: null, after: label });
    const refused = (reason: string): unknown =>
      expect.objectContaining({
        code: 'internal',
        message: expect.stringContaining(reason) as string,
      });
    let before = stateOf(empty);
    expect(() => empty.amend(addLabel, 'More')).toThrow(refused('there is none'));
    expect(stateOf(empty)).toEqual(before);
    empty.close();

    const store = await smallProject();
    before = stateOf(store);
    const { revision } = store;
    expect(store.amend(edit(), 'Another title')).toEqual({
      ...{ revision, patch: edit(), undoTitle: 'Track object', redoTitle: null },
    });
    expect(stateOf(store)).toEqual(before);
    const wrong = edit(rowChange(20, null, human), rowChange(21, human, null));
    expect(() => store.amend(wrong, 'More')).toThrow(refused('track 1 in frame 21 has changed'));
    expect(stateOf(store)).toEqual(before);

    store.commit(edit(rowChange(20, null, human)));
    store.undo();
    before = stateOf(store);
    expect(() => store.amend(edit(rowChange(21, null, human)), 'More')).toThrow(refused('redone'));
    expect(stateOf(store)).toEqual(before);
    store.close();
  });

  it('gives out no id again that was only used in an addition', async () => {
    const store = await smallProject();
    const copy = { ...trackOf(store), id: 30 };
    store.amend(edit({ kind: 'track', id: 30, before: null, after: copy }), 'Track objects');
    store.undo();
    expect(store.nextId('track')).toBe(31);
    store.close();
  });

  it('counts what was added to a step when it drops the oldest ones', async () => {
    const file = newFile();
    (await smallProject(file)).close();
    const limited = new SqliteProjectStores({ journalLimits: { bytes: 2500, steps: 2 } });
    const store = await limited.open(file);
    const many = Array.from({ length: 500 }, (_, i) =>
      rowChange(100 + i, null, { ...human, box: { x: Math.sin(i), y: 0, w: 1, h: 1 } }),
    );
    for (let i = 0; i < 4; i++) store.commit(edit(rowChange(20 + i, null, human)));
    store.amend(edit(...many), 'Draw boxes');
    let undone = 0;
    while (store.undo() !== null) undone++;
    expect(undone).toBe(2);
    store.close();
  });

  it('keeps how far other passes agreed, and refuses what no overlap can be', async () => {
    const store = await smallProject();
    const row = (passIou: number): FrameRow => ({ ...human, source: 'model:a', passIou });
    // What rounding makes of the overlap of two equal boxes.
    store.commit(edit(rowChange(20, null, row(1 + 2e-13)), rowChange(21, null, row(0))));
    expect(store.track(1)!.rows.get(20)).toStrictEqual(row(1));
    expect(store.track(1)!.rows.get(21)).toStrictEqual(row(0));
    store.commit(edit(rowChange(20, row(1 + 2e-13), { ...row(0.5), modelIou: 0.25 })));
    expect(() => store.commit(edit(rowChange(20, row(0.5), null)))).toThrow(/frame 20 has changed/);
    store.undo();
    store.undo();
    expect(store.track(1)!.rows.size).toBe(10);
    for (const wrong of [1.001, -0.001, NaN]) {
      expect(() => store.commit(edit(rowChange(20, null, row(wrong))))).toThrow(/CHECK|NaN/);
    }
    store.close();
  });

  it('gives a track as columns', async () => {
    const store = await smallProject();
    const rows = store.track(1)!.rows;
    const absent: FrameRow = { ...human, box: null, absent: true, keyframe: false };
    const posed: FrameRow = { ...human, attributes: { pose: 'b', angle: 1 } };
    const repaired: FrameRow = { ...human, source: 'model:tiny-256', score: 0.5, passIou: 0.75 };
    store.commit(edit(rowChange(2, rows.get(2)!, absent), rowChange(11, null, posed)));
    store.commit(edit(rowChange(12, null, repaired)));
    for (const frame of [0, 1, 3, 4, 5, 6, 7, 8]) {
      store.commit(edit(rowChange(frame, rows.get(frame)!, null)));
    }
    const { box, score } = rows.get(9)!;
    expect(store.tracksOf(1)).toEqual([
      {
        track: {
          ...{ id: 1, mediaId: 1, labelId: 1, color: null, attributes: {} },
          ...{ interpolate: true, locked: false, hidden: false },
        },
        frames: [2, 9, 11, 12],
        boxes: [
          ...[0, 0, 0, 0, box!.x, box!.y, box!.w, box!.h],
          ...[1.1, -2.25, 3, 1e-3, 1.1, -2.25, 3, 1e-3],
        ],
        source: [0, 1, 0, 1],
        sources: ['human', 'model:tiny-256'],
        score: [null, score, null, 0.5],
        flags: [1 + 4, 0, 1 + 8, 1 + 8],
        attributes: [[11, { pose: 'b', angle: 1 }]],
        passIou: [[12, 0.75]],
      },
    ]);
    expect(store.tracksOf(2)).toEqual([]);
    expect(store.track(2)).toBeNull();
    expect(store.trackCounts()).toEqual({ 1: 1 });
    store.close();
  });

  it('never gives out an id twice, though edits are undone, refused or the project reopened', async () => {
    const file = newFile();
    let store = await smallProject(file);
    const taken = store.nextId('track');
    expect(taken).toBe(2);
    const copy = { ...trackOf(store), id: 7 };
    store.commit(edit({ kind: 'track', id: 7, before: null, after: copy }));
    store.undo();
    expect(store.nextId('track')).toBe(8);
    expect(() => store.commit(edit(rowChange(0, null, human)))).toThrow();
    expect(store.nextId('track')).toBe(9);
    store.commit(edit(rowChange(100, null, human)));
    store.close();
    store = await stores.open(file);
    expect(store.nextId('track')).toBe(10);
    expect(store.nextId('media')).toBe(2);
    expect(store.nextId('label')).toBe(2);
    store.close();
  });

  it('keeps frame tables, also of media that were removed', async () => {
    const file = newFile();
    const store = await stores.create(file);
    const table = {
      timeBase: { num: 1, den: 90_000 },
      pts: Float64Array.of(-3000, 0, 2 ** 52 + 1),
      keyFrames: Uint8Array.of(1, 0, 1),
    };
    expect(store.frameTable(4)).toBeNull();
    store.setFrameTable(4, { ...table, pts: Float64Array.of(1, 2, 3) });
    // A view that does not begin where its buffer does.
    const within = Float64Array.of(9, ...table.pts, 9).subarray(1, 4);
    store.setFrameTable(4, { ...table, pts: within });
    store.close();
    const again = await stores.open(file);
    expect(again.frameTable(4)).toEqual(table);
    expect(again.undoTitle).toBeNull();
    again.close();
  });

  describe('refuses and leaves everything as it was', () => {
    const cases: readonly (readonly [string, (store: ProjectStore) => Change[], RegExp])[] = [
      [
        'an edit of another state',
        () => [rowChange(20, null, human), rowChange(21, human, null)],
        /track 1 in frame 21 has changed/,
      ],
      [
        'a box where there is one already',
        () => [rowChange(20, null, human), rowChange(0, null, human)],
        /track 1 in frame 0 has changed/,
      ],
      [
        'a track deleted without its boxes',
        (store) => [{ kind: 'track', id: 1, before: trackOf(store), after: null }],
        /FOREIGN KEY/,
      ],
      [
        'media removed without its tracks',
        (store) => [{ kind: 'media', id: 1, before: store.media()[0]!, after: null }],
        /FOREIGN KEY/,
      ],
      [
        'a label removed that a track has',
        (store) => [{ kind: 'label', id: 1, before: store.labels()[0]!, after: null }],
        /FOREIGN KEY/,
      ],
      [
        'a box of no track',
        () => [{ kind: 'row', trackId: 99, frameIndex: 0, before: null, after: human }],
        /FOREIGN KEY/,
      ],
      [
        'an absent frame with a box',
        () => [rowChange(20, null, { ...human, absent: true })],
        /CHECK/,
      ],
      [
        'a frame without a box that is not absent',
        () => [rowChange(20, null, { ...human, box: null })],
        /CHECK/,
      ],
      [
        'a box that is no number',
        () => [rowChange(20, null, { ...human, box: { x: NaN, y: 0, w: 1, h: 1 } })],
        /NaN/,
      ],
      [
        'an infinite box',
        () => [rowChange(20, null, { ...human, box: { x: 0, y: 0, w: Infinity, h: 1 } })],
        /Infinity/,
      ],
      ['a frame before the first', () => [rowChange(-1, null, human)], /CHECK/],
      ['half a frame', () => [rowChange(1.5, null, human)], /REAL|datatype/],
      [
        'a change under another id',
        (store) => [{ kind: 'label', id: 5, before: null, after: store.labels()[0]! }],
        /label 5/,
      ],
    ];
    it.each(cases)('%s', async (_name, changes, message) => {
      const store = await smallProject();
      store.commit(edit(rowChange(50, null, human)));
      store.undo();
      const before = stateOf(store);
      const attempt = (): unknown =>
        store.commit(
          edit(rowChange(30, null, { ...human, source: 'model:new' }), ...changes(store)),
        );
      expect(attempt).toThrow(expect.objectContaining({ name: 'StudioError', code: 'internal' }));
      expect(attempt).toThrow(message);
      expect(stateOf(store)).toEqual(before);
      // The source that went with the refused edit is known to be unknown.
      store.commit(edit(rowChange(30, null, { ...human, source: 'model:new' })));
      expect(store.track(1)!.rows.get(30)!.source).toBe('model:new');
      store.close();
    });
  });

  it('accepts the changes of a removal in any order', async () => {
    const store = await smallProject();
    const { rows, ...track } = store.track(1)!;
    store.commit(
      edit(
        { kind: 'media', id: 1, before: store.media()[0]!, after: null },
        { kind: 'track', id: 1, before: track, after: null },
        ...[...rows].map(([frame, row]) => rowChange(frame, row, null)),
      ),
    );
    expect(modelOf(store).rows.size).toBe(0);
    store.undo();
    expect(store.track(1)!.rows).toEqual(rows);
    store.close();
  });

  it('refuses to undo or redo where the project is not as the history says', async () => {
    const file = newFile();
    const store = await smallProject(file);
    store.commit(edit(rowChange(20, null, human), rowChange(21, null, human)));
    store.close();
    damage(file, 'UPDATE frame_row SET x = 5 WHERE frame_index = 20');
    const changed = await stores.open(file);
    const before = stateOf(changed);
    expect(() => changed.undo()).toThrow(/history is damaged: step 4 .*track 1 in frame 20/);
    expect(stateOf(changed)).toEqual(before);
    changed.close();

    damage(file, "UPDATE journal SET changes = x'789c00' WHERE step = 4");
    const unreadable = await stores.open(file);
    expect(() => unreadable.undo()).toThrow(
      expect.objectContaining({
        code: 'bad-input',
        message: expect.stringContaining('step 4') as string,
      }),
    );
    expect(stateOf(unreadable)).toEqual(before);
    unreadable.close();
  });

  it('drops the oldest steps beyond both limits, and undoes back to them', async () => {
    const file = newFile();
    const limited = new SqliteProjectStores({ journalLimits: { bytes: 100, steps: 5 } });
    (await smallProject(file)).close();
    const store = await limited.open(file);
    for (let i = 0; i < 30; i++) store.commit(edit(rowChange(100 + i, null, human)));
    let undone = 0;
    while (store.undo() !== null) undone++;
    expect(undone).toBe(5);
    expect(store.undoTitle).toBeNull();
    expect(store.track(1)!.rows.size).toBe(10 + 25);
    while (store.redo() !== null) undone--;
    expect(undone).toBe(0);
    store.close();

    const many = new SqliteProjectStores({ journalLimits: { bytes: 1e6, steps: 5 } });
    const roomy = await many.open(file);
    for (let i = 0; i < 30; i++) roomy.commit(edit(rowChange(200 + i, null, human)));
    while (roomy.undo() !== null) undone++;
    expect(undone).toBe(35);
    roomy.close();
  });

  it('refuses an edit that does not fit on the disk, and goes on when there is room again', () => {
    const db = new DatabaseSync(newFile());
    migrate(db, MIGRATIONS, 0);
    const journalLimits = { bytes: 1e9, steps: 1e6 };
    const onClosed = (): void => undefined;
    const opened = { path: '/p.loretrack', db, readOnlyReason: null, journalLimits, onClosed };
    const store = new SqliteProjectStore(opened);
    fillProject(store, { media: 1, tracks: 1, frames: 10 });
    const [{ page_count: pages }] = db.prepare('PRAGMA page_count').all() as [
      { page_count: number },
    ];
    db.exec(`PRAGMA max_page_count = ${pages + 3}`);
    const before = stateOf(store);
    const many = Array.from({ length: 5000 }, (_, i) => rowChange(20 + i, null, human));
    expect(() => store.commit(edit(...many))).toThrow(
      expect.objectContaining({
        code: 'write-failed',
        message: expect.stringContaining('disk is full') as string,
      }),
    );
    expect(stateOf(store)).toEqual(before);
    store.commit(edit(rowChange(20, null, human)));
    db.exec('PRAGMA max_page_count = 1000000');
    store.commit(edit(...many.slice(1)));
    expect(store.track(1)!.rows.size).toBe(10 + 5000);
    store.close();
  });

  it('takes 100 000 boxes as one edit, and takes them back', async () => {
    const store = await smallProject();
    const before = modelOf(store);
    const many = Array.from({ length: 100_000 }, (_, i) => rowChange(20 + i, null, human));
    store.commit(edit(...many));
    expect(store.tracksOf(1)[0]!.frames).toHaveLength(100_010);
    expect(store.undo()!.patch.changes).toHaveLength(100_000);
    expect(modelOf(store)).toEqual(before);
    store.close();
  });
});

function damage(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}
