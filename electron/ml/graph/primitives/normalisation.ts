import { GraphError } from '../errors.ts';
import type { PrimitiveAttrs } from '../primitive-attrs.ts';
import type { Primitive } from '../primitive.ts';
import * as ops from '../ops.ts';
import { axisOf, vectorOf } from '../shapes.ts';
import type { Value } from '../value.ts';

type Row<K extends keyof PrimitiveAttrs> = Primitive<PrimitiveAttrs[K]>;

/** 1 / sqrt(x + epsilon). */
const inverseRoot = (x: Value, epsilon: number): Value =>
  ops.div(ops.number(x, 1), ops.sqrt(ops.add(x, ops.number(x, epsilon))));

/** A vector [C] as [1,C,1,1], to meet a map [N,C,H,W]. */
const perChannel = (vector: Value): Value => ops.reshape(vector, [1, vector.shape[0]!, 1, 1]);

/**
 * Softmax and normalisation layers: one ONNX node forward, the gradient by formula. Operands' gradients share terms;
 * the graph keeps equal requests once, so each rule simply asks for what it needs.
 */
export const normalisation = {
  /** dx = y (g - sum(g y)). */
  softmax: {
    infer: ([x], { axis }) => (axisOf(x!.shape, axis), x!),
    emit: ({ axis }) => ({ opType: 'Softmax', attributes: { axis: { int: axis } } }),
    vjp: ({ output: y, attrs: { axis } }) => [
      (g) => {
        const dot = ops.reduceSum(ops.mul(g, y), [axisOf(y.shape, axis)], true);
        return ops.mul(y, ops.sub(g, dot));
      },
    ],
  },
  /** dx = g - softmax(x) sum(g). */
  logSoftmax: {
    infer: ([x], { axis }) => (axisOf(x!.shape, axis), x!),
    emit: ({ axis }) => ({ opType: 'LogSoftmax', attributes: { axis: { int: axis } } }),
    vjp: ({ output: y, attrs: { axis } }) => [
      (g) => {
        const total = ops.reduceSum(g, [axisOf(y.shape, axis)], true);
        return ops.sub(g, ops.mul(ops.exp(y), total));
      },
    ],
  },
  /** Over the last axis: x [...,C], weight [C], bias [C]. */
  layerNorm: {
    infer: ([x, weight, bias]) => {
      const channels = x!.shape.at(-1)!;
      vectorOf(weight!.shape, channels, 'weight');
      vectorOf(bias!.shape, channels, 'bias');
      return x!;
    },
    emit: ({ epsilon }) => ({
      opType: 'LayerNormalization',
      attributes: { axis: { int: -1 }, epsilon: { float: epsilon } },
    }),
    // With h = (x - mean) / deviation and d = g weight: dx = (d - mean(d) - h mean(d h)) / deviation.
    vjp: ({ inputs: [x, weight], attrs: { epsilon } }) => {
      const mean = (value: Value): Value => ops.reduceMean(value, [x!.shape.length - 1], true);
      const centred = (): Value => ops.sub(x!, mean(x!));
      const inverse = (): Value => inverseRoot(mean(ops.mul(centred(), centred())), epsilon);
      const normalised = (): Value => ops.mul(centred(), inverse());
      return [
        (g) => {
          const scaled = ops.mul(g, weight!);
          const along = ops.mul(normalised(), mean(ops.mul(scaled, normalised())));
          return ops.mul(ops.sub(ops.sub(scaled, mean(scaled)), along), inverse());
        },
        (g) => ops.mul(g, normalised()),
        (g) => g,
      ];
    },
  },
  /** With running statistics: x [N,C,H,W], weight, bias, running mean and running variance [C]. */
  batchNorm: {
    infer: ([x, ...statistics]) => {
      if (x!.shape.length !== 4) throw new GraphError('the first operand must be a map [N,C,H,W]');
      for (const { shape } of statistics) vectorOf(shape, x!.shape[1]!, 'statistic');
      return x!;
    },
    emit: ({ epsilon }) => ({
      opType: 'BatchNormalization',
      attributes: { epsilon: { float: epsilon } },
    }),
    vjp: ({ inputs: [x, weight, , mean, variance], attrs: { epsilon } }) => {
      const inverse = (): Value => inverseRoot(variance!, epsilon);
      const slope = (): Value => ops.mul(weight!, inverse());
      const overMap = (map: Value): Value => ops.reduceSum(map, [0, 2, 3], false);
      const along = (g: Value): Value => overMap(ops.mul(g, ops.sub(x!, perChannel(mean!))));
      return [
        (g) => ops.mul(g, perChannel(slope())),
        (g) => ops.mul(along(g), inverse()),
        overMap,
        (g) => ops.mul(ops.mul(overMap(g), slope()), ops.number(g, -1)),
        // d/dv (x - m) w (v + e)^-1/2 = -1/2 (x - m) w (v + e)^-3/2
        (g) => {
          const cubed = ops.mul(slope(), ops.mul(inverse(), inverse()));
          return ops.mul(ops.number(g, -0.5), ops.mul(along(g), cubed));
        },
      ];
    },
  },
} satisfies { readonly [K in keyof PrimitiveAttrs]?: Row<K> };
