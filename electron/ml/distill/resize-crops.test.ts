import { expect, it } from 'vitest';
import { floats, golden } from '../../../test/support/golden.ts';
import { resizeCrops } from './resize-crops.ts';

const { tensors } = golden('interp/student_input_resize');

it.each([12, 16, 24, 32])('shrinks 48 to %i px as torchvision does without antialiasing', (to) => {
  expect(resizeCrops(floats(tensors, 'in'), 48, to)).toBeAllclose(floats(tensors, `out_${to}`), {
    atol: 1e-6,
  });
});

it('leaves crops of the wanted size as they are', () => {
  const crops = Float32Array.from({ length: 2 * 3 * 16 }, (_, i) => Math.sin(i));
  expect(resizeCrops(crops, 4, 4)).toEqual(crops);
});
