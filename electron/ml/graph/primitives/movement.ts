import { fixed, formatShape, sameDim, sameShape, type Shape } from '../dims.ts';
import { GraphError } from '../errors.ts';
import type { PrimitiveAttrs } from '../primitive-attrs.ts';
import type { Emission, Primitive } from '../primitive.ts';
import * as ops from '../ops.ts';
import { axisOf, broadcast, reshapeShape, withAxis } from '../shapes.ts';
import { int64s, realType, scalar } from '../tensor-data.ts';
import type { TensorType, Value } from '../value.ts';

type Row<K extends keyof PrimitiveAttrs> = Primitive<PrimitiveAttrs[K]>;

/** The target of an ONNX Reshape: 0 copies an input dimension, -1 stands for the one that holds the batch. */
const reshapeTarget = (from: Shape, to: Shape): Emission => ({
  opType: 'Reshape',
  operands: [
    int64s(
      to.map((dim, axis) => {
        if (typeof dim === 'number') return dim;
        return axis < from.length && sameDim(from[axis]!, dim) ? 0 : -1;
      }),
    ),
  ],
});

/** Length of an axis that may not be the batch. */
const lengthOf = (shape: Shape, axis: number): number =>
  fixed(shape[axisOf(shape, axis)]!, `axis ${axis}`);

const indexed = (x: TensorType, index: TensorType, axis: number): void => {
  const at = axisOf(x.shape, axis);
  const fits =
    index.shape.length === x.shape.length &&
    index.shape.every((dim, i) => i === at || sameDim(dim, x.shape[i]!));
  if (!fits) {
    throw new GraphError(`index ${formatShape(index.shape)} does not fit axis ${axis}`);
  }
};

