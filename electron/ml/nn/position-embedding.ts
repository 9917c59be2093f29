import { GraphError } from '../graph/errors.ts';
import type { StateDict, TensorData } from '../graph/tensor-data.ts';
import { tokenCounts, type ModelConfig } from './model-config.ts';

/** Bicubic coefficient of torch's interpolate (align_corners False, no antialias). */
const A = -0.75;

/** Weights of the four neighbours at -1, 0, 1, 2 for a sample at fraction t in [0,1). */
function cubicWeights(t: number): readonly [number, number, number, number] {
  const near = (x: number): number => ((A + 2) * x - (A + 3)) * x * x + 1;
  const far = (x: number): number => ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
  return [far(t + 1), near(t), near(1 - t), far(2 - t)];
}

/** For every output position along one axis: four clamped source indices and their weights. */
function taps(from: number, to: number): readonly { index: number; weight: number }[][] {
  const scale = Math.fround(from / to); // torch keeps it in float32
  return Array.from({ length: to }, (_, position) => {
    const source = scale * (position + 0.5) - 0.5;
    const base = Math.floor(source);
    return cubicWeights(source - base).map((weight, k) => ({
      index: Math.min(Math.max(base - 1 + k, 0), from - 1),
      weight,
    }));
  });
}

/**
 * Resamples a square position embedding [1,n*n,C] to [1,side*side,C] as OSTrack does when a model is built:
 * torch's bicubic interpolation, a = -0.75, align_corners False, without antialiasing.
 */
export function resizePositionEmbedding(embedding: TensorData, side: number): TensorData {
  const [, tokens = 0, channels = 0] = embedding.shape;
  const from = Math.sqrt(tokens);
  if (embedding.shape.length !== 3 || !Number.isInteger(from) || embedding.dtype !== 'float32') {
    throw new GraphError(`[${embedding.shape.join()}] is not a square float32 position embedding`);
  }
  if (from === side) return embedding;
  const source = embedding.data as Float32Array;
  const data = new Float32Array(side * side * channels);
  const axis = taps(from, side);
  for (const [y, rows] of axis.entries()) {
    for (const [x, columns] of axis.entries()) {
      const out = (y * side + x) * channels;
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (const row of rows) {
          for (const column of columns) {
            const token = row.index * from + column.index;
            sum += row.weight * column.weight * source[token * channels + channel]!;
          }
        }
        data[out + channel] = sum;
      }
    }
  }
  return { dtype: 'float32', shape: [1, side * side, channels], data };
}

/** The same weights with both position embeddings resampled to the crop sizes of `config`. */
export function fitPositionEmbeddings(state: StateDict, config: ModelConfig): StateDict {
  const counts = tokenCounts(config);
  const fitted = new Map(state);
  for (const [name, count] of [
    ['backbone.pos_embed_z', counts.template],
    ['backbone.pos_embed_x', counts.search],
  ] as const) {
    const embedding = state.get(name);
    if (embedding !== undefined)
      fitted.set(name, resizePositionEmbedding(embedding, Math.sqrt(count)));
  }
  return fitted;
}
