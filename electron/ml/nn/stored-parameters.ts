import { GraphError } from '../graph/errors.ts';
import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/value.ts';
import type { StateDict } from '../graph/tensor-data.ts';
import type { Parameters } from './parameters.ts';

/** Weights of a state dict as initialisers of a graph. @throws GraphError for a missing or misshaped weight. */
export function storedParameters(graph: Graph, state: StateDict): Parameters {
  const declared = new Map<string, Value>();
  return {
    get(name, shape) {
      const known = declared.get(name);
      if (known !== undefined) return known;
      const tensor = state.get(name);
      if (tensor === undefined) throw new GraphError(`the state dict has no ${name}`);
      if (tensor.shape.join() !== shape.join()) {
        throw new GraphError(
          `${name} is [${tensor.shape.join()}], the network needs [${shape.join()}]`,
        );
      }
      const value = graph.initialiser(name, tensor);
      declared.set(name, value);
      return value;
    },
  };
}
