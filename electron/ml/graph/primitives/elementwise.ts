import type { NoAttrs, PrimitiveAttrs } from '../primitive-attrs.ts';
import { constantAlmostEverywhere, type Primitive } from '../primitive.ts';
import * as ops from '../ops.ts';
import { broadcast } from '../shapes.ts';
import { scalar } from '../tensor-data.ts';
import type { Value } from '../value.ts';

type Row<K extends keyof PrimitiveAttrs> = Primitive<PrimitiveAttrs[K]>;

const unary = (opType: string, derivative: (x: Value, y: Value) => Value): Primitive<NoAttrs> => ({
  infer: ([x]) => x!,
  emit: () => ({ opType }),
  vjp: ({ inputs: [x], output }, g) => [ops.mul(g, derivative(x!, output))],
});

const binary = (
  opType: string,
  vjp: (a: Value, b: Value, g: Value) => readonly [Value, Value],
): Primitive<NoAttrs> => ({
  infer: ([a, b]) => ({ shape: broadcast(a!.shape, b!.shape), dtype: a!.dtype }),
  emit: () => ({ opType }),
  vjp: ({ inputs: [a, b] }, g) => vjp(a!, b!, g),
});

const compare = (opType: string): Primitive<NoAttrs> => ({
  infer: ([a, b]) => ({ shape: broadcast(a!.shape, b!.shape), dtype: 'bool' }),
  emit: () => ({ opType }),
  vjp: constantAlmostEverywhere,
});

const number = (like: Value, value: number): Value => like.graph.constant(scalar(value));
const negate = (x: Value): Value => ops.mul(x, number(x, -1));

/** One half where operands tie, so that both share the gradient as in torch. */
const winner = (a: Value, b: Value): Value =>
  ops.where(ops.equal(a, b), number(a, 0.5), ops.cast(ops.greater(a, b), 'float32'));

/** Operations on each element by itself. */
export const elementwise = {
  add: binary('Add', (_a, _b, g) => [g, g]),
  sub: binary('Sub', (_a, _b, g) => [g, negate(g)]),
  mul: binary('Mul', (a, b, g) => [ops.mul(g, b), ops.mul(g, a)]),
  // d(a/b) = da/b - a/b^2 db
  div: binary('Div', (a, b, g) => {
    const over = ops.div(g, b);
    return [over, negate(ops.mul(over, ops.div(a, b)))];
  }),
  maximum: binary('Max', (a, b, g) => [ops.mul(g, winner(a, b)), ops.mul(g, winner(b, a))]),
  minimum: binary('Min', (a, b, g) => [ops.mul(g, winner(b, a)), ops.mul(g, winner(a, b))]),
  /** The derivative at 0 is 0. */
  relu: unary('Relu', (x) => ops.cast(ops.greater(x, number(x, 0)), 'float32')),
  sigmoid: unary('Sigmoid', (_, y) => ops.mul(y, ops.sub(number(y, 1), y))),
  /** Exact GELU: d(x Phi(x)) = Phi(x) + x phi(x). */
  gelu: unary('Gelu', (x) => {
    const cumulative = ops.mul(
      ops.add(ops.erf(ops.mul(x, number(x, Math.SQRT1_2))), number(x, 1)),
      number(x, 0.5),
    );
    const density = ops.mul(
      ops.exp(ops.mul(ops.mul(x, x), number(x, -0.5))),
      number(x, 1 / Math.sqrt(2 * Math.PI)),
    );
    return ops.add(cumulative, ops.mul(x, density));
  }),
  exp: unary('Exp', (_, y) => y),
  log: unary('Log', (x) => ops.div(number(x, 1), x)),
  sqrt: unary('Sqrt', (_, y) => ops.div(number(y, 0.5), y)),
  /** The derivative at 0 is 0. */
  abs: unary('Abs', (x) => ops.sign(x)),
  sign: { infer: ([x]) => x!, emit: () => ({ opType: 'Sign' }), vjp: constantAlmostEverywhere },
  erf: unary('Erf', (x) =>
    ops.mul(ops.exp(negate(ops.mul(x, x))), number(x, 2 / Math.sqrt(Math.PI))),
  ),
  /** The gradient passes where min <= x <= max, both bounds included. */
  clamp: {
    infer: ([x]) => x!,
    emit: ({ min, max }) => ({ opType: 'Clip', operands: [scalar(min), scalar(max)] }),
    vjp: ({ inputs: [x], attrs: { min, max } }, g) => {
      const above = ops.cast(ops.greaterOrEqual(x!, number(g, min)), 'float32');
      const below = ops.cast(ops.greaterOrEqual(number(g, max), x!), 'float32');
      return [ops.mul(g, ops.mul(above, below))];
    },
  },
  /** The value itself; nothing flows back. */
  stopGradient: {
    infer: ([x]) => x!,
    emit: () => ({ opType: 'Identity' }),
    vjp: constantAlmostEverywhere,
  },
  greater: compare('Greater'),
  greaterOrEqual: compare('GreaterOrEqual'),
  equal: compare('Equal'),
  /** Condition bool, then the values where it holds and where it does not. */
  where: {
    hasMixedTypes: true,
    infer: ([condition, a, b]) => ({
      shape: broadcast(condition!.shape, broadcast(a!.shape, b!.shape)),
      dtype: a!.dtype,
    }),
    emit: () => ({ opType: 'Where' }),
    vjp: ({ inputs: [condition] }, g) => {
      const chosen = ops.cast(condition!, 'float32');
      return [null, ops.mul(g, chosen), ops.mul(g, ops.sub(number(g, 1), chosen))];
    },
  },
  cast: {
    infer: ([x], { to }) => ({ shape: x!.shape, dtype: to }),
    emit: ({ to }) => ({ opType: 'Cast', attributes: { to: { dtype: to } } }),
    vjp: ({ inputs: [x], attrs: { to } }, g) => [
      x!.dtype === 'float32' && to === 'float32' ? g : null,
    ],
  },
} satisfies { readonly [K in keyof PrimitiveAttrs]?: Row<K> };
