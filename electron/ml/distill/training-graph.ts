import { gradients } from '../graph/gradient.ts';
import { Graph } from '../graph/graph.ts';
import * as ops from '../graph/ops.ts';
import type { StateDict } from '../graph/tensor-data.ts';
import type { Value } from '../graph/value.ts';
import type { LossConfig } from '../nn/losses/loss-config.ts';
import { teacherInputs, teacherOutputs } from '../nn/losses/teacher-values.ts';
import { distillationLoss, targetInputs } from '../nn/losses/total.ts';
import type { ModelConfig } from '../nn/model-config.ts';
import {
  fedParameters,
  storedParameters,
  type BatchStatistics,
  type TrainingMode,
} from '../nn/parameters.ts';
import { MODEL_IO, buildNetwork, trackerNetwork } from '../nn/tracker-network.ts';

/** Names of a training graph's own inputs and outputs. */
export const TRAINING_IO = {
  /** Scale of each residual branch per sample [2 * depth,B]: 0, or one over the share that is kept. */
  dropPath: 'drop_path',
  total: 'loss.total',
  part: (name: string) => `loss.${name}`,
  /** [B]. */
  iou: 'iou',
  gradient: (parameter: string) => `gradient.${parameter}`,
  batchMean: (layer: string) => `statistics.${layer}.mean`,
  batchVariance: (layer: string) => `statistics.${layer}.variance`,
} as const;

/** What a training graph is built for. */
export interface TrainingGraphOptions {
  readonly student: ModelConfig;
  readonly teacher: ModelConfig;
  readonly batch: number;
  readonly loss: LossConfig;
  /** `batch`: the batch's statistics, as in training; `running`: the stored ones, as when predicting. */
  readonly batchNorm: 'batch' | 'running';
  /** Stochastic depth; its random scales are an input. */
  readonly dropPath: boolean;
  /** Weights that stay as they are; nothing is computed for them. */
  readonly isFrozen?: (name: string) => boolean;
}

/** A graph of forward pass, losses and gradients, and the names that it goes by. */
export interface TrainingGraph {
  readonly graph: Graph;
  /** Weights and statistics that the graph reads, by name. */
  readonly weights: readonly string[];
  /** Weights that get a gradient, in the order of their use. */
  readonly trainable: readonly string[];
  /** Batch normalisations that report their batch's statistics. */
  readonly normalisations: readonly string[];
  /** Names of the loss's parts. */
  readonly parts: readonly string[];
  /** Size of the stochastic-depth input; null without it. */
  readonly dropPath: { readonly branches: number; readonly batch: number } | null;
}

/**
 * Builds one training step up to the gradients; weights and the teacher's tensors are inputs.
 * Inputs: template [B,3,Z,Z], search [B,3,X,X], targets, teacher values, the weights by name.
 */
export function trainingGraph(options: TrainingGraphOptions): TrainingGraph {
  const { student, teacher, batch, loss: lossConfig, isFrozen = () => false } = options;
  const graph = new Graph();
  const { templateSize, searchSize } = student;
  const template = graph.input(MODEL_IO.template, [batch, 3, templateSize, templateSize]);
  const search = graph.input(MODEL_IO.search, [batch, 3, searchSize, searchSize]);
  const statistics = new Map<string, BatchStatistics>();
  const dropPath = dropPathBranches(graph, options);
  const weights = new Map<string, Value>();
  const training: TrainingMode = {
    dropPath,
    ...(options.batchNorm === 'batch' && { statistics }),
  };
  const parameters = fedParameters(graph, training, (name, value) => weights.set(name, value));
  const network = trackerNetwork(template, search, student, parameters);
  const loss = distillationLoss(
    network,
    teacherInputs(graph, batch, teacher, lossConfig),
    targetInputs(graph, batch, student, lossConfig),
    lossConfig,
  );
  graph.output(TRAINING_IO.total, loss.total);
  for (const [name, part] of Object.entries(loss.parts)) {
    graph.output(TRAINING_IO.part(name), part);
  }
  graph.output(TRAINING_IO.iou, loss.iou);
  for (const [layer, { mean, variance }] of statistics) {
    graph.output(TRAINING_IO.batchMean(layer), mean);
    graph.output(TRAINING_IO.batchVariance(layer), variance);
  }
  const trainable = [...weights].filter(([name]) => !isStatistic(name) && !isFrozen(name));
  const wrt = trainable.map(([, value]) => value);
  for (const [index, gradient] of gradients(loss.total, wrt).entries()) {
    graph.output(TRAINING_IO.gradient(trainable[index]![0]), gradient);
  }
  return {
    graph,
    weights: [...weights.keys()],
    trainable: trainable.map(([name]) => name),
    normalisations: [...statistics.keys()],
    parts: Object.keys(loss.parts),
    dropPath: options.dropPath ? { branches: 2 * student.architecture.depth, batch } : null,
  };
}

/** The frozen teacher for any batch size: outputs only what the losses look at. */
export function teacherGraph(teacher: ModelConfig, state: StateDict, loss: LossConfig): Graph {
  const graph = new Graph();
  const network = buildNetwork(graph, teacher, storedParameters(graph, state));
  teacherOutputs(graph, network, teacher, loss);
  return graph;
}

/** True for running statistics, which are kept by averaging and not by gradients. */
function isStatistic(name: string): boolean {
  return name.endsWith('.running_mean') || name.endsWith('.running_var');
}

function dropPathBranches(
  graph: Graph,
  { student, batch, dropPath }: TrainingGraphOptions,
): TrainingMode['dropPath'] {
  if (!dropPath) return (residual) => residual;
  const scales = graph.input(TRAINING_IO.dropPath, [2 * student.architecture.depth, batch]);
  return (residual, branch) => {
    const scale = ops.reshape(ops.slice(scales, 0, branch, branch + 1), [batch, 1, 1]);
    return ops.mul(residual, scale);
  };
}
