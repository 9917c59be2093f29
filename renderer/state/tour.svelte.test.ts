import { expect, it } from 'vitest';
import { Tour, TOUR_LENGTH } from './tour.svelte.ts';

function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
  };
}

it('goes through its steps, forth and back, and is seen at the end only', () => {
  const kept = storage();
  const tour = new Tour(kept);
  tour.next();
  expect([tour.step, tour.wasSeen]).toEqual([null, false]);
  tour.start();
  tour.back();
  const steps = [tour.step];
  for (let i = 0; i < TOUR_LENGTH - 1; i++) {
    tour.next();
    steps.push(tour.step);
  }
  expect(steps).toEqual([0, 1, 2]);
  tour.back();
  expect([tour.step, tour.wasSeen]).toEqual([1, false]);
  tour.next();
  tour.next();
  expect([tour.step, tour.wasSeen]).toEqual([null, true]);
  expect(new Tour(kept).wasSeen).toBe(true);
});

it('knows where it was left, and takes a mangled entry for none', () => {
  const kept = storage();
  const tour = new Tour(kept);
  expect(tour.leftAt).toBeNull();
  tour.start();
  tour.next();
  expect(new Tour(kept).leftAt).toBe(1);
  tour.end();
  expect(new Tour(kept).leftAt).toBeNull();
  for (const text of ['x', '-1', '3', '0.5', '[]']) {
    const mangled = new Tour({ getItem: () => text, setItem: () => undefined });
    expect([mangled.leftAt, mangled.wasSeen], text).toEqual([null, false]);
  }
});

it('is seen when it is skipped, and can be shown again', () => {
  const kept = storage();
  const tour = new Tour(kept);
  tour.start();
  tour.end();
  expect(new Tour(kept).wasSeen).toBe(true);
  tour.start();
  expect(tour.step).toBe(0);
});
