import type { StateDict, TensorData } from '../../electron/ml/graph/tensor-data.ts';
import type { ModelConfig } from '../../electron/ml/nn/model-config.ts';
import { expectedTensors } from '../../electron/ml/nn/tracker-network.ts';

/** Uniform numbers in [-1, 1) that are the same on every machine (xorshift32). */
export function randomNumbers(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  };
}

/** A float32 tensor of random values in [-scale, scale). */
export function randomTensor(shape: readonly number[], next: () => number, scale = 1): TensorData {
  const length = shape.reduce((count, dim) => count * dim, 1);
  return { dtype: 'float32', shape, data: Float32Array.from({ length }, () => next() * scale) };
}

/** Random weights of a config, scaled so that activations stay of order one. */
export function randomState(config: ModelConfig, seed = 1): StateDict {
  const next = randomNumbers(seed);
  return new Map(
    expectedTensors(config).map(({ name, shape }) => {
      if (name.endsWith('running_var') || (shape.length === 1 && name.endsWith('weight'))) {
        const ones = new Float32Array(shape[0]!).fill(1);
        return [name, { dtype: 'float32', shape, data: ones }];
      }
      const fanIn = shape.slice(1).reduce((count, dim) => count * dim, 1);
      const scale =
        shape.length === 1 ? 0.02 : name.includes('pos_embed') ? 0.5 : Math.sqrt(2 / fanIn);
      return [name, randomTensor(shape, next, scale)];
    }),
  );
}
