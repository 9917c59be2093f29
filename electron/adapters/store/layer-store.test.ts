import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillProject } from '../../../test/support/large-project.ts';
import { modelOf } from '../../../test/support/project-model.ts';
import type { Change } from '../../domain/annotation.ts';
import type { LayerSpec, ProposedBox } from '../../domain/tracking/layer.ts';
import type { ProjectStore } from '../../services/ports/project-store.ts';
import { SqliteProjectStores } from './sqlite-project-stores.ts';

const stores = new SqliteProjectStores();
let folder: string;
let file: string;
let store: ProjectStore;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'layer-store-'));
  file = path.join(folder, 'project.loretrack');
  store = await stores.create(file);
  fillProject(store, { media: 2, tracks: 2, frames: 5 });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const forward: Omit<LayerSpec, 'id'> = {
  ...{ kind: 'track', mediaId: 1, trackIds: [2, 1], modelId: 'tiny-128' },
};
const repair: Omit<LayerSpec, 'id'> = {
  ...{ kind: 'repair', mediaId: 2, trackIds: [3], modelId: 'a "quoted" ü' },
};

function proposed(frameIndex: number, more: Partial<ProposedBox> = {}): ProposedBox {
  const box = { x: frameIndex + 0.1, y: -2.25, w: 3, h: 1e-3 };
  return { frameIndex, box, score: 0.5, ...more };
}

async function reopen(): Promise<void> {
  store.close();
  store = await stores.open(file);
}

describe('the layers of a project', () => {
  it('are found again with all their boxes', async () => {
    expect(store.layers.list()).toEqual([]);
    expect(store.layers.create(forward)).toEqual({ ...forward, id: 1 });
    expect(store.layers.create(repair)).toEqual({ ...repair, id: 2 });
    const first = [proposed(4), proposed(5, { passIou: 0, modelIou: 1 })];
    const second = [proposed(4, { modelIou: 0.25 })];
    store.layers.append(
      1,
      new Map([
        [2, first],
        [1, second],
      ]),
    );
    store.layers.append(1, new Map([[2, [proposed(3, { passIou: 0.75 })]]]));
    const boxes = new Map([
      [1, second],
      [2, [proposed(3, { passIou: 0.75 }), ...first]],
    ]);
    const layers = [
      { ...forward, id: 1, boxes },
      { ...repair, id: 2, boxes: new Map() },
    ];
    expect(store.layers.list()).toStrictEqual(layers);
    await reopen();
    expect(store.layers.list()).toStrictEqual(layers);
  });

  it('replace the boxes of frames that they have already, whole', () => {
    const { id } = store.layers.create(forward);
    store.layers.append(id, new Map([[1, [proposed(4, { passIou: 0.5 }), proposed(5)]]]));
    const other = proposed(4, { box: { x: 0, y: 0, w: 1, h: 1 }, score: 1 });
    store.layers.append(id, new Map([[1, [other]]]));
    expect(store.layers.list()[0]!.boxes).toStrictEqual(new Map([[1, [other, proposed(5)]]]));
  });

  it('are forgotten alone, and their ids never used again', async () => {
    store.layers.create(forward);
    store.layers.create(repair);
    for (const id of [1, 2]) store.layers.append(id, new Map([[1, [proposed(id)]]]));
    store.layers.remove(2);
    store.layers.remove(2);
    store.layers.remove(99);
    const left = [{ ...forward, id: 1, boxes: new Map([[1, [proposed(1)]]]) }];
    expect(store.layers.list()).toEqual(left);
    await reopen();
    expect(store.layers.list()).toEqual(left);
    expect(store.layers.create(repair)).toMatchObject({ id: 3 });
    expect(store.layers.list()[1]!.boxes.size).toBe(0);
  });

  it('are no edits: they change no revision or title, and undo and redo leave them alone', () => {
    const before = [store.revision, store.undoTitle, store.redoTitle, modelOf(store)];
    const { id } = store.layers.create(forward);
    store.layers.append(id, new Map([[1, [proposed(4)]]]));
    expect([store.revision, store.undoTitle, store.redoTitle, modelOf(store)]).toEqual(before);
    const layers = store.layers.list();
    store.undo();
    store.undo();
    expect(store.layers.list()).toEqual(layers);
    store.layers.append(id, new Map([[1, [proposed(4)]]]));
    expect(store.redo()).not.toBeNull();
    expect(store.layers.list()).toEqual(layers);
    store.layers.remove(id);
    store.undo();
    expect(store.layers.list()).toEqual([]);
  });

  it('stay when their media and tracks are removed, and can go on to grow', async () => {
    const { id } = store.layers.create(repair);
    store.layers.append(id, new Map([[3, [proposed(4)]]]));
    const [item] = store.media().filter(({ id: mediaId }) => mediaId === repair.mediaId);
    const removal = [3, 4].flatMap((trackId): Change[] => {
      const { rows, ...track } = store.track(trackId)!;
      const boxes = [...rows].map(([frameIndex, before]): Change => {
        return { kind: 'row', trackId, frameIndex, before, after: null };
      });
      return [...boxes, { kind: 'track', id: trackId, before: track, after: null }];
    });
    const change: Change = { kind: 'media', id: item!.id, before: item!, after: null };
    store.commit({ title: 'Remove media', changes: [...removal, change] });
    store.layers.append(id, new Map([[3, [proposed(5)]]]));
    await reopen();
    expect(store.readOnlyReason).toBeNull();
    expect(store.layers.list()[0]!.boxes.get(3)).toEqual([proposed(4), proposed(5)]);
  });

  it('refuse boxes that cannot be, and then keep none of those that came with them', () => {
    const { id } = store.layers.create(forward);
    store.layers.append(id, new Map([[1, [proposed(4)]]]));
    const layers = store.layers.list();
    const box = { x: 0, y: 0, w: Infinity, h: 1 };
    for (const wrong of [
      proposed(-1),
      proposed(1.5),
      proposed(6, { score: NaN }),
      proposed(6, { box }),
      proposed(6, { passIou: 1.5 }),
      proposed(6, { modelIou: -0.5 }),
    ]) {
      const boxes = new Map([
        [1, [proposed(4, { score: 1 }), proposed(5)]],
        [2, [wrong]],
      ]);
      expect(() => {
        store.layers.append(id, boxes);
      }, JSON.stringify(wrong)).toThrow(expect.objectContaining({ code: 'internal' }));
      expect(store.layers.list()).toEqual(layers);
    }
    expect(() => {
      store.layers.append(7, new Map([[1, [proposed(5)]]]));
    }).toThrow(/no layer 7/);
    // What rounding makes of the overlap of two equal boxes.
    store.layers.append(id, new Map([[1, [proposed(4, { passIou: 1 + 2e-13 })]]]));
    expect(store.layers.list()[0]!.boxes.get(1)).toEqual([proposed(4, { passIou: 1 })]);
  });

  it('go with a saved copy', async () => {
    const { id } = store.layers.create(forward);
    store.layers.append(id, new Map([[1, [proposed(4, { passIou: 0.5 })]]]));
    store.layers.remove(store.layers.create(repair).id);
    const copyFile = path.join(folder, 'copy.loretrack');
    await store.saveCopy(copyFile);
    const copy = await stores.open(copyFile);
    expect(copy.layers.list()).toEqual(store.layers.list());
    expect(copy.layers.create(repair).id).toBe(3);
    copy.close();
  });
});
