import { toFloat32 } from '../../ml/checkpoint/to-float32.ts';
import { matchState } from '../../ml/checkpoint/match-state.ts';
import type { StateDict, TensorData } from '../../ml/graph/tensor-data.ts';
import type { ModelConfig } from '../../ml/nn/model-config.ts';
import { fitPositionEmbeddings } from '../../ml/nn/position-embedding.ts';
import { expectedTensors } from '../../ml/nn/tracker-network.ts';
import { checkpointFiles } from '../files/checkpoint-files.ts';

/**
 * The weights of a model or checkpoint as float32, its position embeddings resampled to the config's crop sizes.
 * @throws StudioError `not-found`, `bad-checkpoint` when they are not those of the config's network
 */
export async function startWeights(path: string, config: ModelConfig): Promise<StateDict> {
  const { state } = await checkpointFiles.read(path);
  const expected = expectedTensors(config);
  const needed = new Set(expected.map(({ name }) => name));
  const floats = new Map<string, TensorData>();
  for (const [name, tensor] of state) {
    // Published checkpoints carry entries that no forward pass reads, ONNX files constants.
    if (!needed.has(name)) continue;
    floats.set(name, { dtype: 'float32', shape: tensor.shape, data: toFloat32(tensor) });
  }
  return matchState(fitPositionEmbeddings(floats, config), expected, path);
}
