import { expect, it } from 'vitest';
import { rgbaOf } from './example-lines.ts';

it('makes an opaque picture out of RGB bytes', () => {
  const rgb = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
  expect([...rgbaOf(btoa(String.fromCharCode(...rgb)), 2)]).toEqual([
    ...[1, 2, 3, 255, 4, 5, 6, 255],
    ...[7, 8, 9, 255, 10, 11, 12, 255],
  ]);
});

it('leaves black what is missing', () => {
  expect([...rgbaOf(btoa('\u0001'), 1)]).toEqual([1, 0, 0, 255]);
});
