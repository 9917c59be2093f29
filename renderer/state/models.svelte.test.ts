import { describe, expect, it, vi } from 'vitest';
import type { ModelList, ModelSpeed } from '../../electron/contract/models.ts';
import { Dialogs } from './dialogs.svelte.ts';
import { clientOf, modelEntry } from './learning.fixture.ts';
import { Models } from './models.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

const student = modelEntry({
  id: 'student',
  title: 'Ladybirds',
  isActive: false,
  origin: 'distilled',
});
const before: ModelList = { models: [student, modelEntry()], bytes: 2, formerId: null };
const after: ModelList = {
  models: [{ ...student, isActive: true }, modelEntry({ isActive: false })],
  ...{ bytes: 2, formerId: 'tiny-128' },
};

async function modelsWith() {
  const calls = {
    models: vi.fn(() => Promise.resolve(before)),
    activateModel: vi.fn(() => Promise.resolve(after)),
    deleteModel: vi.fn(() => Promise.resolve(before)),
    measureModel: vi.fn(({ searchSizes }: { searchSizes: readonly number[] }) =>
      Promise.resolve(
        searchSizes.map((searchSize): ModelSpeed => ({ searchSize, msPerFrame: searchSize / 10 })),
      ),
    ),
  };
  const { client, tell } = clientOf(calls);
  const dialogs = new Dialogs();
  const showError = vi.fn();
  const toasts = { show: vi.fn(), showError } as unknown as Toasts;
  const announce = vi.fn();
  const models = new Models({ client, dialogs, toasts, announce });
  await models.load();
  return { models, calls, tell, dialogs, toasts, showError, announce };
}

describe('Models', () => {
  it('lists the active one first, and knows titles', async () => {
    const { models } = await modelsWith();
    expect(models.all.map(({ id }) => id)).toEqual(['tiny-128', 'student']);
    expect([models.active?.id, models.titleOf('student'), models.titleOf('gone')]).toEqual([
      ...['tiny-128', 'Ladybirds', 'gone'],
    ]);
  });

  it('activates a model, and says so', async () => {
    const { models, calls, announce } = await modelsWith();
    expect(await models.activate('student')).toBe(true);
    expect(calls.activateModel).toHaveBeenCalledWith({ modelId: 'student' });
    expect([models.active?.id, models.list?.formerId]).toEqual(['student', 'tiny-128']);
    expect(announce).toHaveBeenCalledWith('Active model: Ladybirds');
  });

  it('says what the host refused, and stays as it was', async () => {
    const { models, calls, showError } = await modelsWith();
    calls.activateModel.mockRejectedValueOnce(new Error('Its file is damaged.'));
    expect(await models.activate('student')).toBe(false);
    expect([models.active?.id, models.busy]).toEqual(['tiny-128', null]);
    expect(showError).toHaveBeenCalledWith(new Error('Its file is damaged.'));
  });

  it('deletes only what a person has agreed to', async () => {
    const { models, calls, dialogs } = await modelsWith();
    models.remove(student);
    expect(calls.deleteModel).not.toHaveBeenCalled();
    const { current } = dialogs;
    if (current?.kind === 'confirm') current.onAccept();
    expect(calls.deleteModel).toHaveBeenCalledWith({ modelId: 'student' });
  });

  it('remembers speeds by size, the latest of each', async () => {
    const { models, calls } = await modelsWith();
    await models.measure('student', [256, 128]);
    calls.measureModel.mockResolvedValueOnce([{ searchSize: 128, msPerFrame: 9 }]);
    await models.measure('student');
    expect(calls.measureModel).toHaveBeenLastCalledWith({ modelId: 'student', searchSizes: [128] });
    expect([128, 256, 96].map((size) => models.msAt('student', size))).toEqual([9, 25.6, null]);
    expect(models.measuring).toEqual([]);
  });

  it('measures a model once at a time', async () => {
    const { models, calls } = await modelsWith();
    await Promise.all([models.measure('student'), models.measure('student')]);
    expect(calls.measureModel).toHaveBeenCalledTimes(1);
  });

  it('asks again when models have changed elsewhere, once it has asked at all', async () => {
    const { calls, tell } = await modelsWith();
    tell('models', { activeId: 'student' });
    expect(calls.models).toHaveBeenCalledTimes(2);
    const untouched = clientOf(calls);
    const { dialogs, toasts, announce } = await modelsWith();
    new Models({ client: untouched.client, dialogs, toasts, announce });
    const count = calls.models.mock.calls.length;
    untouched.tell('models', { activeId: 'student' });
    expect(calls.models).toHaveBeenCalledTimes(count);
  });
});
