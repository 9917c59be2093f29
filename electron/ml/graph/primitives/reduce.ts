import { fixed, formatShape, product, type Dim, type Shape } from '../dims.ts';
import { GraphError } from '../errors.ts';
import type { PrimitiveAttrs, ReduceAttrs } from '../primitive-attrs.ts';
import { constantAlmostEverywhere, type Differentiated, type Primitive } from '../primitive.ts';
import * as ops from '../ops.ts';
import { axisOf } from '../shapes.ts';
import { int64s } from '../tensor-data.ts';
import type { TensorType, Value } from '../value.ts';

type Row<K extends keyof PrimitiveAttrs> = Primitive<PrimitiveAttrs[K]>;

const reducedShape = ({ shape }: TensorType, { axes, keepDims }: ReduceAttrs): Shape => {
  if (axes.length === 0) throw new GraphError('a reduction needs axes');
  if (new Set(axes).size !== axes.length || axes.some((axis) => axisOf(shape, axis) !== axis)) {
    throw new GraphError(`axes ${axes.join(',')} do not fit ${formatShape(shape)}`);
  }
  return shape.flatMap((dim, axis): Dim[] => {
    if (!axes.includes(axis)) return [dim];
    return keepDims ? [1] : [];
  });
};

/** The gradient with the reduced axes back, of length one. */
const unreduced = ({ inputs: [x], attrs }: Differentiated<ReduceAttrs>, g: Value): Value =>
  ops.reshape(
    g,
    x!.shape.map((dim, axis) => (attrs.axes.includes(axis) ? 1 : dim)),
  );

const reduce = (opType: string, vjp: Row<'reduceSum'>['vjp']): Row<'reduceSum'> => ({
  infer: ([x], attrs) => ({ shape: reducedShape(x!, attrs), dtype: x!.dtype }),
  emit: ({ axes, keepDims }) => ({
    opType,
    attributes: { keepdims: { int: keepDims ? 1 : 0 } },
    operands: [int64s(axes)],
  }),
  vjp,
});

/** Operations that take several elements to one. */
export const reductions = {
  reduceSum: reduce('ReduceSum', (node) => [
    (g) => ops.expand(unreduced(node, g), node.inputs[0]!.shape),
  ]),
  reduceMean: reduce('ReduceMean', (node) => {
    const { shape } = node.inputs[0]!;
    return [
      (g) => {
        const count = fixed(product(node.attrs.axes.map((axis) => shape[axis]!)), 'averaged count');
        return ops.expand(unreduced(node, ops.mul(g, ops.number(g, 1 / count))), shape);
      },
    ];
  }),
  /** Equal maxima share the gradient equally. */
  reduceMax: reduce('ReduceMax', (node) => [
    (g) => {
      const x = node.inputs[0]!;
      const isMaximum = ops.cast(ops.equal(x, unreduced(node, node.output)), x.dtype);
      const count = ops.reduceSum(isMaximum, node.attrs.axes, true);
      return ops.mul(isMaximum, ops.div(unreduced(node, g), count));
    },
  ]),
  /** Index of the first maximum along an axis, which stays with length one (int64). */
  argMax: {
    infer: ([x], { axis }) => ({
      shape: reducedShape(x!, { axes: [axis], keepDims: true }),
      dtype: 'int64',
    }),
    emit: ({ axis }) => ({
      opType: 'ArgMax',
      attributes: { axis: { int: axis }, keepdims: { int: 1 } },
    }),
    vjp: constantAlmostEverywhere,
  },
} satisfies { readonly [K in keyof PrimitiveAttrs]?: Row<K> };
