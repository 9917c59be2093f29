import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillProject } from '../../../test/support/large-project.ts';
import { modelOf, seededRandom, type ProjectModel } from '../../../test/support/project-model.ts';
import { isStudioError } from '../../contract/errors.ts';
import type { Layer, ProposedBox } from '../../domain/tracking/layer.ts';
import { SqliteProjectStores } from './sqlite-project-stores.ts';

const PAGE = 4096;
let folder: string;
let file: string;
let model: ProjectModel;
let layers: readonly Layer[];
const stores = new SqliteProjectStores();

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'salvage-'));
  file = path.join(folder, 'project.loretrack');
  const store = await stores.create(file);
  fillProject(store, { media: 2, tracks: 3, frames: 300 });
  for (const trackId of [1, 2]) {
    const { id } = store.layers.create({
      ...{ kind: 'repair', mediaId: 1, trackIds: [trackId], modelId: 'tiny-128' },
    });
    store.layers.append(
      id,
      new Map([[trackId, Array.from({ length: 200 }, (_, i) => proposed(i))]]),
    );
  }
  layers = store.layers.list();
  model = modelOf(store);
  store.close();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function proposed(frameIndex: number): ProposedBox {
  const box = { x: frameIndex / 3, y: 2, w: 3, h: 4 };
  const overlaps = frameIndex % 2 === 0 ? { passIou: frameIndex / 200 } : {};
  return { frameIndex, box, score: 0.5, ...overlaps };
}

/** Pages of a table or index, of one kind. */
function pagesOf(name: string, kind: 'leaf' | 'internal' | 'overflow'): number[] {
  const db = new DatabaseSync(file);
  const pages = db
    .prepare('SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY path')
    .all(name, kind)
    .map(({ pageno }) => pageno as number);
  db.close();
  return pages;
}

function overwrite(page: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0xa5, (page - 1) * PAGE, page * PAGE);
  writeFileSync(file, bytes);
}

