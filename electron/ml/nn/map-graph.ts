import { Graph } from '../graph/graph.ts';
import type { StateDict } from '../graph/tensor-data.ts';
import type { ModelConfig } from './model-config.ts';
import { storedParameters } from './parameters.ts';
import { MODEL_IO, buildNetwork } from './tracker-network.ts';

/** Name of the search tokens after the final LayerNorm [N,Tx,C] among a map graph's outputs. */
export const SEARCH_TOKENS = 'search_tokens';

/**
 * A network for looking into: its maps, and the search tokens that the discriminative map is made of.
 * @throws GraphError for a missing or misshaped weight
 */
export function mapGraph(config: ModelConfig, state: StateDict): Graph {
  const graph = new Graph();
  const network = buildNetwork(graph, config, storedParameters(graph, state));
  const { score, size, offset, searchTokens } = network;
  graph.output(MODEL_IO.score, score);
  graph.output(MODEL_IO.size, size);
  graph.output(MODEL_IO.offset, offset);
  graph.output(SEARCH_TOKENS, searchTokens);
  return graph;
}
