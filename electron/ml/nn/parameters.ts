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
