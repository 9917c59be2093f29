import { formatShape, fixed, product, sameDim, type Dim, type Shape } from './dims.ts';
import { GraphError } from './errors.ts';
import type { NoAttrs, PrimitiveAttrs, PrimitiveName } from './primitive-attrs.ts';
import type { Emission, Primitive } from './primitive.ts';
import type { TensorType } from './value.ts';
import { axisOf, broadcast, convShape, matMulShape, reshapeShape, withAxis } from './shapes.ts';
import { int64s, scalar } from './tensor-data.ts';

const unary = (opType: string): Primitive<NoAttrs> => ({
  infer: ([x]) => x!,
  emit: () => ({ opType }),
});

const binary = (opType: string): Primitive<NoAttrs> => ({
  infer: ([a, b]) => ({ shape: broadcast(a!.shape, b!.shape), dtype: a!.dtype }),
  emit: () => ({ opType }),
});

const scaled = (dim: Dim, factor: number): Dim =>
  typeof dim === 'number' ? dim * factor : { batch: dim.batch * factor };

const vectorOf = (operand: TensorType, length: Dim, what: string): void => {
  if (operand.shape.length !== 1 || !sameDim(operand.shape[0]!, length)) {
    throw new GraphError(`${what} ${formatShape(operand.shape)} does not fit its channels`);
  }
};

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

/**
 * The primitive table: one row per operation with its shape rule and its ONNX form (opset 21).
 * A name without a row does not compile.
 */
export const primitives: { readonly [K in PrimitiveName]: Primitive<PrimitiveAttrs[K]> } = {
  add: binary('Add'),
  sub: binary('Sub'),
  mul: binary('Mul'),
  div: binary('Div'),
  relu: unary('Relu'),
  sigmoid: unary('Sigmoid'),
  /** Exact (erf) GELU. */
  gelu: unary('Gelu'),
  clamp: {
    infer: ([x]) => x!,
    emit: ({ min, max }) => ({ opType: 'Clip', operands: [scalar(min), scalar(max)] }),
  },
  softmax: {
    infer: ([x], { axis }) => (axisOf(x!.shape, axis), x!),
    emit: ({ axis }) => ({ opType: 'Softmax', attributes: { axis: { int: axis } } }),
  },
  /** Over the last axis: x [...,C], weight [C], bias [C]. */
  layerNorm: {
    infer: ([x, weight, bias]) => {
      const channels = x!.shape.at(-1)!;
      vectorOf(weight!, channels, 'weight');
      vectorOf(bias!, channels, 'bias');
      return x!;
    },
    emit: ({ epsilon }) => ({
      opType: 'LayerNormalization',
      attributes: { axis: { int: -1 }, epsilon: { float: epsilon } },
    }),
  },
  /** With running statistics: x [N,C,H,W], weight, bias, running mean and running variance [C]. */
  batchNorm: {
    infer: ([x, ...statistics]) => {
      for (const operand of statistics) vectorOf(operand, x!.shape[1]!, 'statistic');
      return x!;
    },
    emit: ({ epsilon }) => ({
      opType: 'BatchNormalization',
      attributes: { epsilon: { float: epsilon } },
    }),
  },
  /** Batched product of two activations [...,M,K] x [...,K,P]. */
  matMul: {
    infer: ([a, b]) => ({ shape: matMulShape(a!.shape, b!.shape), dtype: a!.dtype }),
    emit: () => ({ opType: 'MatMul' }),
    multiplyAccumulates: ([a], output) =>
      scaled(product(output.shape), fixed(a!.shape.at(-1)!, 'inner dimension')),
  },
  /** Fully connected layer as PyTorch stores it: x [M,I], weight [O,I], bias [O] -> [M,O]. */
  linear: {
    infer: ([x, weight, bias]) => {
      const [outputs, inputs] = weight!.shape;
      if (x!.shape.length !== 2 || weight!.shape.length !== 2 || !sameDim(x!.shape[1]!, inputs!)) {
        throw new GraphError(
          `input ${formatShape(x!.shape)} does not fit weight ${formatShape(weight!.shape)}`,
        );
      }
      vectorOf(bias!, outputs!, 'bias');
      return { shape: [x!.shape[0]!, outputs!], dtype: x!.dtype };
    },
    emit: () => ({ opType: 'Gemm', attributes: { transB: { int: 1 } } }),
    multiplyAccumulates: ([x], output) =>
      scaled(product(output.shape), fixed(x!.shape[1]!, 'input width')),
  },
  /** x [N,C,H,W], weight [O,C,kh,kw], bias [O] -> [N,O,H',W']. */
  conv: {
    infer: ([x, weight, bias], geometry) => {
      const shape = convShape(x!.shape, weight!.shape, geometry);
      vectorOf(bias!, shape[1]!, 'bias');
      return { shape, dtype: x!.dtype };
    },
    emit: ({ strides, pads, dilations }) => ({
      opType: 'Conv',
      attributes: {
        strides: { ints: strides },
        pads: { ints: pads },
        dilations: { ints: dilations },
      },
    }),
    multiplyAccumulates: ([, weight], output) =>
      scaled(product(output.shape), fixed(product(weight!.shape.slice(1)), 'kernel')),
  },
  reshape: {
    infer: ([x], { shape }) => ({ shape: reshapeShape(x!.shape, shape), dtype: x!.dtype }),
    emit: ({ shape }, [x]) => reshapeTarget(x!.shape, shape),
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
  },
  /** Elements start..end-1 along one axis. */
  slice: {
    infer: ([x], { axis, start, end }) => {
      const length = fixed(x!.shape[axisOf(x!.shape, axis)]!, 'sliced axis');
      if (!(
        Number.isInteger(start) &&
        Number.isInteger(end) &&
        0 <= start &&
        start < end &&
        end <= length
      )) {
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
        length += fixed(shape[at]!, 'joined axis');
      }
      return { shape: withAxis(first.shape, at, length), dtype: first.dtype };
    },
    emit: ({ axis }) => ({ opType: 'Concat', attributes: { axis: { int: axis } } }),
  },
};
