import { GraphError } from '../graph/errors.ts';
import type { Graph } from '../graph/graph.ts';
import type { StateDict } from '../graph/tensor-data.ts';
import type { Value } from '../graph/value.ts';

/** Statistics of one batch normalisation over the batch [C]; the variance is the unbiased one. */
export interface BatchStatistics {
  readonly mean: Value;
  readonly variance: Value;
}

/** What differs while a network trains. */
export interface TrainingMode {
  /** Where batch normalisations leave the batch's statistics, which they then use; absent: the running ones. */
  readonly statistics?: Map<string, BatchStatistics>;
  /**
   * Scales a residual branch [B,T,C] per sample, for stochastic depth.
   * @param branch counts residual branches from 0: two per block
   */
  readonly dropPath: (residual: Value, branch: number) => Value;
}

/**
 * Where a network's weights come from: stored tensors when a model is deployed, graph inputs when it trains.
 * The names are those of the PyTorch state dict.
 */
export interface Parameters {
  /** Name of the present module, e.g. `backbone.blocks.0`; empty for the whole network. */
  readonly prefix: string;
  /** Absent when the network only predicts. */
  readonly training?: TrainingMode;
  /** The weight `name` of the present module, declared with `shape` on first use. */
  get(name: string, shape: readonly number[]): Value;
}

/** The parameters of a child module: `under(p, 'blocks.0').get('norm1.weight', …)` is `blocks.0.norm1.weight`. */
export function under(parameters: Parameters, child: string): Parameters {
  const { prefix, training } = parameters;
  return {
    prefix: prefix === '' ? child : `${prefix}.${child}`,
    ...(training && { training }),
    get: (name, shape) => parameters.get(`${child}.${name}`, shape),
  };
}

/** Weights as inputs of a graph, for training and for looking at a network without weights. */
export function fedParameters(
  graph: Graph,
  training?: TrainingMode,
  onDeclare: (name: string, value: Value) => void = () => undefined,
): Parameters {
  const declare = (name: string, shape: readonly number[]): Value => {
    const value = graph.input(name, shape);
    onDeclare(name, value);
    return value;
  };
  return { ...once(declare), ...(training && { training }) };
}

/** Weights of a state dict as initialisers of a graph. @throws GraphError for a missing or misshaped weight. */
export function storedParameters(graph: Graph, state: StateDict): Parameters {
  return once((name, shape) => {
    const tensor = state.get(name);
    if (tensor === undefined) throw new GraphError(`the state dict has no ${name}`);
    if (tensor.shape.join() !== shape.join()) {
      throw new GraphError(
        `${name} is [${tensor.shape.join()}], the network needs [${shape.join()}]`,
      );
    }
    return graph.initialiser(name, tensor);
  });
}

/** Declares each weight on its first use; template and search region share most of them. */
function once(declare: (name: string, shape: readonly number[]) => Value): Parameters {
  const declared = new Map<string, Value>();
  return {
    prefix: '',
    get(name, shape) {
      const value = declared.get(name) ?? declare(name, shape);
      declared.set(name, value);
      return value;
    },
  };
}