/** Operations that move elements and compute nothing. */
export const movement = {
  reshape: {
    infer: ([x], { shape }) => ({ shape: reshapeShape(x!.shape, shape), dtype: x!.dtype }),
    emit: ({ shape }, [x]) => reshapeTarget(x!.shape, shape),
    vjp: ({ inputs: [x] }) => [(g) => ops.reshape(g, x!.shape)],
  },
  transpose: {
    infer: ([x], { perm }) => {
      const sorted = [...perm].sort((a, b) => a - b);
      if (sorted.length !== x!.shape.length || sorted.some((axis, i) => axis !== i)) {
        throw new GraphError(`[${perm.join(',')}] does not permute ${formatShape(x!.shape)}`);
      }
      return { shape: perm.map((axis) => x!.shape[axis]!), dtype: x!.dtype };
    },
    emit: ({ perm }) => ({ opType: 'Transpose', attributes: { perm: { ints: perm } } }),
    vjp: ({ attrs: { perm } }) => {
      const inverse = perm.map((_, axis) => perm.indexOf(axis));
      return [(g) => ops.transpose(g, inverse)];
    },
  },
  /** Elements start..end-1 along one axis. */
  slice: {
    infer: ([x], { axis, start, end }) => {
      const length = lengthOf(x!.shape, axis);
      const isInside = 0 <= start && start < end && end <= length;
      if (!(Number.isInteger(start) && Number.isInteger(end) && isInside)) {
        throw new GraphError(
          `${start}..${end} is outside axis ${axis} of ${formatShape(x!.shape)}`,
        );
      }
      return { shape: withAxis(x!.shape, axisOf(x!.shape, axis), end - start), dtype: x!.dtype };
    },
    emit: ({ axis, start, end }) => ({
      opType: 'Slice',
      operands: [int64s([start]), int64s([end]), int64s([axis])],
    }),
    vjp: ({ inputs: [x], attrs: { axis, start, end } }) => [
      (g) => ops.pad(g, axis, start, lengthOf(x!.shape, axis) - end),
    ],
  },
  /** Zeros before and after along one axis. */
  pad: {
    infer: ([x], { axis, before, after }) => {
      if (![before, after].every((count) => Number.isInteger(count) && count >= 0)) {
        throw new GraphError(`padding ${before}, ${after} must be whole and not negative`);
      }
      const length = lengthOf(x!.shape, axis) + before + after;
      return { shape: withAxis(x!.shape, axisOf(x!.shape, axis), length), dtype: x!.dtype };
    },
    // Pads of all axes: ORT's transpose optimiser moves past a Pad as if the list of axes were not there.
    emit: ({ axis, before, after }, [x]) => {
      const at = axisOf(x!.shape, axis);
      const along = (count: number): readonly number[] =>
        x!.shape.map((_, i) => (i === at ? count : 0));
      const zero = scalar(0, realType(x!));
      return { opType: 'Pad', operands: [int64s([...along(before), ...along(after)]), zero] };
    },
    vjp: ({ inputs: [x], attrs: { axis, before } }) => [
      (g) => ops.slice(g, axis, before, before + lengthOf(x!.shape, axis)),
    ],
  },
  concat: {
    infer: (inputs, { axis }) => {
      const first = inputs[0]!;
      const at = axisOf(first.shape, axis);
      let length = 0;
      for (const { shape } of inputs) {
        const others = shape.every((dim, i) => i === at || sameDim(dim, first.shape[i] ?? -1));
        if (shape.length !== first.shape.length || !others) {
          throw new GraphError(`${formatShape(shape)} does not join ${formatShape(first.shape)}`);
        }
        length += lengthOf(shape, at);
      }
      return { shape: withAxis(first.shape, at, length), dtype: first.dtype };
    },
    emit: ({ axis }) => ({ opType: 'Concat', attributes: { axis: { int: axis } } }),
    vjp: ({ inputs, attrs: { axis } }) => {
      let next = 0;
      return inputs.map((input) => {
        const start = next;
        next += lengthOf(input.shape, axis);
        const end = next;
        return (g) => ops.slice(g, axis, start, end);
      });
    },
  },
  /** Copies along axes of length one; the batch size must be fixed. */
  expand: {
    infer: ([x], { shape }) => {
      for (const dim of shape) fixed(dim, 'an expanded shape');
      if (!sameShape(broadcast(x!.shape, shape), shape)) {
        throw new GraphError(`${formatShape(x!.shape)} does not expand to ${formatShape(shape)}`);
      }
      return { shape, dtype: x!.dtype };
    },
    emit: ({ shape }) => ({ opType: 'Expand', operands: [int64s(shape as readonly number[])] }),
    vjp: () => [(g) => g],
  },
  /** y[i,j,k] = x[i,index[i,j,k],k] for axis 1; index int64, as long as x along all other axes. */
  gatherElements: {
    operandTypes: { 1: 'int64' },
    infer: ([x, index], { axis }) => {
      indexed(x!, index!, axis);
      return { shape: index!.shape, dtype: x!.dtype };
    },
    emit: ({ axis }) => ({ opType: 'GatherElements', attributes: { axis: { int: axis } } }),
    vjp: ({ inputs: [x, index], attrs: { axis } }) => [
      (g) => ops.scatterAdd(zerosLike(x!), index!, g, axis),
      null,
    ],
  },
  /** x with updates added at the places that index names along one axis; places may repeat. */
  scatterAdd: {
    operandTypes: { 1: 'int64' },
    infer: ([x, index, updates], { axis }) => {
      indexed(x!, index!, axis);
      if (!sameShape(index!.shape, updates!.shape)) {
        throw new GraphError(`updates ${formatShape(updates!.shape)} do not fit their index`);
      }
      return x!;
    },
    emit: ({ axis }) => ({
      opType: 'ScatterElements',
      attributes: { axis: { int: axis }, reduction: { string: 'add' } },
    }),
    vjp: ({ inputs: [, index], attrs: { axis } }) => [
      (g) => g,
      null,
      (g) => ops.gatherElements(g, index!, axis),
    ],
  },
} satisfies { readonly [K in keyof PrimitiveAttrs]?: Row<K> };

const zerosLike = (x: Value): Value => ops.expand(ops.number(x, 0), x.shape);
