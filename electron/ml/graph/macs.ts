import { resolveDim } from './dims.ts';
import { liveValues } from './check.ts';
import type { Graph } from './graph.ts';
import type { PrimitiveName } from './primitive-attrs.ts';
import { primitives } from './primitives.ts';
import type { OpValue } from './value.ts';

/** Multiply-accumulates of one forward pass. */
export interface MacCount {
  /** Convolutions and fully connected layers: the count that papers print. */
  readonly layers: number;
  /** Products of two activations, which those counts leave out. */
  readonly attention: number;
}

/** Counts multiply-accumulates of the values that the outputs need, for a batch size. */
export function countMacs(graph: Graph, batch = 1): MacCount {
  let layers = 0;
  let attention = 0;
  for (const value of liveValues(graph)) {
    if (value.kind !== 'op') continue;
    const macs = macsOf(value, batch);
    if (value.op === 'matMul') attention += macs;
    else layers += macs;
  }
  return { layers, attention };
}

function macsOf<K extends PrimitiveName>(value: OpValue<K>, batch: number): number {
  const count = primitives[value.op].multiplyAccumulates?.(value.inputs, value, value.attrs);
  return count === undefined ? 0 : resolveDim(count, batch);
}
