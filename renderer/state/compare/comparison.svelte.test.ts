import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ComparisonSequence, ComparisonState } from '../../../electron/contract/comparison.ts';
import { Dialogs } from '../dialogs.svelte.ts';
import type { EditorContext } from '../editor-context.ts';
import { clientOf } from '../learning.fixture.ts';
import { Comparison } from './comparison.svelte.ts';
import { evaluationOf } from './evaluation.fixture.ts';

// A browser without the desktop host's bridge.
beforeAll(() => void vi.stubGlobal('window', {}));
afterAll(() => void vi.unstubAllGlobals());

const run = { from: 1, to: 3, leastIou: 0.1, frame: 2 };
const evaluation = {
  ...evaluationOf({
    a: { tiger: [null, 0.8, 0.3, 0.9], wolf: [null, 0.5] },
    b: { tiger: [null, 0.7, 0.6, 0.3], wolf: [null, 0.2] },
  }),
  agreements: [
    {
      ...{ a: 'a', b: 'b', sequences: 2, meanIou: 0.5, share: 0.5 },
      worst: [
        { sequence: 'tiger', ...run },
        { sequence: 'wolf', ...run, from: 1, to: 1, frame: 1, leastIou: 0.2 },
      ],
    },
  ],
};
const state = (more: Partial<ComparisonState> = {}): ComparisonState => ({
  ...{ id: 'c1', datasetName: 'data', createdAt: '2026-01-01T00:00:00Z', status: 'done' },
  ...{ done: 0, total: 10, remainingSec: null, failures: 0, note: null },
  request: {
    ...{ dataset: '/data', sequences: null, modelIds: ['a', 'b'], device: 'cpu' },
    ...{ protocols: ['pytracking'], measuresSpeed: false },
  },
  ...more,
});

async function comparisonWith(all: readonly ComparisonState[] = [state()]) {
  const calls = {
    comparisons: () => Promise.resolve(all),
    comparison: vi.fn(() => Promise.resolve(evaluation)),
    comparisonSequence: vi.fn(({ sequence }: { sequence: string }) => {
      const { frames } = evaluation.sequences.find(({ name }) => name === sequence)!;
      const found = { name: sequence, frames, firstFrame: 5, rate: 25, trackers: [] };
      return Promise.resolve(found as unknown as ComparisonSequence);
    }),
    inspectDataset: vi.fn(() => Promise.reject(new Error('no track'))),
    exportComparison: vi.fn(({ path }: { path: string }) => Promise.resolve({ path })),
    deleteComparison: vi.fn(() => Promise.resolve()),
  };
  const { client, tell } = clientOf(calls);
  const dialogs = new Dialogs();
  const project = { path: '/labels.loretrack', media: [{ id: 7, path: '/data/tiger' }] };
  const context = {
    ...{ client, dialogs, announce: vi.fn(), player: { pause: vi.fn() } },
    toasts: { show: vi.fn(), showError: vi.fn() },
    state: { project, status: null },
  };
  const compare = new Comparison(context as unknown as EditorContext);
  await compare.open();
  return { compare, calls, tell, dialogs, context };
}

