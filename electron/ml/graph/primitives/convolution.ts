import { fixed, product } from '../dims.ts';
import { GraphError } from '../errors.ts';
import type { PrimitiveAttrs } from '../primitive-attrs.ts';
import type { Emission, Primitive } from '../primitive.ts';
import * as ops from '../ops.ts';
import { convShape, convTransposeShape, vectorOf, type ConvGeometry } from '../shapes.ts';
import type { Value } from '../value.ts';

type Row<K extends keyof PrimitiveAttrs> = Primitive<PrimitiveAttrs[K]>;

const emit = (opType: string, geometry: ConvGeometry): Emission & { attributes: object } => ({
  opType,
  attributes: {
    strides: { ints: geometry.strides },
    pads: { ints: geometry.pads },
    dilations: { ints: geometry.dilations },
  },
});

/** Rows and columns of the padded input that no kernel position reaches because the stride leaves a remainder. */
const remainder = (x: Value, weight: Value, { strides, pads, dilations }: ConvGeometry) =>
  ([0, 1] as const).map((axis) => {
    const padded = fixed(x.shape[axis + 2]!, 'size') + pads[axis] + pads[(axis + 2) as 2 | 3];
    const kernel = dilations[axis] * (fixed(weight.shape[axis + 2]!, 'kernel') - 1) + 1;
    return (padded - kernel) % strides[axis];
  }) as [number, number];

/**
 * Gradient of a convolution's weight: a convolution of the input with the gradient as kernel, batch and channels
 * swapped, strides and dilations swapped.
 */
const weightGradient = (x: Value, weight: Value, g: Value, geometry: ConvGeometry): Value => {
  const swapped = ops.conv(
    ops.transpose(x, [1, 0, 2, 3]),
    ops.transpose(g, [1, 0, 2, 3]),
    undefined,
    { strides: geometry.dilations, pads: geometry.pads, dilations: geometry.strides },
  );
  // Where the stride leaves a remainder the result has surplus rows and columns at its end.
  const [, , height, width] = weight.shape as [unknown, unknown, number, number];
  const rows = ops.slice(swapped, 2, 0, height);
  return ops.transpose(ops.slice(rows, 3, 0, width), [1, 0, 2, 3]);
};

/** Two-dimensional convolutions. */
export const convolution = {
  /** x [N,C,H,W], weight [O,C,kh,kw] and perhaps bias [O] -> [N,O,H',W']. */
  conv: {
    infer: ([x, weight, bias], geometry) => {
      const shape = convShape(x!.shape, weight!.shape, geometry);
      if (bias !== undefined) vectorOf(bias.shape, shape[1]!, 'bias');
      return { shape, dtype: x!.dtype };
    },
    emit: (geometry) => emit('Conv', geometry),
    vjp: ({ inputs: [x, weight], attrs }) => [
      (g) =>
        ops.convTranspose(g, weight!, { ...attrs, outputPadding: remainder(x!, weight!, attrs) }),
      (g) => weightGradient(x!, weight!, g, attrs),
      (g) => ops.reduceSum(g, [0, 2, 3], false),
    ],
    multiplyAccumulates: ([, weight], output) =>
      product([...output.shape, ...weight!.shape.slice(1)]),
  },
  /** x [N,O,H,W], weight [O,C,kh,kw] -> [N,C,H',W']: the transpose of the convolution with that weight. */
  convTranspose: {
    infer: ([x, weight], attrs) => {
      if (attrs.outputPadding.some((rows, axis) => rows >= attrs.strides[axis as 0 | 1])) {
        throw new GraphError('output padding must be smaller than the stride');
      }
      return { shape: convTransposeShape(x!.shape, weight!.shape, attrs), dtype: x!.dtype };
    },
    emit: ({ outputPadding, ...geometry }) => {
      const emission = emit('ConvTranspose', geometry);
      return {
        ...emission,
        attributes: { ...emission.attributes, output_padding: { ints: outputPadding } },
      };
    },
    vjp: ({ inputs: [x, weight], attrs }) => [
      (g) => ops.conv(g, weight!, undefined, attrs),
      (g) => weightGradient(g, weight!, x!, attrs),
    ],
    multiplyAccumulates: ([x, weight]) => product([...x!.shape, ...weight!.shape.slice(1)]),
  },
} satisfies { readonly [K in keyof PrimitiveAttrs]?: Row<K> };
