import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type {
  DistillationRun,
  DistillationSettings,
} from '../../electron/contract/distillation.ts';
import type { EventMessage } from '../../electron/contract/wire.ts';
import type { Box } from '../../electron/domain/boxes.ts';
import { parseBoxLines } from '../../electron/domain/formats/box-lines.ts';
import { sampleClip, sampleTruth } from '../../electron/hosts/folders.ts';
import { writeMicroModel } from '../support/networks.ts';
import { temporaryStudio, type TemporaryStudio } from '../support/temporary-studio.ts';

/** Time for work that shares the machine's cores with other tests, in milliseconds. */
const PATIENCE = 120_000;
vi.setConfig({ testTimeout: 2 * PATIENCE, hookTimeout: 2 * PATIENCE });

let studio: TemporaryStudio;
let events: EventMessage[];
let truth: readonly Box[];
let mediaId: number;

const settings: DistillationSettings = {
  teacherId: 'micro-256',
  replacesId: 'micro-128',
  startId: null,
  studentSize: 128,
  trackIds: [1],
  holdOutShare: 0.4,
  budget: { steps: 4, minutes: null, patience: null },
  ablations: { batch: 2 },
};

beforeAll(async () => {
  studio = await temporaryStudio();
  const { service } = studio;
  events = [];
  service.subscribe((message) => events.push(message));
  truth = parseBoxLines(await readFile(sampleTruth, 'utf8'), sampleTruth);
  await service.createProject({ path: studio.at('a.loretrack') });
  mediaId = (await service.addMedia({ paths: [sampleClip] }))[0]!.id;
  await service.edit({
    command: { type: 'addLabel', name: 'bug', color: '#e69f00', hotkey: null, attributes: [] },
  });
  await service.edit({
    command: { type: 'addTrack', mediaId, labelId: 1, frameIndex: 0, box: truth[0]! },
  });
  for (let frameIndex = 3; frameIndex < truth.length; frameIndex += 3) {
    const box = truth[frameIndex]!;
    await service.edit({ command: { type: 'setBox', trackId: 1, frameIndex, box } });
  }
  for (const [name, id] of [
    ['t64_s128', 'micro-128'],
    ['t128_s256', 'micro-256'],
  ] as const) {
    const file = await writeMicroModel(studio.folder, name, { searchFactor: 4 });
    await service.importModel({ path: file, id, preset: null, licence: null });
  }
});
afterAll(() => studio.remove());

async function annotations(): Promise<string> {
  const tracks = await studio.service.tracks({ mediaId });
  return createHash('sha256').update(JSON.stringify(tracks)).digest('hex');
}

const states = (runId: string): DistillationRun[] =>
  events
    .filter((message) => message.event === 'distillation')
    .map(({ data }) => data)
    .filter(({ id }) => id === runId);

async function until(runId: string, status: DistillationRun['status']): Promise<DistillationRun> {
  const last = (): DistillationRun | undefined => states(runId).at(-1);
  await vi.waitFor(
    () => {
      if (last()?.status !== status && last()?.status !== 'failed') throw new Error('not yet');
    },
    { timeout: PATIENCE, interval: 20 },
  );
  expect([last()!.status, last()!.note]).toEqual([status, null]);
  return last()!;
}

describe('distillation in the studio', () => {
  it('plans without starting anything', async () => {
    const plan = await studio.service.planDistillation({ settings });
    expect(plan).toMatchObject({ canStart: true, estimate: null, power: 'unknown' });
    expect(plan.learnedFrames).toBeGreaterThan(20);
    expect(plan.holdOut).toHaveLength(3);
    expect(plan.remarks.map(({ level, reason }) => `${level} ${reason}`)).toEqual([
      'weak too-few',
      'weak one-track',
    ]);
    const empty = await studio.service.planDistillation({
      settings: { ...settings, trackIds: [] },
    });
    expect([empty.canStart, empty.remarks[0]!.reason]).toEqual([false, 'empty']);
    const odd = await studio.service.planDistillation({
      settings: { ...settings, studentSize: 100 },
    });
    expect(odd.remarks.at(-1)).toMatchObject({ level: 'refused', reason: 'settings' });
    expect(await studio.service.distillations()).toEqual([]);
  });

  it('makes a student, judges it, and leaves the annotations alone', async () => {
    const { service } = studio;
    const before = await annotations();
    const { id } = await service.startDistillation({
      ...{ name: 'Night bugs', settings, onBattery: false },
    });
    const run = await until(id, 'judged');
    expect(run.note).toBeNull();
    expect(run.verdict!.frames).toBeGreaterThan(29);
    expect(run.verdict!.gain).not.toBeNull();
    expect(run.modelId).toBe('night-bugs-128');
    expect(run.examples).toBeGreaterThan(0);
    const { curves, examples, holdOut } = await service.distillation({ runId: id });
    expect(curves.heldOut[0]).toMatchObject({ step: 0 });
    expect(curves.steps.at(-1)).toBe(4);
    expect(Object.keys(curves.losses)).toEqual(
      expect.arrayContaining(['giou', 'l1', 'focal', 'qkv', 'disc', 'total']),
    );
    expect(curves.teacherHeldOutIou).toBeGreaterThan(0);
    expect(holdOut).toHaveLength(3);
    const [example] = examples;
    expect(Buffer.from(example!.pixels, 'base64')).toHaveLength(3 * example!.size ** 2);
    expect(
      holdOut.some(({ from, to }) => example!.frameIndex >= from && example!.frameIndex <= to),
    ).toBe(true);
    const { models } = await service.models();
    const student = models.find((model) => model.id === run.modelId)!;
    expect(student).toMatchObject({ origin: 'distilled', title: 'Night bugs', searchSize: 128 });
    expect(student.lineage).toMatchObject({
      ...{ source: 'distilled', teacher: 'micro-256', replaces: 'micro-128', run: id },
      ...{ dataHash: run.dataHash, outcome: run.verdict!.outcome },
    });
    expect(student.card).toContain(run.dataHash);
    expect(student.isActive).toBe(run.verdict!.outcome === 'promoted');
    expect(await annotations()).toBe(before);
  });
});
