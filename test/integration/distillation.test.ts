import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Child } from '../../electron/adapters/processes/child.ts';
import { forkChild } from '../../electron/adapters/processes/fork-child.ts';
import type { LaunchDistiller } from '../../electron/adapters/training/trainer-client.ts';
import type { ToDistiller } from '../../electron/adapters/training/protocol.ts';
import type { LayerState } from '../../electron/contract/tracking.ts';
import { distillerEntry } from '../../electron/hosts/folders.ts';
import {
  MICRO_DISTILLATION as settings,
  PATIENCE,
  annotationsHash,
  distillingStudio,
  startLearningHost,
  type DistillingStudio,
} from '../support/distilling-studio.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE, hookTimeout: 2 * PATIENCE });

let distilling: DistillingStudio;
/** The distillers that were started, the latest last. */
let distillers: Child<ToDistiller>[];
let powerSource: 'mains' | 'battery' = 'mains';
const powerListeners = new Set<() => void>();

beforeAll(async () => {
  distillers = [];
  const fork: LaunchDistiller = forkChild(distillerEntry);
  distilling = await distillingStudio({
    distiller: (listener) => {
      const child = fork(listener);
      distillers.push(child);
      return child;
    },
    power: {
      get source() {
        return powerSource;
      },
      onChange(listener) {
        powerListeners.add(listener);
        return () => void powerListeners.delete(listener);
      },
    },
  });
});
afterAll(() => distilling.studio.remove());

/** The machine is plugged in, or not any more. */
function plug(source: typeof powerSource): void {
  powerSource = source;
  for (const listener of powerListeners) listener();
}

/** Models that are there, each of which can be described. */
async function modelIds(): Promise<readonly string[]> {
  const { models } = await distilling.studio.service.models();
  return models.map(({ id }) => id);
}

