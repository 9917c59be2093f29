import { describe, expect, it, vi } from 'vitest';
import type { DatasetSummary } from '../../../electron/contract/comparison.ts';
import { clientOf } from '../learning.fixture.ts';
import { CompareForm } from './compare-form.svelte.ts';

const summary: DatasetSummary = {
  ...{ name: 'data', kind: 'folders', path: '/data', unreadable: [] },
  sequences: [
    { name: 'tiger', frames: 100 },
    { name: 'wolf', frames: 40 },
  ],
};

function formWith(inspectDataset = vi.fn(() => Promise.resolve(summary))) {
  return { form: new CompareForm(clientOf({ inspectDataset }).client), inspectDataset };
}

describe('CompareForm', () => {
  it('asks for nothing before data set, tracker and protocol are there', async () => {
    const { form, inspectDataset } = formWith();
    await form.look();
    expect([form.request, inspectDataset.mock.calls]).toEqual([null, []]);
    await form.choose('/data');
    expect(inspectDataset).toHaveBeenCalledWith({ path: '/data' });
    expect(form.request).toBeNull();
    form.toggleModel('tiny-128');
    expect(form.request).toMatchObject({
      dataset: '/data',
      sequences: null,
      modelIds: ['tiny-128'],
    });
    for (const protocol of ['pytracking', 'got10k'] as const) form.toggleProtocol(protocol);
    expect(form.request).toBeNull();
  });

  it('takes the open project as it is', async () => {
    const { form, inspectDataset } = formWith();
    form.source = 'project';
    await form.look();
    expect(inspectDataset).toHaveBeenCalledWith({ path: null });
    form.toggleModel('tiny-128');
    expect(form.request?.dataset).toBeNull();
  });

  it('leaves sequences out, and counts the frames of the others', async () => {
    const { form } = formWith();
    await form.choose('/data');
    form.toggleModel('tiny-128');
    form.toggleSequence('tiger');
    expect([form.sequences, form.frames]).toEqual([['wolf'], 40]);
    expect(form.request?.sequences).toEqual(['wolf']);
    form.takeAll(false);
    expect(form.request).toBeNull();
    form.takeAll(true);
    expect([form.frames, form.request?.sequences]).toEqual([140, null]);
  });

  it('says why a data set cannot be used, and drops answers that come too late', async () => {
    const slow = Promise.withResolvers<DatasetSummary>();
    const inspectDataset = vi
      .fn<() => Promise<DatasetSummary>>()
      .mockReturnValueOnce(slow.promise)
      .mockRejectedValueOnce(new Error('It holds no sequences.'));
    const { form } = formWith(inspectDataset);
    const first = form.choose('/slow');
    expect(form.isLooking).toBe(true);
    await form.choose('/empty');
    slow.resolve(summary);
    await first;
    expect([form.summary, form.problem, form.isLooking]).toEqual([
      ...[null, 'It holds no sequences.', false],
    ]);
  });
});
