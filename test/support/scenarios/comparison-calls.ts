import { expect } from 'vitest';
import type { StudioApi } from '../../../electron/contract/api.ts';
import { writeMovingSquare } from '../moving-square.ts';

type Call = <M extends keyof StudioApi>(
  method: M,
  ...args: Parameters<StudioApi[M]>
) => ReturnType<StudioApi[M]>;

/** Calls every method of comparisons once; @param at a path in the studio's folder */
export async function callComparison(call: Call, at: (name: string) => string): Promise<void> {
  const folder = at('square');
  await writeMovingSquare(folder, { frames: 3 });
  expect(await call('inspectDataset', { path: folder })).toMatchObject({
    sequences: [{ name: 'square', frames: 3 }],
  });
  const { models } = await call('trackers');
  const modelId = models[0]!.id;
  const begun = await call('startComparison', {
    ...{ dataset: folder, sequences: null, modelIds: [modelId], device: 'cpu' },
    ...{ protocols: ['pytracking'], measuresSpeed: false },
  });
  expect(begun).toMatchObject({ status: 'running', datasetName: 'square' });
  const one = { comparisonId: begun.id };
  await call('stopComparison', one);
  expect(await call('resumeComparison', one)).toMatchObject({ id: begun.id });
  const statusNow = async () => (await call('comparisons'))[0]?.status;
  await expect.poll(statusNow, { timeout: 60_000 }).toBe('done');
  const { trackers } = await call('comparison', one);
  expect(trackers[0]?.tracker.name).toBe(modelId);
  const sequence = 'square';
  expect((await call('comparisonSequence', { ...one, sequence })).truth).toHaveLength(3);
  const threshold = { kind: 'absolute', value: 0.2 } as const;
  const [maps] = await call('comparisonMaps', {
    ...{ ...one, sequence, frameIndex: 1, trackers: [modelId], threshold },
  });
  expect(maps?.score).toHaveLength(maps!.cells ** 2);
  const path = at('report.html');
  const out = { what: { kind: 'report' }, only: null, path, overwrite: false } as const;
  expect(await call('exportComparison', { ...one, ...out })).toEqual({ path });
  await call('deleteComparison', one);
  expect(await call('comparisons')).toEqual([]);
}
