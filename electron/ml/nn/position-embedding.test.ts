import { describe, expect, it } from 'vitest';
import { floats, golden } from '../../../test/support/golden.ts';
import type { TensorData } from '../graph/tensor-data.ts';
import { TINY, modelConfig } from './model-config.ts';
import { fitPositionEmbeddings, resizePositionEmbedding } from './position-embedding.ts';

const { tensors } = golden('interp/pos_embed_bicubic');
const channels = 8;
const pretrained: TensorData = {
  dtype: 'float32',
  shape: [1, 196, channels],
  data: floats(tensors, 'pos_embed').subarray(channels),
};

describe('position embeddings', () => {
  it.each([3, 4, 6, 8, 12, 16, 24])('equal torch when 14x14 becomes %i squared', (side) => {
    const resized = resizePositionEmbedding(pretrained, side);
    expect(resized.shape).toEqual([1, side * side, channels]);
    const expected = floats(tensors, `out_${side}x${side}`);
    expect(resized.data as Float32Array).toBeAllclose(expected, { atol: 3e-6 });
  });

  it('keep their values when the size stays, and refuse what is not square', () => {
    expect(resizePositionEmbedding(pretrained, 14)).toBe(pretrained);
    expect(() => resizePositionEmbedding({ ...pretrained, shape: [1, 195, 8] }, 8)).toThrow(
      /square/,
    );
  });

  it('are fitted to the crops of a config, and nothing else changes', () => {
    const other: TensorData = { dtype: 'float32', shape: [1], data: Float32Array.of(1) };
    const state = new Map([
      ['backbone.pos_embed_z', pretrained],
      ['backbone.pos_embed_x', pretrained],
      ['backbone.norm.weight', other],
    ]);
    const config = modelConfig(TINY, 192, { template: 2, search: 4 });
    const fitted = fitPositionEmbeddings(state, config);
    expect(fitted.get('backbone.pos_embed_z')?.shape).toEqual([1, 36, channels]);
    expect(fitted.get('backbone.pos_embed_x')?.shape).toEqual([1, 144, channels]);
    expect(fitted.get('backbone.norm.weight')).toBe(other);
  });
});
