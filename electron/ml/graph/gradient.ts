import { formatShape, sameShape } from './dims.ts';
import { GraphError } from './errors.ts';
import * as ops from './ops.ts';
import type { Differentiated, Pullback } from './primitive.ts';
import type { PrimitiveName } from './primitive-attrs.ts';
import { primitives } from './primitives.ts';
import { isReal } from './tensor-data.ts';
import type { OpValue, Value } from './value.ts';

/**
 * Gradients of a scalar with respect to values of its graph, as new values of that graph (reverse mode).
 * Only what leads from `wrt` to the loss is differentiated, so frozen parameters cost nothing.
 * @throws GraphError when the loss is no float scalar [] or does not depend on one of `wrt`; the graph is then as before
 */
export function gradients(loss: Value, wrt: readonly Value[]): readonly Value[] {
  if (loss.shape.length !== 0 || !isReal(loss.dtype)) {
    const type = `${loss.dtype}${formatShape(loss.shape)}`;
    throw new GraphError(`the loss is ${type}, not a float scalar`);
  }
  const tape = record(loss);
  const stray = wrt.find((value) => !tape.has(value));
  if (stray !== undefined) throw new GraphError(`the loss does not depend on ${nameOf(stray)}`);
  const wanted = dependants(tape, wrt);
  const sums = new Map<Value, Value>([[loss, ops.number(loss, 1)]]);
  for (const [node, pullbacks] of tape) {
    if (node.kind !== 'op' || !wanted.has(node)) continue;
    const gradient = sums.get(node)!;
    loss.graph.within(node.scope === '' ? 'gradient' : `gradient/${node.scope}`, () => {
      for (const [index, input] of node.inputs.entries()) {
        const pullback = pullbacks[index] ?? null;
        if (pullback === null || !wanted.has(input)) continue;
        const contribution = sumBroadcast(pullback(gradient), input);
        const known = sums.get(input);
        sums.set(input, known === undefined ? contribution : ops.add(known, contribution));
      }
    });
  }
  return wrt.map((value) => sums.get(value)!);
}

/** Values through which the loss can be reached by derivatives, last first, with the way back to their operands. */
type Tape = ReadonlyMap<Value, readonly (Pullback | null)[]>;

function record(loss: Value): Tape {
  const tape = new Map<Value, readonly (Pullback | null)[]>();
  const reached = new Set<Value>([loss]);
  for (let id = loss.id; id >= 0; id--) {
    const value = loss.graph.values[id]!;
    if (!reached.has(value)) continue;
    const pullbacks = value.kind === 'op' ? pullbacksOf(value) : [];
    tape.set(value, pullbacks);
    for (const [index, pullback] of pullbacks.entries()) {
      if (value.kind === 'op' && pullback !== null) reached.add(value.inputs[index]!);
    }
  }
  return tape;
}

function pullbacksOf<K extends PrimitiveName>(node: OpValue<K>): readonly (Pullback | null)[] {
  const differentiated: Differentiated<(typeof node)['attrs']> = {
    inputs: node.inputs,
    output: node,
    attrs: node.attrs,
  };
  return primitives[node.op].vjp(differentiated);
}

/** The values of a tape that change with one of `wrt`, these included. */
function dependants(tape: Tape, wrt: readonly Value[]): ReadonlySet<Value> {
  const wanted = new Set<Value>(wrt);
  for (const [value, pullbacks] of [...tape].reverse()) {
    if (value.kind !== 'op') continue;
    const depends = value.inputs.some(
      (input, index) => wanted.has(input) && (pullbacks[index] ?? null) !== null,
    );
    if (depends) wanted.add(value);
  }
  return wanted;
}

/** Sums a gradient over the axes along which `input` was broadcast. */
function sumBroadcast(gradient: Value, input: Value): Value {
  if (sameShape(gradient.shape, input.shape)) return gradient;
  const surplus = gradient.shape.length - input.shape.length;
  const axes = gradient.shape.flatMap((dim, axis) => {
    const own = input.shape[axis - surplus];
    const isBroadcast = own === undefined || (own === 1 && dim !== 1);
    return isBroadcast ? [axis] : [];
  });
  return ops.reshape(ops.reduceSum(gradient, axes, true), input.shape);
}

function nameOf(value: Value): string {
  if (value.kind !== 'op') return value.name;
  return value.scope === '' ? value.op : `${value.scope}/${value.op}`;
}
