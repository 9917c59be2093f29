import { describe, expect, it } from 'vitest';
import { isBounded, startFor, suggestedModels, withAblation } from './distill-settings.ts';
import { modelEntry } from './learning.fixture.ts';

const active = modelEntry();
const teacher = modelEntry({ id: 'tiny-256', isActive: false, searchSize: 256, gmacs: 1.4 });
const foreign = modelEntry({ id: 'vit', isActive: false, gmacs: 29, parameters: 92_000_000 });

describe('suggestedModels', () => {
  it('has the largest one teach, and starts from what the active one knows', () => {
    expect(suggestedModels([active, teacher])).toEqual({
      ...{ teacherId: 'tiny-256', replacesId: 'tiny-128', startId: 'tiny-128', studentSize: 128 },
    });
  });

  it('starts from the teacher where the weights would not fit', () => {
    expect(suggestedModels([active, foreign])).toMatchObject({ teacherId: 'vit', startId: null });
  });

  it('makes do with one model, and with none', () => {
    expect(suggestedModels([active])).toMatchObject({ teacherId: 'tiny-128', startId: null });
    expect(suggestedModels([])).toBeNull();
  });

  it('takes the next size below that a student can have', () => {
    expect(suggestedModels([modelEntry({ searchSize: 224 })])).toMatchObject({ studentSize: 192 });
  });
});

it('starts from a model of the same network alone', () => {
  expect([startFor(teacher, active), startFor(foreign, active), startFor(active, active)]).toEqual([
    ...['tiny-128', null, null],
  ]);
});

it('sets a switch, and leaves it to what is usual again', () => {
  const on = withAblation({ seed: 3 }, 'qkvKd', false);
  expect(on).toEqual({ seed: 3, qkvKd: false });
  expect(withAblation(on, 'qkvKd', undefined)).toEqual({ seed: 3 });
});

it('knows a budget that ends', () => {
  expect(isBounded({ minutes: null, steps: null, patience: null })).toBe(false);
  expect(isBounded({ minutes: null, steps: null, patience: 2 })).toBe(true);
});