describe('distillation in the studio', () => {
  it('plans without starting anything', async () => {
    const { service } = distilling.studio;
    const plan = await service.planDistillation({ settings });
    expect(plan).toMatchObject({ canStart: true, estimate: null, power: 'mains' });
    expect(plan.learnedFrames).toBeGreaterThan(20);
    expect(plan.holdOut).toHaveLength(3);
    expect(plan.remarks.map(({ level, reason }) => `${level} ${reason}`)).toEqual([
      'weak too-few',
      'weak one-track',
    ]);
    const empty = await service.planDistillation({ settings: { ...settings, trackIds: [] } });
    expect([empty.canStart, empty.remarks[0]!.reason]).toEqual([false, 'empty']);
    const odd = await service.planDistillation({ settings: { ...settings, studentSize: 100 } });
    expect(odd.remarks.at(-1)).toMatchObject({ level: 'refused', reason: 'settings' });
    const refused = service.startDistillation({
      ...{ name: 'x', settings: { ...settings, trackIds: [] }, onBattery: true },
    });
    await expect(refused).rejects.toThrow(/nothing to learn from/);
    expect(await service.distillations()).toEqual([]);
  });

  it('makes a student, judges it, and leaves the annotations alone', async () => {
    const { service } = distilling.studio;
    const before = await annotationsHash(distilling);
    const { id } = await service.startDistillation({
      ...{ name: 'Night bugs', settings, onBattery: false },
    });
    await expect(
      service.startDistillation({ name: 'Second', settings, onBattery: false }),
    ).rejects.toThrow(/"Night bugs" is being trained/);
    await expect(service.deleteModel({ modelId: 'micro-128' })).rejects.toThrow(/needed by/);
    const run = await distilling.until(id, 'judged');
    expect(run.verdict!.frames).toBeGreaterThan(29);
    expect(run.verdict!.gain).not.toBeNull();
    expect(run.modelId).toBe('night-bugs-64');
    expect(run.examples).toBeGreaterThan(0);
    const { curves, examples, holdOut } = await service.distillation({ runId: id });
    expect(curves.heldOut[0]).toMatchObject({ step: 0 });
    expect(curves.steps.at(-1)).toBe(4);
    expect(Object.keys(curves.losses)).toEqual(
      expect.arrayContaining(['giou', 'l1', 'focal', 'qkv', 'disc', 'total']),
    );
    expect(curves.teacherHeldOutIou).toBeGreaterThanOrEqual(0);
    expect(holdOut).toHaveLength(3);
    const { pixels, size, frameIndex, mediaId } = examples[0]!;
    expect(Buffer.from(pixels, 'base64')).toHaveLength(3 * size ** 2);
    expect(mediaId).toBe(distilling.mediaId);
    expect(holdOut.some(({ from, to }) => frameIndex >= from && frameIndex <= to)).toBe(true);
    const { models } = await service.models();
    const student = models.find((model) => model.id === run.modelId)!;
    expect(student).toMatchObject({ origin: 'distilled', title: 'Night bugs', searchSize: 64 });
    expect(student.lineage).toMatchObject({
      ...{ source: 'distilled', teacher: 'micro-128', replaces: 'tiny-128', run: id },
      ...{ dataHash: run.dataHash, outcome: run.verdict!.outcome },
    });
    expect(student.card).toContain(run.dataHash);
    expect(student.isActive).toBe(run.verdict!.outcome === 'promoted');
    expect(await annotationsHash(distilling)).toBe(before);
    // What only training needs is gone.
    const files = await readdir(distilling.studio.at(`runs/${id}`));
    await vi.waitUntil(
      async () => !(await readdir(distilling.studio.at(`runs/${id}`))).includes('frames.bin'),
    );
    expect(files).toContain('model.onnx');
  });

  it('exports a student that another studio imports with all it says', async () => {
    const { studio } = distilling;
    const { service } = studio;
    const { models } = await service.models();
    const { lineage } = models.find(({ id }) => id === 'night-bugs-64')!;
    for (const format of ['onnx', 'safetensors'] as const) {
      const path = studio.at(`student.${format}`);
      await service.exportModel({ modelId: 'night-bugs-64', format, path, overwrite: false });
      await expect(
        service.exportModel({ modelId: 'night-bugs-64', format, path, overwrite: false }),
      ).rejects.toThrow(/exists already/);
      const found = await service.inspectCheckpoint({ path });
      expect(found).toMatchObject({ isOwn: true, searchSize: 64, suggestedId: 'student' });
      const id = `again-${format}`;
      const entry = await service.importModel({ path, id, preset: null, licence: null });
      expect(entry).toMatchObject({ origin: 'distilled', lineage });
      await service.deleteModel({ modelId: id });
    }
    await expect(service.deleteModel({ modelId: 'tiny-128' })).rejects.toThrow(/comes with/);
  });

  it('measures, tries and activates models, and goes back', async () => {
    const { service } = distilling.studio;
    const speeds = await service.measureModel({ modelId: 'micro-128', searchSizes: [128, 64] });
    expect(speeds.map(({ searchSize }) => searchSize)).toEqual([128, 64]);
    const { estimate, studentMsPerFrame } = await service.planDistillation({ settings });
    expect(estimate).toMatchObject({ steps: 4 });
    expect(studentMsPerFrame).toBe(speeds[1]!.msPerFrame);
    const trial = await service.tryModel({ modelId: 'tiny-128', trackId: 1, frameIndex: 0 });
    expect(trial).toMatchObject({ mediaId: distilling.mediaId, templateFrame: 0, frameIndex: 1 });
    expect(trial.iou).toBeGreaterThan(0.5);
    await service.activateModel({ modelId: 'micro-128' });
    const { formerId } = await service.activateModel({ modelId: 'night-bugs-64' });
    expect(formerId).toBe('micro-128');
    expect((await service.trackers()).models.find(({ isDefault }) => isDefault)!.id).toBe(
      'night-bugs-64',
    );
    await service.rollBackModel();
    const back = await service.rollBackModel();
    expect(back.models.find(({ isActive }) => isActive)!.id).toBe('tiny-128');
    const renamed = await service.renameModel({ modelId: 'night-bugs-64', title: 'Moths' });
    expect(renamed.models.find(({ title }) => title === 'Moths')!.id).toBe('night-bugs-64');
  });

  it('closes the loop: counts corrections, lets the teacher look, tracks anew', async () => {
    const { studio, mediaId } = distilling;
    const { service } = studio;
    const layers: LayerState[] = [];
    const stop = service.subscribe((message) => {
      if (message.event === 'layer') layers.push(message.data);
    });
    const settled = async (layerId: number): Promise<LayerState> => {
      const last = (): LayerState | undefined => layers.findLast(({ id }) => id === layerId);
      await vi.waitUntil(() => last() !== undefined && last()!.status !== 'running', {
        timeout: PATIENCE,
      });
      return last()!;
    };
    const box = (await service.tracks({ mediaId }))[0]!.boxes.slice(0, 4);
    const [x, y, w, h] = box as [number, number, number, number];
    await service.edit({
      command: { type: 'addTrack', mediaId, labelId: 1, frameIndex: 0, box: { x, y, w, h } },
    });
    const run = { mediaId, trackIds: [2], frameIndex: 0, direction: 1, until: 12 } as const;
    const tracker = { modelId: 'night-bugs-64', device: 'cpu' } as const;
    await settled((await service.startTracking({ ...run, tracker })).id);
    await service.edit({
      command: { type: 'setBox', trackId: 2, frameIndex: 6, box: { x: x + 9, y, w, h } },
    });
    const counted = { modelId: 'night-bugs-64', trackedFrames: 12, perThousand: null };
    expect((await service.corrections()).models).toEqual([{ ...counted, corrections: 1 }]);
    await service.undo();
    expect((await service.corrections()).models).toEqual([{ ...counted, corrections: 0 }]);

    const check = await service.checkWithTeacher({ trackId: 2, range: null });
    expect(check).toMatchObject({ kind: 'check', modelId: 'micro-128' });
    await settled(check.id);
    const { modelIou } = (await service.tracks({ mediaId })).find(({ track }) => track.id === 2)!;
    expect(modelIou).toHaveLength(12);
    await expect(service.checkWithTeacher({ trackId: 1, range: null })).rejects.toThrow(
      /No distilled model/,
    );

    const offer = { mediaId, trackId: 2, from: 4, to: 5, expectedFrames: 1 };
    const layer = await service.startRerun({ offer, modelId: 'tiny-128' });
    expect(layer).toMatchObject({
      kind: 'repair',
      modelId: 'tiny-128',
      range: { from: 1, to: 12 },
    });
    const { status } = await settled(layer!.id);
    if (status === 'ready') await service.discardLayer({ layerId: layer!.id });
    const offers = await service.rerunOffers({ modelId: 'tiny-128' });
    expect(offers.every(({ trackId }) => trackId === 2)).toBe(true);
    stop();
  });

  it('waits for a person, for power and for the annotator, and goes on', async () => {
    const { service } = distilling.studio;
    plug('battery');
    const endless = { ...settings, budget: { ...settings.budget, steps: 10_000 } };
    const start = await service.startDistillation({
      ...{ name: 'Waiting', settings: endless, onBattery: false },
    });
    const runId = start.id;
    const waits = (): string | null => distilling.states(runId).at(-1)?.waitsFor ?? null;
    await vi.waitUntil(() => waits() === 'battery', { timeout: PATIENCE });
    await service.resumeDistillation({ runId, onBattery: true });
    await distilling.until(runId, 'training');
    await service.pauseDistillation({ runId });
    expect([waits(), distilling.states(runId).at(-1)!.status]).toEqual(['person', 'waiting']);
    await service.resumeDistillation({ runId, onBattery: true });
    plug('mains');
    await distilling.until(runId, 'training');
    // A frame that is asked for comes from somebody who plays or scrubs.
    await service.frames.handle(new Request(`http://studio/frame/${distilling.mediaId}/0`));
    expect(waits()).toBe('annotator');
    await distilling.until(runId, 'training');
    await service.cancelDistillation({ runId });
    expect((await service.distillations()).map(({ id }) => id)).not.toContain(runId);
    expect(await readdir(distilling.studio.at('runs'))).toHaveLength(1);
  });

  it('survives the death of the distiller', async () => {
    const { service } = distilling.studio;
    const long = { ...settings, budget: { ...settings.budget, steps: 10_000 } };
    const { id: runId } = await service.startDistillation({
      ...{ name: 'Dying', settings: long, onBattery: false },
    });
    // The run is in training a moment before its process is there.
    await vi.waitUntil(() => distilling.states(runId).at(-1)?.progress != null, {
      timeout: PATIENCE,
    });
    const count = distillers.length;
    distillers.at(-1)!.kill();
    await vi.waitUntil(
      () => distilling.states(runId).at(-1)?.note?.includes('goes on from its last') === true,
      { timeout: PATIENCE },
    );
    expect(distillers).toHaveLength(count + 1);
    await vi.waitUntil(() => (distilling.states(runId).at(-1)?.progress?.step ?? 0) > 0, {
      timeout: PATIENCE,
    });
    await service.stopDistillation({ runId });
    const run = await distilling.until(runId, 'judged');
    expect(await modelIds()).toContain(run.modelId);
  });

  it('survives the death of the host', async () => {
    const { service, folder } = distilling.studio;
    const before = await annotationsHash(distilling);
    const known = await modelIds();
    await service.closeProject();
    const host = startLearningHost(folder, settings);
    const { id: runId } = await host.until(({ status }) => status === 'training');
    await host.kill('both');
    expect(await modelIds()).toEqual(known);
    const runs = await service.distillations();
    expect(runs.find(({ id }) => id === runId)).toMatchObject({ status: 'interrupted' });
    // The run needs no project any more.
    await service.resumeDistillation({ runId, onBattery: false });
    const run = await distilling.until(runId, 'judged');
    expect(await modelIds()).toEqual(expect.arrayContaining([...known, run.modelId]));
    await service.openProject({ path: distilling.project });
    expect(await annotationsHash(distilling)).toBe(before);
  });
});
