import { GraphError } from '../errors.ts';
import type { NoAttrs, PrimitiveAttrs } from '../primitive-attrs.ts';
import { constantAlmostEverywhere, type Primitive } from '../primitive.ts';
import * as ops from '../ops.ts';
import { broadcast } from '../shapes.ts';
import { isReal, realType, scalar } from '../tensor-data.ts';
import type { Value } from '../value.ts';

type Row<K extends keyof PrimitiveAttrs> = Primitive<PrimitiveAttrs[K]>;

/** One operand x, result y; `pull` gives the gradient of x, given that of y. */
const unary = (
  opType: string,
  pull: (g: Value, x: Value, y: Value) => Value,
): Primitive<NoAttrs> => ({
  infer: ([x]) => x!,
  emit: () => ({ opType }),
  vjp: ({ inputs: [x], output }) => [(g) => pull(g, x!, output)],
});

type BinaryPull = (g: Value, a: Value, b: Value) => Value;

const binary = (opType: string, pullA: BinaryPull, pullB: BinaryPull): Primitive<NoAttrs> => ({
  infer: ([a, b]) => ({ shape: broadcast(a!.shape, b!.shape), dtype: a!.dtype }),
  emit: () => ({ opType }),
  vjp: ({ inputs: [a, b] }) => [(g) => pullA(g, a!, b!), (g) => pullB(g, a!, b!)],
});

const compare = (opType: string): Primitive<NoAttrs> => ({
  infer: ([a, b]) => ({ shape: broadcast(a!.shape, b!.shape), dtype: 'bool' }),
  emit: () => ({ opType }),
  vjp: constantAlmostEverywhere,
});

const scaled = (x: Value, factor: number): Value => ops.mul(x, ops.number(x, factor));

/** g where the condition holds, else 0. */
const masked = (g: Value, condition: Value): Value => ops.where(condition, g, ops.number(g, 0));

/** g where a wins over b or ties with it, halved at the tie so that both operands share the gradient as in torch. */
const shared = (g: Value, a: Value, b: Value, isWinner: Value): Value =>
  masked(ops.where(ops.equal(a, b), scaled(g, 0.5), g), isWinner);

/** Operations on each element by itself. */
export const elementwise = {
  add: binary(
    'Add',
    (g) => g,
    (g) => g,
  ),
  sub: binary(
    'Sub',
    (g) => g,
    (g) => scaled(g, -1),
  ),
  mul: binary(
    'Mul',
    (g, _, b) => ops.mul(g, b),
    (g, a) => ops.mul(g, a),
  ),
  /** d(a/b) = da/b - (a/b)/b db; never b squared, which would overflow or vanish earlier. */
  div: binary(
    'Div',
    (g, _, b) => ops.div(g, b),
    (g, a, b) => scaled(ops.mul(ops.div(g, b), ops.div(a, b)), -1),
  ),
  /** Equal operands share the gradient. */
  maximum: binary(
    'Max',
    (g, a, b) => shared(g, a, b, ops.greaterOrEqual(a, b)),
    (g, a, b) => shared(g, a, b, ops.greaterOrEqual(b, a)),
  ),
  /** Equal operands share the gradient. */
  minimum: binary(
    'Min',
    (g, a, b) => shared(g, a, b, ops.greaterOrEqual(b, a)),
    (g, a, b) => shared(g, a, b, ops.greaterOrEqual(a, b)),
  ),
  /** The derivative at 0 is 0. */
  relu: unary('Relu', (g, x) => masked(g, ops.greater(x, ops.number(x, 0)))),
  sigmoid: unary('Sigmoid', (g, _, y) => ops.mul(g, ops.mul(y, ops.sub(ops.number(y, 1), y)))),
  /** Exact GELU: d(x Phi(x)) = Phi(x) + x phi(x). */
  gelu: unary('Gelu', (g, x) => {
    const cumulative = scaled(ops.add(ops.erf(scaled(x, Math.SQRT1_2)), ops.number(x, 1)), 0.5);
    const density = scaled(ops.exp(scaled(ops.mul(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return ops.mul(g, ops.add(cumulative, ops.mul(x, density)));
  }),
  exp: unary('Exp', (g, _, y) => ops.mul(g, y)),
  /** Infinite at 0. */
  log: unary('Log', (g, x) => ops.div(g, x)),
  /** Infinite at 0, NaN there when the upstream gradient is 0. */
  sqrt: unary('Sqrt', (g, _, y) => ops.div(scaled(g, 0.5), y)),
  /** The derivative at 0 is 0. */
  abs: unary('Abs', (g, x) => ops.mul(g, ops.sign(x))),
  sign: { infer: ([x]) => x!, emit: () => ({ opType: 'Sign' }), vjp: constantAlmostEverywhere },
  erf: unary('Erf', (g, x) =>
    ops.mul(g, scaled(ops.exp(scaled(ops.mul(x, x), -1)), 2 / Math.sqrt(Math.PI))),
  ),
  /** The gradient passes where clamping changes nothing, both bounds included. */
  clamp: {
    infer: ([x], { min, max }) => {
      if (!(Number.isFinite(min) && Number.isFinite(max) && min <= max)) {
        throw new GraphError(`${min}..${max} is no finite range`);
      }
      return x!;
    },
    emit: ({ min, max }, [x]) => ({
      opType: 'Clip',
      operands: [scalar(min, realType(x!)), scalar(max, realType(x!))],
    }),
    vjp: ({ inputs: [x], output }) => [(g) => masked(g, ops.equal(x!, output))],
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
    operandTypes: { 0: 'bool' },
    infer: ([condition, a, b]) => ({
      shape: broadcast(condition!.shape, broadcast(a!.shape, b!.shape)),
      dtype: a!.dtype,
    }),
    emit: () => ({ opType: 'Where' }),
    vjp: ({ inputs: [condition] }) => [
      null,
      (g) => masked(g, condition!),
      (g) => ops.where(condition!, ops.number(g, 0), g),
    ],
  },
  /** Between float types the gradient is cast back; others have none. */
  cast: {
    infer: ([x], { to }) => ({ shape: x!.shape, dtype: to }),
    emit: ({ to }) => ({ opType: 'Cast', attributes: { to: { dtype: to } } }),
    vjp: ({ inputs: [x], attrs: { to } }) => [
      isReal(x!.dtype) && isReal(to) ? (g) => ops.cast(g, x!.dtype) : null,
    ],
  },
} satisfies { readonly [K in keyof PrimitiveAttrs]?: Row<K> };
