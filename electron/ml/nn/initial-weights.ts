import type { StateDict, TensorData } from '../graph/tensor-data.ts';
import type { ModelConfig } from './model-config.ts';
import { expectedTensors } from './tracker-network.ts';

/** Biases of the head's last layers: few cells are objects, offsets lie mid-cell, boxes fill a quarter of the crop. */
const HEAD_BIASES: readonly (readonly [ending: string, value: number])[] = [
  ['conv5_ctr.bias', -4],
  ['conv5_offset.bias', 0.5],
  ['conv5_size.bias', -1.1],
];
/** Standard deviation of the transformer's matrices and of position embeddings (ViT's). */
const DEVIATION = 0.02;

/**
 * Weights to train a network from nothing. Convolutions as torch initialises them (uniform within 1/sqrt(fan in)),
 * matrices of the transformer normal with 0.02. Queries and keys start equal, with entries of variance 1/width, so
 * that tokens attend to look-alikes from the first step.
 * @param random uniform numbers in [0, 1)
 */
export function initialWeights(config: ModelConfig, random: () => number): StateDict {
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return new Map(
    expectedTensors(config).map(({ name, shape }): [string, TensorData] => {
      const data = new Float32Array(shape.reduce((count, extent) => count * extent, 1));
      const bias = HEAD_BIASES.find(([ending]) => name.endsWith(ending));
      if (bias !== undefined) {
        data.fill(bias[1]);
      } else if (shape.length === 1) {
        const isOne = name.endsWith('weight') || name.endsWith('running_var');
        data.fill(isOne ? 1 : 0);
      } else if (shape.length === 4) {
        const bound = 1 / Math.sqrt(data.length / shape[0]!);
        for (let i = 0; i < data.length; i++) data[i] = bound * (2 * random() - 1);
      } else {
        for (let i = 0; i < data.length; i++) data[i] = DEVIATION * normal();
        if (name.endsWith('qkv.weight')) equalQueriesAndKeys(data, shape[1]!, normal);
      }
      return [name, { dtype: 'float32', shape, data }];
    }),
  );
}

/** Rows of a [3C,C] matrix: queries, keys, values. */
function equalQueriesAndKeys(data: Float32Array, width: number, normal: () => number): void {
  const area = width * width;
  for (let i = 0; i < area; i++) data[i] = normal() / Math.sqrt(width);
  data.copyWithin(area, 0, area);
}
