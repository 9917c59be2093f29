import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineProcess } from '../../electron/adapters/engine/engine-process.ts';
import { forkEngine } from '../../electron/adapters/engine/fork-engine.ts';
import type { LayerState } from '../../electron/contract/tracking.ts';
import { fromColumns } from '../../electron/contract/track-columns.ts';
import type { EventMessage } from '../../electron/contract/wire.ts';
import type { AnnotatedTrack } from '../../electron/domain/annotation.ts';
import { iou, type Box } from '../../electron/domain/boxes.ts';
import { parseBoxLines } from '../../electron/domain/formats/box-lines.ts';
import { engineEntry, sampleClip, sampleTruth } from '../../electron/hosts/folders.ts';
import { temporaryStudio, type TemporaryStudio } from '../support/temporary-studio.ts';
import { randomNumbers } from '../support/random-network.ts';

/** Time for work that shares the machine's cores with other tests, in milliseconds. */
const PATIENCE = 120_000;
vi.setConfig({ testTimeout: 2 * PATIENCE });
const tracker = { modelId: 'tiny-128', device: 'cpu' } as const;
let studio: TemporaryStudio;
let events: EventMessage[];
/** The engines that were started, the latest last. */
let engines: EngineProcess[];
let truth: readonly Box[];
let mediaId: number;

beforeEach(async () => {
  engines = [];
  const launch = forkEngine(engineEntry);
  studio = await temporaryStudio((listener) => {
    const engine = launch(listener);
    engines.push(engine);
    return engine;
  });
  events = [];
  studio.service.subscribe((message) => events.push(message));
  truth = parseBoxLines(await readFile(sampleTruth, 'utf8'), sampleTruth);
  await studio.service.createProject({ path: studio.at('a.loretrack') });
  mediaId = (await studio.service.addMedia({ paths: [sampleClip] }))[0]!.id;
  await studio.service.edit({
    command: { type: 'addLabel', name: 'bug', color: '#e69f00', hotkey: null, attributes: [] },
  });
  await draw(0);
});
afterEach(() => studio.remove());

async function draw(frameIndex: number, box: Box = truth[frameIndex]!): Promise<void> {
  await studio.service.edit({
    command: { type: 'addTrack', mediaId, labelId: 1, frameIndex, box },
  });
}

async function track(trackId = 1): Promise<AnnotatedTrack> {
  const columns = await studio.service.tracks({ mediaId });
  return fromColumns(columns.find((one) => one.track.id === trackId)!);
}

/** Waits until a layer is `status`. */
async function until(layerId: number, status: LayerState['status']): Promise<LayerState> {
  const find = (): LayerState | undefined =>
    events
      .filter((message) => message.event === 'layer')
      .map(({ data }) => data)
      .findLast((state) => state.id === layerId && state.status === status);
  await expect.poll(find, { timeout: PATIENCE, interval: 10 }).toBeDefined();
  return find()!;
}

/** Waits until a running layer has done so many frames. */
async function untilDone(layerId: number, frames: number): Promise<void> {
  const done = (): number =>
    events
      .filter((message) => message.event === 'layer')
      .map(({ data }) => data)
      .findLast(({ id }) => id === layerId)?.done ?? 0;
  await expect.poll(done, { timeout: PATIENCE, interval: 5 }).toBeGreaterThanOrEqual(frames);
}

const forward = (trackIds: number[], frameIndex = 0, until: 'protected' | 'end' | number = 40) =>
  studio.service.startTracking({ mediaId, trackIds, frameIndex, direction: 1, until, tracker });

