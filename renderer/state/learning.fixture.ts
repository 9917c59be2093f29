import type { StudioApi } from '../../electron/contract/api.ts';
import type { DistillationPlan, DistillationRun } from '../../electron/contract/distillation.ts';
import type { StudioEventName, StudioEvents } from '../../electron/contract/events.ts';
import type { ModelEntry } from '../../electron/contract/models.ts';
import type { StudioClient } from '../api/client.ts';

/** A client that answers with these methods alone, and tells events that a test makes up. */
export function clientOf(methods: Partial<StudioApi>): {
  readonly client: StudioClient;
  readonly tell: <Name extends StudioEventName>(name: Name, data: StudioEvents[Name]) => void;
} {
  const listeners: { readonly name: string; readonly listener: (data: never) => void }[] = [];
  const client = {
    ...methods,
    on: (name: string, listener: (data: never) => void) => {
      listeners.push({ name, listener });
      return () => undefined;
    },
  } as unknown as StudioClient;
  return {
    client,
    tell: (name, data) => {
      for (const one of listeners) if (one.name === name) one.listener(data as never);
    },
  };
}

/** A model of the tiny family that ships. */
export function modelEntry(more: Partial<ModelEntry> = {}): ModelEntry {
  return {
    ...{ id: 'tiny-128', title: 'tiny-128', origin: 'shipped', isActive: true, standing: null },
    ...{ searchSize: 128, searchFactor: 4, parameters: 3_900_000, gmacs: 0.33, bytes: 15_600_000 },
    ...{ msPerFrame: null, lineage: {}, licence: 'Apache-2.0', card: '' },
    ...more,
  };
}

/** A run in training. */
export function distillationRun(more: Partial<DistillationRun> = {}): DistillationRun {
  return {
    ...{ id: 'run-1', name: 'Student', project: '/labels.loretrack' },
    createdAt: '2026-11-25T12:00:00.000Z',
    settings: {
      ...{ teacherId: 'tiny-256', replacesId: 'tiny-128', startId: null, studentSize: 128 },
      ...{ trackIds: [1], holdOutShare: 0.2, ablations: {} },
      budget: { minutes: 1, steps: null, patience: null },
    },
    ...{ status: 'training', waitsFor: null, learnedFrames: 40, heldOutFrames: 10, dataHash: 'a1' },
    ...{ progress: null, verdict: null, modelId: null, note: null, examples: 0 },
    ...more,
  };
}

/** A plan that can be started. */
export function distillationPlan(more: Partial<DistillationPlan> = {}): DistillationPlan {
  return {
    ...{ canStart: true, remarks: [], tracks: [], holdOut: [], learnedFrames: 40 },
    ...{ heldOutFrames: 10, judgedFrames: 10, judgedSpans: 3, dataHash: 'a1', estimate: null },
    ...{ studentMsPerFrame: null, power: 'mains' },
    ...more,
  };
}
