import { expect } from 'vitest';
import type { StudioApi } from '../../../electron/contract/api.ts';
import type { DistillationSettings } from '../../../electron/contract/distillation.ts';

type Call = <M extends keyof StudioApi>(
  method: M,
  ...args: Parameters<StudioApi[M]>
) => ReturnType<StudioApi[M]>;

const settings: DistillationSettings = {
  ...{ teacherId: 'tiny-128', replacesId: 'tiny-128', startId: null, studentSize: 96 },
  ...{ trackIds: [1], holdOutShare: 0.2, ablations: {} },
  budget: { steps: 10, minutes: null, patience: null },
};

/**
 * Calls every method of learning and of models once, in a project whose track 1 has a box in frame 2 of three or more;
 * nothing is trained.
 * @param at a path in a folder of the test's own
 */
export async function callLearning(call: Call, at: (name: string) => string): Promise<void> {
  const modelId = 'tiny-128';
  const runId = '20260101-120000-ab12cd';
  const path = at('none.pth');
  const { models } = await call('models');
  expect(models.find(({ isActive }) => isActive)).toMatchObject({ origin: 'shipped' });
  const active = await call('activateModel', { modelId });
  expect(active.models.find(({ isActive }) => isActive)!.id).toBe(modelId);
  await call('rollBackModel').catch((error: unknown) => {
    // Nothing was activated where the model was the active one before.
    expect(error).toMatchObject({ code: 'bad-input' });
  });
  await expect(call('renameModel', { modelId, title: 'Mine' })).rejects.toThrow(/comes with/);
  await expect(call('deleteModel', { modelId })).rejects.toThrow(/comes with/);
  const file = { path: at('tiny.safetensors'), overwrite: false };
  const exported = await call('exportModel', { modelId, format: 'safetensors', ...file });
  expect(exported.bytes).toBeGreaterThan(1e6);
  await expect(call('inspectCheckpoint', { path })).rejects.toMatchObject({ code: 'not-found' });
  const imported = call('importModel', { path, id: 'a', preset: 'tiny', licence: null });
  await expect(imported).rejects.toMatchObject({ code: 'not-found' });
  const trial = await call('tryModel', { modelId, trackId: 1, frameIndex: 2 });
  expect(trial).toMatchObject({ templateFrame: 2, frameIndex: 3 });
  await expect(call('measureModel', { modelId, searchSizes: [33] })).rejects.toThrow(/multiple/);

  const plan = await call('planDistillation', { settings });
  expect([plan.canStart, plan.remarks[0]!.reason]).toEqual([false, 'too-few']);
  const start = { name: 'x', settings, onBattery: true };
  await expect(call('startDistillation', start)).rejects.toThrow(/too few/);
  await expect(call('pauseDistillation', { runId })).rejects.toThrow(/not working/);
  const gone = { code: 'not-found' };
  await expect(call('resumeDistillation', { runId, onBattery: true })).rejects.toMatchObject(gone);
  await expect(call('stopDistillation', { runId })).rejects.toMatchObject(gone);
  await expect(call('cancelDistillation', { runId })).rejects.toMatchObject(gone);
  await expect(call('distillation', { runId })).rejects.toMatchObject(gone);
  expect(await call('distillations')).toEqual([]);
  expect(await call('rerunOffers', { modelId })).toEqual([]);
  const offer = { mediaId: 1, trackId: 1, from: 1, to: 2, expectedFrames: 1 };
  expect(await call('startRerun', { offer, modelId })).toBeNull();
  await expect(call('checkWithTeacher', { trackId: 1, range: null })).rejects.toThrow(
    /No distilled model/,
  );
  expect((await call('corrections')).models).toEqual([]);
}
