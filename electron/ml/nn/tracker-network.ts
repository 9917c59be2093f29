import { N, fixed } from '../graph/dims.ts';
import { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/value.ts';
import * as ops from '../graph/ops.ts';
import type { StateDict } from '../graph/tensor-data.ts';
import { centerHead, type HeadOutput } from './center-head.ts';
import { tokensToMap } from './layers.ts';
import { tokenCounts, type ModelConfig } from './model-config.ts';
import { fedParameters, storedParameters, under, type Parameters } from './parameters.ts';
import { backbone, type BackboneOutput } from './vision-transformer.ts';

/** Names of the deployed model's inputs and outputs; the fixed interface of every model file. */
export const MODEL_IO = {
  template: 'template',
  search: 'search',
  score: 'score_map',
  size: 'size_map',
  offset: 'offset_map',
} as const;

/** Values of the network that losses and views look at. */
export interface NetworkValues extends HeadOutput {
  readonly backbone: BackboneOutput;
  /** Search tokens after the final LayerNorm [N,Tx,C]. */
  readonly searchTokens: Value;
}

/** Builds OSTrack's forward pass without candidate elimination: template [N,3,Z,Z], search [N,3,X,X] -> maps. */
export function trackerNetwork(
  template: Value,
  search: Value,
  config: ModelConfig,
  parameters: Parameters,
): NetworkValues {
  const counts = tokenCounts(config);
  const features = backbone(template, search, config, under(parameters, 'backbone'));
  const searchTokens = ops.slice(
    features.tokens,
    1,
    counts.template,
    counts.template + counts.search,
  );
  const head = template.graph.within('box_head', () =>
    centerHead(
      tokensToMap(searchTokens),
      config.architecture.headChannels,
      under(parameters, 'box_head'),
    ),
  );
  return { ...head, backbone: features, searchTokens };
}

/** A tensor that a network of some config needs. */
export interface ExpectedTensor {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Names and shapes of all weights of a config, in the order of their use. */
export function expectedTensors(config: ModelConfig): readonly ExpectedTensor[] {
  return abstractGraph(config)
    .values.filter((value) => value.kind === 'input')
    .filter(({ name }) => name !== MODEL_IO.template && name !== MODEL_IO.search)
    .map(({ name, shape }) => ({ name, shape: shape.map((dim) => fixed(dim, name)) }));
}

/** The forward pass of a config without weights: they are inputs of the graph. */
export function abstractGraph(config: ModelConfig): Graph {
  const graph = new Graph();
  declareOutputs(graph, buildNetwork(graph, config, fedParameters(graph)));
  return graph;
}

/** The deployable graph of a config with its weights stored in it. @throws GraphError for a missing or misshaped weight. */
export function deployedGraph(config: ModelConfig, state: StateDict): Graph {
  const graph = new Graph();
  declareOutputs(graph, buildNetwork(graph, config, storedParameters(graph, state)));
  return graph;
}

function declareOutputs(graph: Graph, network: NetworkValues): void {
  graph.output(MODEL_IO.score, network.score);
  graph.output(MODEL_IO.size, network.size);
  graph.output(MODEL_IO.offset, network.offset);
}

/** The forward pass with fresh inputs `template` [N,3,Z,Z] and `search` [N,3,X,X]. */
export function buildNetwork(
  graph: Graph,
  config: ModelConfig,
  parameters: Parameters,
): NetworkValues {
  const { templateSize, searchSize } = config;
  const template = graph.input(MODEL_IO.template, [N, 3, templateSize, templateSize]);
  const search = graph.input(MODEL_IO.search, [N, 3, searchSize, searchSize]);
  return trackerNetwork(template, search, config, parameters);
}