function run(sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

describe('a damaged project', () => {
  it('is rebuilt from its history where that is whole', async () => {
    for (const page of pagesOf('frame_row', 'internal')) overwrite(page);
    const damaged = readFileSync(file);
    const store = await stores.open(file);
    expect(store.readOnlyReason).toMatch(
      /project\.loretrack is damaged \(.*Everything could be saved.*Save a copy/,
    );
    expect(modelOf(store)).toEqual(model);
    expect(store.frameTable(2)!.pts).toHaveLength(300);
    expect(store.layers.list()).toEqual(layers);
    expect(store.undoTitle).toBe('Track object');
    for (const change of [
      () => store.undo(),
      () => store.nextId('track'),
      () => store.setFrameTable(1, store.frameTable(1)!),
      () => store.layers.create(layers[0]!),
      () => {
        store.layers.append(1, new Map([[1, [proposed(0)]]]));
      },
      () => {
        store.layers.remove(1);
      },
      () =>
        store.commit({
          title: 'Edit',
          changes: [{ kind: 'label', id: 9, before: null, after: null }],
        }),
    ]) {
      expect(change).toThrow(
        expect.objectContaining({ code: 'write-failed', message: store.readOnlyReason! }),
      );
    }

    const copyFile = path.join(folder, 'copy.loretrack');
    await store.saveCopy(copyFile);
    store.close();
    expect(readFileSync(file).equals(damaged)).toBe(true);
    const copy = await stores.open(copyFile);
    expect(copy.readOnlyReason).toBeNull();
    expect(modelOf(copy)).toEqual(model);
    expect(copy.nextId('track')).toBe(7);
    expect(copy.layers.list()).toEqual(layers);
    expect(copy.layers.create(layers[0]!).id).toBe(3);
    copy.undo();
    copy.close();
  });

  it('is read box by box where the history is lost too', async () => {
    run('DELETE FROM journal WHERE step = 1');
    const leaves = pagesOf('frame_row', 'leaf');
    const middle = leaves[Math.floor(leaves.length / 2)]!;
    overwrite(middle);
    const store = await stores.open(file);
    const pattern =
      /boxes of track (\d) between (?:its start|frame (\d+)) and (?:its end|frame (\d+))/g;
    const gaps = [...store.readOnlyReason!.matchAll(pattern)].map(([, track, from, to]) => ({
      track: Number(track),
      from: Number(from ?? -1),
      to: Number(to ?? Infinity),
    }));
    expect(store.readOnlyReason).toMatch(/Lost: boxes of track .*; the edit history\./);
    const saved = modelOf(store);
    expect({ ...saved, rows: 0 }).toEqual({ ...model, rows: 0 });
    let lost = 0;
    for (const [id, rows] of model.rows) {
      for (const [frame, row] of rows) {
        const isLost = gaps.some(
          ({ track, from, to }) => id === track && frame > from && frame < to,
        );
        expect(saved.rows.get(id)!.get(frame)).toEqual(isLost ? undefined : row);
        lost += Number(isLost);
      }
    }
    expect(lost).toBeGreaterThan(10);
    expect(lost).toBeLessThan(150);
    expect(store.undoTitle).toBeNull();
    store.close();
  });

  it('keeps the proposals of trackers that can still be read', async () => {
    const leaves = pagesOf('layer_box', 'leaf');
    overwrite(leaves[Math.floor(leaves.length / 2)]!);
    run('DELETE FROM journal WHERE step = 1; UPDATE project SET next_layer = 1');
    const store = await stores.open(file);
    expect(store.readOnlyReason).toMatch(
      /Lost: some boxes that trackers proposed; the edit history/,
    );
    expect(modelOf(store)).toEqual(model);
    const saved = store.layers.list();
    const specs = ({ id, kind, mediaId, modelId, trackIds }: Layer): unknown => {
      return { id, kind, mediaId, modelId, trackIds };
    };
    expect(saved.map(specs)).toEqual(layers.map(specs));
    let boxes = 0;
    for (const { boxes: lists } of saved) {
      for (const list of lists.values()) {
        for (const box of list) expect(box).toEqual(proposed(box.frameIndex));
        boxes += list.length;
      }
    }
    expect(boxes).toBeGreaterThan(200);
    expect(boxes).toBeLessThan(400);
    const copyFile = path.join(folder, 'copy.loretrack');
    await store.saveCopy(copyFile);
    store.close();
    const copy = await stores.open(copyFile);
    expect(copy.layers.create(layers[0]!).id).toBe(3);
    copy.close();
  });

  it.each([['whole'], ['lost']])(
    'drops boxes whose proposal is gone, its history %s',
    async (history) => {
      run('PRAGMA foreign_keys = OFF; DELETE FROM layer WHERE id = 2');
      if (history === 'lost') run('DELETE FROM journal WHERE step = 1');
      const store = await stores.open(file);
      const loss =
        history === 'lost' ? '200 boxes whose proposal was lost' : 'some boxes that trackers';
      expect(store.readOnlyReason).toContain(loss);
      expect(store.layers.list()).toEqual(layers.slice(0, 1));
      expect(modelOf(store)).toEqual(model);
      const copyFile = path.join(folder, 'copy.loretrack');
      await store.saveCopy(copyFile);
      store.close();
      const copy = await stores.open(copyFile);
      expect(copy.readOnlyReason).toBeNull();
      copy.close();
    },
  );

  it('keeps all labels when only the history is damaged', async () => {
    for (const page of pagesOf('journal', 'leaf')) overwrite(page);
    const store = await stores.open(file);
    expect(store.readOnlyReason).toMatch(/Lost: the edit history\./);
    expect(modelOf(store)).toEqual(model);
    const copyFile = path.join(folder, 'copy.loretrack');
    await store.saveCopy(copyFile);
    store.close();
    const copy = await stores.open(copyFile);
    const label = copy.labels()[0]!;
    const change = {
      kind: 'label',
      id: 1,
      before: label,
      after: { ...label, name: 'car' },
    } as const;
    copy.commit({ title: 'Rename label', changes: [change] });
    copy.undo();
    expect(modelOf(copy)).toEqual(model);
    copy.close();
  });

  it('gives boxes a stand-in for a label or model whose name was lost', async () => {
    run(
      'PRAGMA foreign_keys = OFF; DELETE FROM label; DELETE FROM journal; DELETE FROM source WHERE id = 2',
    );
    const store = await stores.open(file);
    expect(store.labels()).toEqual([
      { id: 1, name: 'lost label 1', color: '#888888', hotkey: null, attributes: [] },
    ]);
    expect(store.tracksOf(1)[0]!.sources).toContain('model:lost-2');
    expect(store.trackCounts()).toEqual({ 1: 3, 2: 3 });
    store.close();
  });

  it('is opened as far as it goes when its end is missing', async () => {
    truncateSync(file, Math.floor((readFileSync(file).length * 0.5) / PAGE) * PAGE);
    const store = await stores.open(file);
    expect(store.readOnlyReason).toMatch(/is damaged.*Lost: /);
    const saved = modelOf(store);
    expect(saved.label).toEqual(model.label);
    let boxes = 0;
    for (const [id, rows] of saved.rows) {
      for (const [frame, row] of rows) {
        expect(row).toEqual(model.rows.get(id)!.get(frame));
        boxes++;
      }
    }
    expect(boxes).toBeGreaterThan(300);
    store.close();
  });

  it('does not run what a foreign hand has put into it', async () => {
    run('CREATE TRIGGER evil AFTER UPDATE ON project BEGIN DELETE FROM frame_row; END');
    const store = await stores.open(file);
    expect(store.readOnlyReason).toMatch(/its table evil is not as it should be.*Everything/);
    expect(modelOf(store)).toEqual(model);
    store.close();
  });

  it('says so when values cannot be', async () => {
    run(
      'PRAGMA ignore_check_constraints = ON; UPDATE frame_row SET flags = 99 WHERE track_id = 2 AND frame_index = 7',
    );
    run('DELETE FROM journal WHERE step = 1');
    const store = await stores.open(file);
    expect(store.readOnlyReason).toMatch(
      /CHECK constraint failed.*Lost: 1 boxes of track 2; the edit history/,
    );
    expect(store.track(2)!.rows.size).toBe(299);
    store.close();
  });

  it('is opened, or refused with a reason, whatever bytes are wrong', async () => {
    const sound = readFileSync(file);
    const random = seededRandom(20_240_501);
    let opened = 0;
    for (let round = 0; round < 60; round++) {
      const bytes = Buffer.from(sound);
      // The first page and others alike: single bytes, and whole runs.
      const start = Math.floor(random() * (round % 3 === 0 ? 2 * PAGE : bytes.length));
      const length =
        round % 2 === 0 ? 1 + Math.floor(random() * 8) : 1 + Math.floor(random() * 3000);
      for (let i = start; i < Math.min(start + length, bytes.length); i++)
        bytes[i] = random() * 256;
      writeFileSync(file, bytes);
      try {
        const store = await stores.open(file);
        try {
          modelOf(store);
        } finally {
          store.close();
        }
        opened++;
      } catch (error) {
        expect(isStudioError(error), `round ${round}: ${String(error)}`).toBe(true);
        expect(isStudioError(error, 'internal'), `round ${round}: ${String(error)}`).toBe(false);
      }
    }
    expect(opened).toBeGreaterThan(40);
  });
});