describe('tracking', () => {
  it('tells boxes frame by frame and puts them into the tracks as one undo step', async () => {
    await draw(0, { x: 300, y: 200, w: 60, h: 50 });
    const before = await track();
    const { id } = await forward([1, 2]);
    const last = await until(id, 'gone');
    expect(last).toMatchObject({ provider: 'cpu', done: 40, total: 40, head: 40 });
    expect(last.msPerFrame).toBeGreaterThan(0);
    const told = events.filter((message) => message.event === 'layerBoxes');
    for (const trackId of [1, 2]) {
      const frames = told
        .filter(({ data }) => data.trackId === trackId)
        .flatMap(({ data }) => data.boxes.map(({ frameIndex }) => frameIndex));
      // As they come, and once more without the tracker's flicker.
      const inOrder = Array.from({ length: 40 }, (_, i) => i + 1);
      expect(frames).toEqual([...inOrder, ...inOrder]);
    }
    const after = await track();
    expect([...after.rows.keys()]).toEqual(Array.from({ length: 41 }, (_, i) => i));
    expect(after.rows.get(0)).toEqual(before.rows.get(0));
    expect(after.rows.get(20)).toMatchObject({ source: 'model:tiny-128', keyframe: false });
    expect(iou(after.rows.get(20)!.box!, truth[20]!)).toBeGreaterThan(0.5);
    expect((await studio.service.undo())?.patch.title).toBe('Track 2 objects, frames 1 to 40');
    expect(await track()).toEqual(before);
    await studio.service.redo();
    expect(await track()).toEqual(after);
    expect(await studio.service.layers({ mediaId })).toEqual([]);
  });

  it('goes backward, up to what a person has said, and never over it', async () => {
    await studio.service.edit({
      command: { type: 'setBox', trackId: 1, frameIndex: 30, box: truth[30]! },
    });
    await studio.service.edit({
      command: { type: 'setBox', trackId: 1, frameIndex: 20, box: { x: 5, y: 5, w: 9, h: 9 } },
    });
    const request = { mediaId, trackIds: [1], frameIndex: 30, direction: -1, tracker } as const;
    await until(
      (await studio.service.startTracking({ ...request, until: 'protected' })).id,
      'gone',
    );
    const { rows } = await track();
    expect([...rows.keys()]).toEqual([0, ...Array.from({ length: 11 }, (_, i) => 20 + i)]);
    expect(rows.get(20)).toMatchObject({ source: 'human', box: { x: 5, y: 5, w: 9, h: 9 } });
    expect(iou(rows.get(25)!.box!, truth[25]!)).toBeGreaterThan(0.5);
    await expect(
      studio.service.startTracking({ ...request, frameIndex: 21, until: 'protected' }),
    ).rejects.toThrow(/nothing to track.*bug 1/);
  });

  it('keeps what is done when it is stopped, and goes on from there as if nothing had been', async () => {
    const { id } = await forward([1]);
    await untilDone(id, 5);
    await studio.service.stopLayer({ layerId: id });
    const stopped = await track();
    const end = [...stopped.rows.keys()].at(-1)!;
    expect(end).toBeGreaterThanOrEqual(5);
    await until((await forward([1], end)).id, 'gone');
    const whole = await track();
    await studio.service.undo();
    expect(await track()).toEqual(stopped);
    await studio.service.undo();
    await until((await forward([1])).id, 'gone');
    for (const [frame, { box }] of (await track()).rows) {
      // The last frame of a run has no next one to be steadied by.
      if (frame === end) continue;
      const other = whole.rows.get(frame)!.box!;
      for (const side of ['x', 'y', 'w', 'h'] as const) {
        expect(Math.abs(box![side] - other[side])).toBeLessThan(1e-3);
      }
    }
  });

  it('keeps a box that a person draws meanwhile, and refuses a second run of the same track', async () => {
    const { id } = await forward([1], 0, 'end');
    await expect(forward([1])).rejects.toThrow(/being worked on/);
    const box = { x: 1, y: 2, w: 30, h: 40 };
    await studio.service.edit({ command: { type: 'setBox', trackId: 1, frameIndex: 60, box } });
    await until(id, 'gone');
    const { rows } = await track();
    expect(rows.get(60)).toMatchObject({ box, source: 'human' });
    expect(rows.size).toBe(truth.length);
  });

  it('keeps what is done when the project is closed, and forgets what is discarded', async () => {
    const { id } = await forward([1], 0, 'end');
    await untilDone(id, 10);
    await studio.service.closeProject();
    await studio.service.openProject({ path: studio.at('a.loretrack') });
    const kept = (await track()).rows.size;
    expect(kept).toBeGreaterThan(10);
    await studio.service.undo();
    const again = await forward([1], 0, 'end');
    await untilDone(again.id, 3);
    await studio.service.discardLayer({ layerId: again.id });
    expect((await track()).rows.size).toBe(1);
    expect(await studio.service.layers({ mediaId })).toEqual([]);
  });

  it('shows what a crash has left, to be accepted or discarded', async () => {
    const { layers } = studio.stores.at(-1)!;
    const spec = { kind: 'track', mediaId, trackIds: [1], modelId: 'tiny-128' } as const;
    const { id } = layers.create(spec);
    layers.append(id, new Map([[1, [{ frameIndex: 1, box: truth[1]!, score: 0.5 }]]]));
    const [content] = await studio.service.layers({ mediaId });
    expect(content).toMatchObject({ state: { id, status: 'ready', range: { from: 1, to: 1 } } });
    expect(content!.state.note).toMatch(/interrupted/);
    await expect(forward([1])).rejects.toThrow(/proposal that waits/);
    await studio.service.acceptLayer({ layerId: id });
    expect((await track()).rows.get(1)).toMatchObject({ box: truth[1], score: 0.5 });
    expect(layers.list()).toEqual([]);
  });

  it('says what is wrong with a request', async () => {
    await expect(forward([9])).rejects.toThrow(/no track 9/);
    await expect(forward([1], 5)).rejects.toThrow(/bug 1 has no box in frame 5/);
    const other = { ...tracker, modelId: 'none' };
    const request = { mediaId, trackIds: [1], frameIndex: 0, direction: 1, until: 'end' } as const;
    await expect(
      studio.service.startTracking({ ...request, tracker: other }),
    ).rejects.toMatchObject({ code: 'unknown-model' });
    await expect(studio.service.stopLayer({ layerId: 99 })).rejects.toThrow(/gone/);
    const { models } = await studio.service.trackers();
    expect(models).toContainEqual(
      expect.objectContaining({ id: 'tiny-128', searchSize: 128, isDefault: true }),
    );
  });
});

