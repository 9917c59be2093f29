import { describe, expect, it, vi } from 'vitest';
import type { DistillationDetail, HoldOutSpan } from '../../electron/contract/distillation.ts';
import { Dialogs } from './dialogs.svelte.ts';
import type { EditorContext } from './editor-context.ts';
import { clientOf, distillationPlan, distillationRun, modelEntry } from './learning.fixture.ts';
import { Learning } from './learning.svelte.ts';
import { Models } from './models.svelte.ts';

const span = (trackId: number): HoldOutSpan => ({
  ...{ mediaId: 1, trackId, from: 10, to: 20, by: 'time', frames: 4 },
});
const verdict = {
  ...{ frames: 40, spans: 4, studentIou: 0.7, formerIou: 0.6, teacherIou: 0.8 },
  gain: { mean: 0.1, low: 0.05, high: 0.15 },
  reason: 'It is better.',
};

async function learningWith() {
  const calls = {
    models: () => Promise.resolve({ models: [modelEntry()], bytes: 1, formerId: null }),
    distillations: vi.fn(() => Promise.resolve([distillationRun()])),
    distillation: () =>
      Promise.resolve({
        ...{ run: distillationRun(), curves: {}, examples: [], holdOut: [span(2)] },
      } as unknown as DistillationDetail),
    startDistillation: vi.fn(() => Promise.resolve(distillationRun())),
    rerunOffers: vi.fn(() => Promise.resolve([])),
  };
  const { client, tell } = clientOf(calls);
  const show = vi.fn();
  const context = {
    ...{ client, dialogs: new Dialogs(), announce: vi.fn() },
    toasts: { show, showError: vi.fn() },
    state: { project: { path: '/labels.loretrack', media: [], labels: [] } },
    project: { media: null },
  } as unknown as EditorContext;
  const models = new Models(context);
  await models.load();
  return { learning: new Learning(context, models), calls, tell, show, context };
}

describe('Learning', () => {
  it('shows what the plan holds out while the form is open, and nothing else', async () => {
    const { learning } = await learningWith();
    learning.form.plan = distillationPlan({ holdOut: [span(1), span(3)] });
    expect(learning.heldOutOf(1)).toEqual([]);
    learning.open('new');
    expect([learning.heldOutOf(1), learning.heldOutOf(2)]).toEqual([[span(1)], []]);
    learning.open('corrections');
    expect(learning.holdOut).toEqual([]);
  });

  it('shows what a run of this project holds out, and nothing of other projects', async () => {
    const { learning } = await learningWith();
    learning.openRun(distillationRun());
    await vi.waitFor(() => expect(learning.heldOutOf(2)).toEqual([span(2)]));
    learning.runs.detail = {
      ...learning.runs.detail!,
      run: distillationRun({ project: '/other.loretrack' }),
    };
    expect(learning.holdOut).toEqual([]);
  });

  it('starts what the form says, and shows the run', async () => {
    const { learning, calls } = await learningWith();
    learning.form.suggest();
    learning.form.plan = distillationPlan();
    learning.form.typedName = '  Ladybirds ';
    await learning.start();
    const { settings } = learning.form;
    expect(calls.startDistillation).toHaveBeenCalledWith({
      ...{ name: 'Ladybirds', settings, onBattery: false },
    });
    expect([learning.isOpen, learning.tab, learning.runs.shownId]).toEqual([true, 'runs', 'run-1']);
  });

  it('starts nothing that the plan refuses', async () => {
    const { learning, calls } = await learningWith();
    learning.form.suggest();
    learning.form.plan = distillationPlan({ canStart: false });
    await learning.start();
    expect(calls.startDistillation).not.toHaveBeenCalled();
  });

  it.each([
    ['promoted', 'Track doubtful spans anew …', 'again'],
    ['not-better', 'Show', 'runs'],
  ] as const)(
    'tells of a verdict (%s), and offers what to do next',
    async (outcome, title, tab) => {
      const { learning, tell, show, context } = await learningWith();
      await learning.greet();
      context.dialogs.open({ kind: 'help' });
      tell(
        'distillation',
        distillationRun({ status: 'judged', verdict: { ...verdict, outcome }, modelId: 'student' }),
      );
      expect(show).toHaveBeenCalledTimes(1);
      const [level, message, more] = show.mock.calls[0] as [
        string,
        string,
        { readonly action: { readonly title: string; readonly run: () => void } },
      ];
      expect([level, message, more.action.title]).toEqual([
        'info',
        'Student: It is better.',
        title,
      ]);
      expect(learning.runs.unseenId).toBe('run-1');
      more.action.run();
      expect([learning.isOpen, learning.tab, context.dialogs.current]).toEqual([true, tab, null]);
    },
  );

  it('forgets what was chosen when another project is opened', async () => {
    const { learning } = await learningWith();
    learning.sources.choose([1], false);
    learning.form.plan = distillationPlan();
    await learning.reruns.load('student');
    await learning.greet();
    expect([...learning.sources.excluded]).toEqual([]);
    expect([learning.form.plan, learning.reruns.items, learning.runs.all.length]).toEqual([
      ...[null, null, 1],
    ]);
  });

  it('says nothing where runs cannot be asked for', async () => {
    const { learning, calls } = await learningWith();
    calls.distillations.mockRejectedValueOnce(new Error('unknown method'));
    await learning.greet();
    expect(learning.runs.all).toEqual([]);
  });
});
