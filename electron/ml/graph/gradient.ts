import { formatShape, sameShape } from './dims.ts';
import { GraphError } from './errors.ts';
import type { Differentiated } from './primitive.ts';
import type { PrimitiveName } from './primitive-attrs.ts';
import { primitives } from './primitives.ts';
import * as ops from './ops.ts';
import { scalar } from './tensor-data.ts';
import type { OpValue, Value } from './value.ts';

/**
 * Gradients of a scalar with respect to values of its graph, as new values of that graph (reverse mode).
 * Only nodes on a path from `wrt` to the loss are walked, so frozen parameters cost nothing.
 * @throws GraphError when the loss is no float32 scalar or does not depend on one of `wrt`
 */
export function gradients(loss: Value, wrt: readonly Value[]): readonly Value[] {
  const { graph } = loss;
  if (loss.shape.length !== 0 || loss.dtype !== 'float32') {
    throw new GraphError(
      `the loss is ${loss.dtype}${formatShape(loss.shape)}, not a float32 scalar`,
    );
  }
  const reached = new Map<Value, Value>([[loss, graph.constant(scalar(1))]]);
  for (const node of pathNodes(loss, new Set(wrt))) {
    const gradient = reached.get(node);
    if (gradient === undefined) continue;
    graph.within(`gradient/${node.scope}`, () => {
      for (const [index, contribution] of vjpOf(node, gradient).entries()) {
        const input = node.inputs[index]!;
        if (contribution === null) continue;
        const fitted = sumBroadcast(contribution, input);
        const known = reached.get(input);
        reached.set(input, known === undefined ? fitted : ops.add(known, fitted));
      }
    });
  }
  return wrt.map((value) => {
    const gradient = reached.get(value);
    if (gradient !== undefined) return gradient;
    const name = value.kind === 'op' ? `${value.scope}/${value.op}` : value.name;
    throw new GraphError(`the loss does not depend on ${name}`);
  });
}

function vjpOf<K extends PrimitiveName>(
  node: OpValue<K>,
  gradient: Value,
): readonly (Value | null)[] {
  const differentiated: Differentiated<(typeof node)['attrs']> = {
    inputs: node.inputs,
    output: node,
    attrs: node.attrs,
  };
  return primitives[node.op].vjp(differentiated, gradient);
}

/** Operations between `wrt` and the loss, last first. Ids are a topological order. */
function pathNodes(loss: Value, wrt: ReadonlySet<Value>): readonly OpValue[] {
  const depends = new Map<Value, boolean>();
  const nodes: OpValue[] = [];
  const visit = (root: Value): void => {
    const stack: Value[] = [root];
    while (stack.length > 0) {
      const value = stack.at(-1)!;
      if (depends.has(value)) {
        stack.pop();
        continue;
      }
      const pending =
        value.kind === 'op' ? value.inputs.filter((input) => !depends.has(input)) : [];
      if (pending.length > 0) {
        stack.push(...pending);
        continue;
      }
      stack.pop();
      const isPath =
        wrt.has(value) ||
        (value.kind === 'op' && value.inputs.some((input) => depends.get(input) === true));
      depends.set(value, isPath);
      if (
        isPath &&
        value.kind === 'op' &&
        !(wrt.has(value) && value.inputs.every((input) => depends.get(input) !== true))
      ) {
        nodes.push(value);
      }
    }
  };
  visit(loss);
  return nodes.sort((a, b) => b.id - a.id);
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
