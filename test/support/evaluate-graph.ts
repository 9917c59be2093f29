import { openSession } from '../../electron/adapters/ort/session.ts';
import { Graph } from '../../electron/ml/graph/graph.ts';
import { serialise } from '../../electron/ml/graph/serialise.ts';
import type { TensorData } from '../../electron/ml/graph/tensor-data.ts';
import type { Value } from '../../electron/ml/graph/value.ts';
import type { GoldenTensor } from './golden.ts';

/** A golden float32 tensor as a graph takes it. */
export function floatTensor(
  tensors: ReadonlyMap<string, GoldenTensor>,
  name: string,
): TensorData & { readonly data: Float32Array } {
  const tensor = tensors.get(name);
  if (!(tensor?.data instanceof Float32Array)) throw new Error(`${name} is not float32`);
  return { dtype: 'float32', shape: tensor.shape, data: tensor.data };
}

/** Runs a graph on one CPU thread; feeds that its outputs do not need are left out. */
export async function runGraph(
  graph: Graph,
  feeds: Readonly<Record<string, TensorData>>,
): Promise<Readonly<Record<string, Float32Array>>> {
  const session = await openSession(serialise(graph, { name: 'test' }).model, { threads: 1 });
  try {
    const needed = session.inputs.map(({ name }) => [name, feeds[name]!] as const);
    const results = await session.run(Object.fromEntries(needed));
    return Object.fromEntries(
      Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]),
    );
  } finally {
    await session.close();
  }
}

/** Builds a graph with one input per feed, and runs what `build` returns. */
export async function evaluate<Name extends string>(
  feeds: Readonly<Record<Name, TensorData>>,
  build: (inputs: Readonly<Record<Name, Value>>) => Readonly<Record<string, Value>>,
): Promise<Readonly<Record<string, Float32Array>>> {
  const graph = new Graph();
  const inputs = Object.fromEntries(
    Object.entries<TensorData>(feeds).map(([name, { shape, dtype }]) => [
      name,
      graph.input(name, shape, dtype),
    ]),
  ) as Record<Name, Value>;
  for (const [name, value] of Object.entries(build(inputs))) graph.output(`out.${name}`, value);
  const results = await runGraph(graph, feeds);
  return Object.fromEntries(
    Object.entries(results).map(([name, data]) => [name.slice('out.'.length), data]),
  );
}