describe('a correction', () => {
  /** The track drifts off from frame 45 on: rows of a model that the person never saw go wrong. */
  async function drifted(): Promise<void> {
    await until((await forward([1], 0, 70)).id, 'gone');
    const { layers } = studio.stores.at(-1)!;
    const { id } = layers.create({
      ...{ kind: 'track', mediaId, trackIds: [1], modelId: 'tiny-128' },
    });
    const boxes = Array.from({ length: 26 }, (_, i) => ({
      frameIndex: 45 + i,
      box: { x: 400 - 5 * i, y: 20, w: 60, h: 40 },
      score: 0.4,
    }));
    layers.append(id, new Map([[1, boxes]]));
    // As after a crash: read when the project is opened again.
    await studio.service.closeProject();
    await studio.service.openProject({ path: studio.at('a.loretrack') });
    await studio.service.acceptLayer({ layerId: id });
  }
  const correct = (frameIndex: number) =>
    studio.service.edit({
      command: { type: 'setBox', trackId: 1, frameIndex, box: truth[frameIndex]! },
    });
  const repair = (revision: number, accept: 'ask' | 'auto' = 'ask', frameIndexes = [58]) =>
    studio.service.repairTrack({
      ...{ trackId: 1, revision, frameIndexes, range: null, accept, tracker },
    });

  it('repairs both sides of a correction as a proposal, and is undone together with it', async () => {
    await drifted();
    const before = await track();
    const { revision } = await correct(58);
    const { id } = (await repair(revision))!;
    const ready = await until(id, 'ready');
    expect(ready.range.from).toBeLessThanOrEqual(45);
    expect(ready.range.to).toBe(70);
    expect((await track()).rows.get(50)).toEqual(before.rows.get(50));
    const result = await studio.service.acceptLayer({ layerId: id });
    expect(result.undoTitle).toBe('Resize box and repair');
    const { rows } = await track();
    expect(rows.size).toBe(71);
    const overlaps = truth.slice(45, 71).map((box, i) => iou(rows.get(45 + i)!.box!, box));
    expect(Math.min(...overlaps)).toBeGreaterThan(0.3);
    expect(overlaps.reduce((a, b) => a + b) / overlaps.length).toBeGreaterThan(0.55);
    expect(rows.get(58)).toMatchObject({ source: 'human', box: truth[58] });
    await studio.service.undo();
    expect(await track()).toEqual(before);
    await studio.service.redo();
    expect((await track()).rows).toEqual(rows);
  });

  it('does so at once where that is wanted, and as a step of its own after another edit', async () => {
    await drifted();
    const { revision } = await correct(58);
    await until((await repair(revision, 'auto'))!.id, 'gone');
    expect(iou((await track()).rows.get(52)!.box!, truth[52]!)).toBeGreaterThan(0.5);
    expect((await studio.service.undo())?.patch.title).toBe('Resize box and repair');

    const again = await correct(58);
    const { id } = (await repair(again.revision))!;
    await until(id, 'ready');
    await draw(3);
    const result = await studio.service.acceptLayer({ layerId: id });
    expect(result.undoTitle).toMatch(/^Repair bug 1, frames \d+ to 70/);
  });

  it('repairs for two corrections together, and leaves what is discarded as it was', async () => {
    await drifted();
    const first = await correct(58);
    const waiting = (await repair(first.revision))!;
    await until(waiting.id, 'ready');
    const second = await correct(65);
    const both = (await repair(second.revision, 'ask', [65]))!;
    await until(waiting.id, 'gone');
    const ready = await until(both.id, 'ready');
    expect(ready.range.from).toBeLessThanOrEqual(45);
    const before = await track();
    await studio.service.discardLayer({ layerId: both.id });
    expect(await track()).toEqual(before);
    expect(await repair(second.revision, 'ask', [0])).not.toBeNull();
  });

  it('has nothing to repair between two keyframes of a person', async () => {
    const { revision } = await correct(58);
    expect(await repair(revision)).toBeNull();
  });

  it('can be left to interpolation, in the undo step of the correction', async () => {
    await drifted();
    const before = await track();
    const { revision } = await correct(58);
    const command = { type: 'interpolateSpans', trackId: 1, frameIndex: 58 } as const;
    const result = await studio.service.edit({ command, amends: revision });
    expect(result.undoTitle).toMatch(/^Resize box, interpolate bug 1/);
    const { rows } = await track();
    expect([...rows.keys()].slice(0, 2)).toEqual([0, 58]);
    await studio.service.undo();
    expect(await track()).toEqual(before);
  });

  it('is checked from the other side: overlaps are kept, boxes stay', async () => {
    await drifted();
    const before = await track();
    const how = 'backward' as const;
    const { id } = await studio.service.checkTrack({ trackId: 1, range: null, how, tracker });
    await until(id, 'gone');
    const { rows } = await track();
    for (const [frame, row] of rows) {
      const { passIou, ...rest } = row;
      expect(rest).toEqual(before.rows.get(frame));
      if (frame > 0 && frame < 70) expect(passIou).toBeDefined();
    }
    await studio.service.undo();
    expect(await track()).toEqual(before);
  });

  it('snaps a rough box to what the tracker sees', async () => {
    const rough = { ...truth[10]!, x: truth[10]!.x + 15, y: truth[10]!.y - 10 };
    const found = await studio.service.proposeBox({
      ...{ trackId: 1, frameIndex: 10, box: rough, tracker },
    });
    expect(iou(found.box, truth[10]!)).toBeGreaterThan(iou(rough, truth[10]!));
    await expect(
      studio.service.proposeBox({ trackId: 1, frameIndex: 0, box: rough, tracker }),
    ).rejects.toThrow(/does not know yet/);
  });
});

describe('an engine that is killed', () => {
  it('is replaced, and the job has every frame once', async () => {
    const random = randomNumbers(7);
    const { id } = await forward([1], 0, 'end');
    for (let kill = 1; kill <= 4; kill++) {
      await untilDone(id, kill * 40 + Math.floor(random() * 20));
      engines.at(-1)!.kill();
    }
    const last = await until(id, 'gone');
    expect(last.done).toBe(truth.length - 1);
    expect(engines.length).toBe(5);
    const told = events
      .filter((message) => message.event === 'layerBoxes')
      .flatMap(({ data }) => data.boxes.map(({ frameIndex }) => frameIndex));
    const inOrder = Array.from({ length: truth.length - 1 }, (_, i) => i + 1);
    expect(told).toEqual([...inOrder, ...inOrder]);
    expect((await track()).rows.size).toBe(truth.length);
    const notices = events.filter((message) => message.event === 'notice');
    expect(notices.map(({ data }) => data.message).join()).toMatch(/going on at frame/);
  });
});
