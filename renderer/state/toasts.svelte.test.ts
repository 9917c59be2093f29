import { expect, it } from 'vitest';
import { Toasts } from './toasts.svelte.ts';

it('tells messages that come later from those that were there', () => {
  const toasts = new Toasts();
  toasts.show('error', 'before');
  const opened = toasts.lastId;
  const later = (): readonly string[] =>
    toasts.items.filter(({ id }) => id > opened).map(({ message }) => message);
  expect(later()).toEqual([]);
  toasts.show('error', 'after');
  expect(later()).toEqual(['after']);
  // Said once more, it is news again.
  toasts.show('error', 'before');
  expect(later()).toEqual(['after', 'before']);
});
