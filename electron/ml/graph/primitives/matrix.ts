import { formatShape, product, sameDim } from '../dims.ts';
import { GraphError } from '../errors.ts';
import type { PrimitiveAttrs } from '../primitive-attrs.ts';
import type { Primitive } from '../primitive.ts';
import * as ops from '../ops.ts';
import { matMulShape, vectorOf } from '../shapes.ts';

type Row<K extends keyof PrimitiveAttrs> = Primitive<PrimitiveAttrs[K]>;

/** Products of matrices. */
export const matrix = {
  /** Batched product of two activations [...,M,K] x [...,K,P]. */
  matMul: {
    infer: ([a, b]) => ({ shape: matMulShape(a!.shape, b!.shape), dtype: a!.dtype }),
    emit: () => ({ opType: 'MatMul' }),
    vjp: ({ inputs: [a, b] }) => [
      (g) => ops.matMul(g, ops.swapLastAxes(b!)),
      (g) => ops.matMul(ops.swapLastAxes(a!), g),
    ],
    multiplyAccumulates: ([a], output) => product([...output.shape, a!.shape.at(-1)!]),
  },
  /** Product of two matrices, each transposed or not. */
  gemm: {
    infer: ([a, b], { transA, transB }) => {
      if (a!.shape.length !== 2 || b!.shape.length !== 2) {
        throw new GraphError('operands need two dimensions');
      }
      const left = transA ? a!.shape.toReversed() : a!.shape;
      const right = transB ? b!.shape.toReversed() : b!.shape;
      return { shape: matMulShape(left, right), dtype: a!.dtype };
    },
    emit: ({ transA, transB }) => ({
      opType: 'Gemm',
      attributes: { transA: { int: transA ? 1 : 0 }, transB: { int: transB ? 1 : 0 } },
    }),
    vjp: ({ inputs: [a, b], attrs: { transA, transB } }) => [
      (g) => (transA ? ops.gemm(b!, g, transB, true) : ops.gemm(g, b!, false, !transB)),
      (g) => (transB ? ops.gemm(g, a!, true, transA) : ops.gemm(a!, g, !transA, false)),
    ],
    multiplyAccumulates: ([a], output, { transA }) =>
      product([...output.shape, a!.shape[transA ? 0 : 1]!]),
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
      vectorOf(bias!.shape, outputs!, 'bias');
      return { shape: [x!.shape[0]!, outputs!], dtype: x!.dtype };
    },
    emit: () => ({ opType: 'Gemm', attributes: { transB: { int: 1 } } }),
    vjp: ({ inputs: [x, weight] }) => [
      (g) => ops.gemm(g, weight!, false, false),
      (g) => ops.gemm(g, x!, true, false),
      (g) => ops.reduceSum(g, [0], false),
    ],
    multiplyAccumulates: ([x], output) => product([...output.shape, x!.shape[1]!]),
  },
} satisfies { readonly [K in keyof PrimitiveAttrs]?: Row<K> };
