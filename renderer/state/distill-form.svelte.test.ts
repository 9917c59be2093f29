import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DistillationPlan } from '../../electron/contract/distillation.ts';
import { DistillForm } from './distill-form.svelte.ts';
import { clientOf, distillationPlan, modelEntry } from './learning.fixture.ts';
import type { LearningSources } from './learning-sources.svelte.ts';
import type { Models } from './models.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const list = [
  modelEntry(),
  modelEntry({ id: 'tiny-256', isActive: false, searchSize: 256, gmacs: 1.4 }),
  modelEntry({ id: 'vit', isActive: false, searchSize: 96, gmacs: 0.1, parameters: 9e7 }),
];
const models = {
  list: { models: list, bytes: 0, formerId: null },
  of: (id: string | null) => list.find((model) => model.id === id) ?? null,
} as unknown as Models;
const sources = { trackIds: [1, 4] } as unknown as LearningSources;

function formWith(
  planDistillation = vi.fn(() => Promise.resolve(distillationPlan())),
): [DistillForm, typeof planDistillation] {
  const form = new DistillForm(clientOf({ planDistillation }).client, models, sources);
  form.suggest();
  return [form, planDistillation];
}

describe('DistillForm', () => {
  it('is complete once models are known', () => {
    const [form] = formWith();
    expect(form.settings).toEqual({
      ...{ teacherId: 'tiny-256', replacesId: 'tiny-128', startId: 'tiny-128', studentSize: 128 },
      ...{ trackIds: [1, 4], holdOutShare: 0.2, ablations: {} },
      budget: { minutes: 15, steps: null, patience: 5 },
    });
  });

  it('keeps what a person has chosen when models come or go', () => {
    const [form] = formWith();
    form.chooseModel('teacherId', 'tiny-128');
    form.suggest();
    expect(form.teacherId).toBe('tiny-128');
  });

  it('lets no student see more than its teacher', () => {
    const [form] = formWith();
    expect(form.sizes).toEqual([256, 192, 128, 96]);
    form.chooseModel('teacherId', 'vit');
    expect([form.sizes, form.studentSize, form.startId]).toEqual([[96], 96, null]);
  });

  it('asks for one plan after a burst of changes', async () => {
    const [form, ask] = formWith();
    for (const share of [0.1, 0.15, 0.3]) {
      form.holdOutShare = share;
      form.planSoon();
    }
    expect([form.isPlanning, form.canStart]).toEqual([true, false]);
    await vi.runAllTimersAsync();
    expect(ask.mock.calls).toEqual([[{ settings: form.settings }]]);
    expect([form.plan?.learnedFrames, form.isPlanning, form.canStart]).toEqual([40, false, true]);
  });

  it('forgets a plan that was overtaken', async () => {
    const answers: ((plan: DistillationPlan) => void)[] = [];
    const [form] = formWith(
      vi.fn(() => new Promise<DistillationPlan>((give) => answers.push(give))),
    );
    form.planSoon();
    await vi.runAllTimersAsync();
    form.planSoon();
    await vi.runAllTimersAsync();
    answers[1]!(distillationPlan({ learnedFrames: 2 }));
    answers[0]!(distillationPlan({ learnedFrames: 1 }));
    await vi.runAllTimersAsync();
    expect(form.plan?.learnedFrames).toBe(2);
  });

  it('says why there is no plan', async () => {
    const [form] = formWith(vi.fn(() => Promise.reject(new Error('tiny-256 is gone.'))));
    form.planSoon();
    await vi.runAllTimersAsync();
    expect([form.plan, form.problem, form.canStart]).toEqual([null, 'tiny-256 is gone.', false]);
  });

  it('asks nothing of the host while nothing would end the run', async () => {
    const [form, ask] = formWith();
    form.budget = { minutes: null, steps: null, patience: null };
    form.planSoon();
    await vi.runAllTimersAsync();
    expect([form.settings, ask.mock.calls.length, form.canStart]).toEqual([null, 0, false]);
  });

  it('starts on battery only when a person has agreed', () => {
    const [form] = formWith();
    form.plan = distillationPlan({ power: 'battery' });
    expect(form.canStart).toBe(false);
    form.onBattery = true;
    expect(form.canStart).toBe(true);
    form.plan = distillationPlan({ power: 'battery', canStart: false });
    expect(form.canStart).toBe(false);
  });
});
