import { describe, expect, it, vi } from 'vitest';
import type { DistillationDetail, DistillationRun } from '../../electron/contract/distillation.ts';
import { Dialogs } from './dialogs.svelte.ts';
import { DistillationRuns } from './distillation-runs.svelte.ts';
import { clientOf, distillationRun } from './learning.fixture.ts';
import type { Toasts } from './toasts.svelte.ts';

const older = distillationRun({
  ...{ id: 'run-0', status: 'judged', createdAt: '2026-11-20T12:00:00.000Z' },
});

const detailOf = (runId: string): DistillationDetail => ({
  run: distillationRun({ id: runId }),
  curves: {
    ...{ steps: [], losses: {}, iou: [], samplesPerSec: [], heldOut: [], teacherHeldOutIou: null },
  },
  ...{ examples: [], holdOut: [] },
});

async function runsWith(all: readonly DistillationRun[]) {
  const calls = {
    distillations: () => Promise.resolve(all),
    distillation: vi.fn(({ runId }: { runId: string }) => Promise.resolve(detailOf(runId))),
    pauseDistillation: vi.fn(() => Promise.resolve()),
    resumeDistillation: vi.fn(() => Promise.resolve(distillationRun())),
    stopDistillation: vi.fn(() => Promise.resolve()),
    cancelDistillation: vi.fn(() => Promise.resolve()),
  };
  const { client, tell } = clientOf(calls);
  const dialogs = new Dialogs();
  const showError = vi.fn();
  const toasts = { showError } as unknown as Toasts;
  const runs = new DistillationRuns({ client, dialogs, toasts });
  await runs.load();
  return { runs, calls, tell, dialogs, showError };
}

const agree = (dialogs: Dialogs): void => {
  const { current } = dialogs;
  if (current?.kind === 'confirm') current.onAccept();
};

describe('DistillationRuns', () => {
  it('shows the run under way, wherever one is', async () => {
    const { runs, tell } = await runsWith([older]);
    expect([runs.current, runs.toShow]).toEqual([null, null]);
    tell('distillation', distillationRun());
    expect(runs.all.map(({ id }) => id)).toEqual(['run-1', 'run-0']);
    expect(runs.toShow?.id).toBe('run-1');
  });

  it('shows an interrupted run until another one is begun', async () => {
    const { runs, tell } = await runsWith([distillationRun({ status: 'interrupted' }), older]);
    expect([runs.current, runs.toShow?.id]).toEqual([null, 'run-1']);
    tell('distillation', distillationRun({ id: 'run-2', createdAt: '2026-11-26T12:00:00.000Z' }));
    expect(runs.toShow?.id).toBe('run-2');
  });

  it('tells of a verdict once, and keeps it in sight until it was looked at', async () => {
    const { runs, tell } = await runsWith([distillationRun(), older]);
    const heard = vi.fn();
    runs.onJudged = heard;
    const judged = distillationRun({ status: 'judged', modelId: 'student' });
    tell('distillation', judged);
    tell('distillation', judged);
    expect(heard.mock.calls).toEqual([[judged]]);
    expect(runs.toShow?.id).toBe('run-1');
    runs.show('run-1');
    expect(runs.toShow).toBeNull();
  });

  it('asks for curves again when the shown run goes on, one question at a time', async () => {
    const { runs, calls, tell } = await runsWith([distillationRun()]);
    runs.show('run-1');
    for (let i = 0; i < 5; i++) tell('distillation', distillationRun());
    await vi.waitFor(() => expect(runs.detail?.run.id).toBe('run-1'));
    await vi.waitFor(() => expect(calls.distillation).toHaveBeenCalledTimes(2));
  });

  it('shows nothing of a run that was left meanwhile', async () => {
    const { runs } = await runsWith([distillationRun(), older]);
    runs.show('run-1');
    runs.show('run-0');
    await vi.waitFor(() => expect(runs.detail?.run.id).toBe('run-0'));
    runs.show(null);
    expect([runs.shown, runs.detail]).toEqual([null, null]);
  });

  it('pauses what trains, and lets go on what waits', async () => {
    const { runs, calls, tell } = await runsWith([distillationRun()]);
    runs.togglePause();
    expect(calls.pauseDistillation).toHaveBeenCalledWith({ runId: 'run-1' });
    tell('distillation', distillationRun({ status: 'waiting', waitsFor: 'person' }));
    runs.togglePause();
    expect(calls.resumeDistillation).toHaveBeenCalledWith({ runId: 'run-1', onBattery: false });
    tell('distillation', distillationRun({ status: 'waiting', waitsFor: 'annotator' }));
    runs.togglePause();
    expect(calls.pauseDistillation).toHaveBeenCalledTimes(2);
    tell('distillation', distillationRun({ status: 'waiting', waitsFor: 'battery' }));
    runs.togglePause();
    expect(calls.resumeDistillation).toHaveBeenLastCalledWith({ runId: 'run-1', onBattery: true });
  });

  it('stops and cancels only what a person has agreed to', async () => {
    const { runs, calls, dialogs } = await runsWith([distillationRun()]);
    runs.stop(distillationRun());
    expect(calls.stopDistillation).not.toHaveBeenCalled();
    agree(dialogs);
    expect(calls.stopDistillation).toHaveBeenCalledWith({ runId: 'run-1' });
    runs.cancel(distillationRun());
    expect(calls.cancelDistillation).not.toHaveBeenCalled();
    agree(dialogs);
    await vi.waitFor(() => expect(runs.all).toEqual([]));
  });

  it('leaves a run that was cancelled elsewhere', async () => {
    const { runs, tell } = await runsWith([distillationRun(), older]);
    runs.show('run-1');
    tell('distillation', distillationRun({ status: 'cancelled' }));
    expect([runs.shownId, runs.all.map(({ id }) => id)]).toEqual([null, ['run-0']]);
  });

  it('says what the host refused', async () => {
    const { runs, calls, showError } = await runsWith([distillationRun()]);
    calls.pauseDistillation.mockRejectedValueOnce(new Error('It has ended.'));
    runs.pause(distillationRun());
    await vi.waitFor(() => expect(showError).toHaveBeenCalledWith(new Error('It has ended.')));
  });
});
