import { expect, it } from 'vitest';
import { texturedPhoto } from '../../../../test/support/textured-photos.ts';
import { mirrorMargin } from './mirror-margin.ts';

it('a picture goes on beyond its edges as in a mirror', () => {
  const picture = texturedPhoto(10, 8, 1);
  const larger = mirrorMargin(picture, 0.5);
  expect([larger.width, larger.height]).toEqual([20, 16]);
  const fold = (i: number, length: number): number =>
    i < 0 ? -1 - i : i >= length ? 2 * length - 1 - i : i;
  for (let y = 0; y < 16; y++) {
    for (let x = 0; x < 20; x++) {
      const p = 3 * (y * 20 + x);
      const q = 3 * (fold(y - 4, 8) * 10 + fold(x - 5, 10));
      expect([...larger.data.subarray(p, p + 3)]).toEqual([...picture.data.subarray(q, q + 3)]);
    }
  }
  expect(mirrorMargin(picture, 0)).toEqual(picture);
});
