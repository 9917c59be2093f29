import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  MICRO_DISTILLATION,
  annotationsHash,
  distillingStudio,
  startLearningHost,
  type DistillingStudio,
} from '../support/distilling-studio.ts';

let distilling: DistillingStudio;
beforeEach(async () => {
  distilling = await distillingStudio();
});
afterEach(() => distilling.studio.remove());

/** Kills at random moments of a run, from the first frame that is gathered to the judgement. */
const MOMENTS = 5;
const LONGEST_MS = 12_000;

it.each(['distiller', 'host', 'both'] as const)(
  'goes on after %s was killed at random moments, and leaves nothing half made',
  async (which) => {
    const { studio, project } = distilling;
    const { service } = studio;
    const before = await annotationsHash(distilling);
    for (let moment = 0; moment < MOMENTS; moment++) {
      await service.closeProject();
      const host = startLearningHost(studio.folder, MICRO_DISTILLATION);
      const { id: runId } = await host.until(() => true);
      const waitMs = Math.random() * LONGEST_MS;
      await delay(waitMs);
      await host.kill(which);
      if (which === 'distiller') {
        await host.until(({ status }) => status === 'judged' || status === 'failed');
        await host.kill('host');
      }
      const run = (await service.distillations()).find(({ id }) => id === runId)!;
      if (run.status !== 'judged') {
        expect(run.status, `after ${waitMs} ms: ${run.note}`).toBe('interrupted');
        await service.resumeDistillation({ runId, onBattery: true });
        await distilling.until(runId, 'judged');
      }
      // Every model that is there can be described, so none is half made; none was made twice.
      const { models } = await service.models();
      const own = models.filter(({ lineage }) => lineage['run'] === runId);
      expect(own, `after ${waitMs} ms`).toHaveLength(1);
      await service.openProject({ path: project });
      expect(await annotationsHash(distilling)).toBe(before);
    }
  },
  1_800_000,
);
