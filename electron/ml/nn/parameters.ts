import { GraphError } from '../graph/errors.ts';
import type { Graph } from '../graph/graph.ts';
import type { StateDict } from '../graph/tensor-data.ts';
import type { Value } from '../graph/value.ts';

/**
 * Where a network's weights come from: stored tensors when a model is deployed, graph inputs when it trains.
 * The names are those of the PyTorch state dict.
 */
export interface Parameters {
  /** The weight `name`, declared with `shape` on first use. */
  get(name: string, shape: readonly number[]): Value;
}

/** `parameters` below a prefix: `under(p, 'blocks.0').get('norm1.weight')` is `blocks.0.norm1.weight`. */
export function under(parameters: Parameters, prefix: string): Parameters {
  return { get: (name, shape) => parameters.get(`${prefix}.${name}`, shape) };
}

/** Weights as inputs of a graph, for training and for looking at a network without weights. */
export function fedParameters(graph: Graph): Parameters {
  return once((name, shape) => graph.input(name, shape));
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
    get(name, shape) {
      const value = declared.get(name) ?? declare(name, shape);
      declared.set(name, value);
      return value;
    },
  };
}