describe('Comparison', () => {
  it('opens in the place of dialogs, with the comparisons that are kept', async () => {
    const { compare } = await comparisonWith();
    expect([compare.isOpen, compare.page, compare.all.length]).toEqual([true, 'setup', 1]);
    compare.close();
    expect(compare.isOpen).toBe(false);
  });

  it('shows figures, and narrows them by the filter', async () => {
    const { compare } = await comparisonWith();
    await compare.show('c1');
    expect([compare.page, compare.sequences]).toEqual(['scores', ['tiger', 'wolf']]);
    compare.toggleAttribute('fast-motion');
    expect(compare.sequences).toEqual(['wolf']);
    expect(compare.narrowed?.trackers[0]?.sequences).toHaveLength(1);
    expect(compare.queue.map(({ sequence }) => sequence)).toEqual(['wolf']);
    compare.toggleAttribute('fast-motion');
    compare.text = 'tig';
    expect(compare.sequences).toEqual(['tiger']);
  });

  it('goes to the deepest dip of a sequence', async () => {
    const { compare } = await comparisonWith();
    await compare.show('c1');
    await compare.turnTo('frames');
    expect([compare.page, compare.player.sequence?.name]).toEqual(['frames', 'tiger']);
    await compare.goToDip();
    expect(compare.player.frameIndex).toBe(2);
  });

  it('walks through disagreements, around the ends', async () => {
    const { compare } = await comparisonWith();
    await compare.show('c1');
    const place = () => [compare.player.sequence?.name, compare.player.frameIndex];
    await compare.walkQueue(1);
    expect([place(), compare.place]).toEqual([['tiger', 2], 0]);
    compare.player.step(1);
    expect(compare.place).toBe(0);
    await compare.walkQueue(1);
    expect([place(), compare.place]).toEqual([['wolf', 1], 1]);
    await compare.walkQueue(1);
    expect(place()).toEqual(['tiger', 2]);
    await compare.walkQueue(-1);
    expect(place()).toEqual(['wolf', 1]);
  });

  it('knows where a sequence lies in the open project', async () => {
    const { compare } = await comparisonWith();
    await compare.show('c1');
    await compare.goTo('tiger', 3);
    expect(compare.inProject).toEqual({ mediaId: 7, frameIndex: 8 });
    await compare.goTo('wolf', 1);
    expect(compare.inProject).toBeNull();
  });

  it('shows what was waited for when it is done, and says so elsewhere', async () => {
    const { compare, tell, context, calls } = await comparisonWith([state({ status: 'running' })]);
    expect(compare.current?.id).toBe('c1');
    tell('comparison', state({ status: 'running', done: 5 }));
    expect(compare.current?.done).toBe(5);
    tell('comparison', state());
    await vi.waitFor(() => expect(compare.page).toBe('scores'));
    expect(compare.current).toBeNull();
    tell('comparison', state({ id: 'c2', status: 'running' }));
    compare.close();
    tell('comparison', state({ id: 'c2' }));
    expect(context.toasts.show).toHaveBeenCalledWith(
      ...['info', 'The comparison on data is done.', expect.anything()],
    );
    expect(calls.comparison).toHaveBeenCalledTimes(1);
    tell('comparison', state({ id: 'c3', status: 'running' }));
    tell('comparison', state({ id: 'c3', status: 'failed', note: 'the disk is full' }));
    expect(context.toasts.show).toHaveBeenLastCalledWith(
      ...['error', 'The comparison on data failed: the disk is full'],
    );
  });

  it('writes what the filter lets through to where a person says', async () => {
    const { compare, calls, dialogs } = await comparisonWith();
    await compare.show('c1');
    compare.text = 'wolf';
    compare.export({ kind: 'report' }, 'data-report', '.html');
    const { current } = dialogs;
    if (current?.kind !== 'chooser') throw new Error('no chooser');
    expect(current.request.saveAs).toEqual({ name: 'data-report', extension: '.html' });
    current.request.onChoose(['/out/data-report.html']);
    await vi.waitFor(() =>
      expect(calls.exportComparison).toHaveBeenCalledWith({
        ...{ comparisonId: 'c1', what: { kind: 'report' }, only: ['wolf'] },
        ...{ path: '/out/data-report.html', overwrite: true },
      }),
    );
  });

  it('deletes only what a person has agreed to, and leaves what is gone', async () => {
    const { compare, calls, dialogs } = await comparisonWith();
    await compare.show('c1');
    compare.remove(state());
    expect(calls.deleteComparison).not.toHaveBeenCalled();
    if (dialogs.current?.kind === 'confirm') dialogs.current.onAccept();
    await vi.waitFor(() => expect(compare.evaluation).toBeNull());
    expect([compare.all, compare.page]).toEqual([[], 'setup']);
  });
});
