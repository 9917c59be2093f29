import { formatShape, sameShape } from './dims.ts';
import { GraphError } from './errors.ts';
import { inferType, type Graph } from './graph.ts';
import type { Value } from './value.ts';

/** The values that the outputs need, in topological order. */
export function liveValues(graph: Graph): readonly Value[] {
  const live = new Set<Value>(graph.outputs.values());
  for (let id = graph.values.length - 1; id >= 0; id--) {
    const value = graph.values[id]!;
    if (live.has(value) && value.kind === 'op') for (const input of value.inputs) live.add(input);
  }
  return graph.values.filter((value) => live.has(value));
}

/** Infers every type again. @throws GraphError for a cycle, a foreign operand, a wrong type or a graph without outputs. */
export function checkGraph(graph: Graph): void {
  if (graph.outputs.size === 0) throw new GraphError('the graph has no outputs');
  for (const value of graph.values) {
    if (value.kind !== 'op') continue;
    for (const input of value.inputs) {
      if (input.graph !== graph || input.id >= value.id) {
        throw new GraphError(`${value.scope}/${value.op}: operand ${input.id} does not precede it`);
      }
    }
    const { shape, dtype } = inferType(value.op, value.inputs, value.attrs, value.scope);
    if (dtype !== value.dtype || !sameShape(shape, value.shape)) {
      throw new GraphError(
        `${value.scope}/${value.op}: stored ${formatShape(value.shape)}, inferred ${formatShape(shape)}`,
      );
    }
  }
}
