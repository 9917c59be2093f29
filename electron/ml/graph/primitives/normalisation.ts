import type { PrimitiveAttrs } from '../primitive-attrs.ts';
import type { Primitive } from '../primitive.ts';
import * as ops from '../ops.ts';
import { axisOf, vectorOf } from '../shapes.ts';
import { scalar } from '../tensor-data.ts';
import type { Value } from '../value.ts';

type Row<K extends keyof PrimitiveAttrs> = Primitive<PrimitiveAttrs[K]>;

const number = (like: Value, value: number): Value => like.graph.constant(scalar(value));

/** 1 / sqrt(x + epsilon). */
const inverseRoot = (x: Value, epsilon: number): Value =>
  ops.div(number(x, 1), ops.sqrt(ops.add(x, number(x, epsilon))));

/** A vector [C] as [1,C,1,1], to meet a map [N,C,H,W]. */
const perChannel = (vector: Value): Value => ops.reshape(vector, [1, vector.shape[0]!, 1, 1]);

/** Softmax and normalisation layers: one ONNX node forward, the gradient by formula. */
export const normalisation = {
  /** dx = y (g - sum(g y)). */
  softmax: {
    infer: ([x], { axis }) => (axisOf(x!.shape, axis), x!),
    emit: ({ axis }) => ({ opType: 'Softmax', attributes: { axis: { int: axis } } }),
    vjp: ({ output: y, attrs: { axis } }, g) => {
      const dot = ops.reduceSum(ops.mul(g, y), [axisOf(y.shape, axis)], true);
      return [ops.mul(y, ops.sub(g, dot))];
    },
  },
  /** dx = g - softmax(x) sum(g). */
  logSoftmax: {
    infer: ([x], { axis }) => (axisOf(x!.shape, axis), x!),
    emit: ({ axis }) => ({ opType: 'LogSoftmax', attributes: { axis: { int: axis } } }),
    vjp: ({ output: y, attrs: { axis } }, g) => {
      const total = ops.reduceSum(g, [axisOf(y.shape, axis)], true);
      return [ops.sub(g, ops.mul(ops.exp(y), total))];
    },
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
    vjp: ({ inputs: [x, weight], attrs: { epsilon } }, g) => {
      const last = [x!.shape.length - 1];
      const mean = (value: Value): Value => ops.reduceMean(value, last, true);
      const centred = ops.sub(x!, mean(x!));
      const inverse = inverseRoot(mean(ops.mul(centred, centred)), epsilon);
      const normalised = ops.mul(centred, inverse);
      const scaled = ops.mul(g, weight!);
      const along = ops.mul(normalised, mean(ops.mul(scaled, normalised)));
      return [
        ops.mul(ops.sub(ops.sub(scaled, mean(scaled)), along), inverse),
        ops.mul(g, normalised),
        g,
      ];
    },
  },
  /** With running statistics: x [N,C,H,W], weight, bias, running mean and running variance [C]. */
  batchNorm: {
    infer: ([x, ...statistics]) => {
      for (const { shape } of statistics) vectorOf(shape, x!.shape[1]!, 'statistic');
      return x!;
    },
    emit: ({ epsilon }) => ({
      opType: 'BatchNormalization',
      attributes: { epsilon: { float: epsilon } },
    }),
    vjp: ({ inputs: [x, weight, , mean, variance], attrs: { epsilon } }, g) => {
      const overMap = [0, 2, 3];
      const inverse = inverseRoot(variance!, epsilon);
      const slope = ops.mul(weight!, inverse);
      const gradientSum = ops.reduceSum(g, overMap, false);
      const centred = ops.sub(x!, perChannel(mean!));
      const along = ops.reduceSum(ops.mul(g, centred), overMap, false);
      return [
        ops.mul(g, perChannel(slope)),
        ops.mul(along, inverse),
        gradientSum,
        ops.mul(ops.mul(gradientSum, slope), number(g, -1)),
        // d/dv (x - m) w (v + e)^-1/2 = -1/2 (x - m) w (v + e)^-3/2
        ops.mul(number(g, -0.5), ops.mul(along, ops.mul(slope, ops.mul(inverse, inverse)))),
      ];
    },
  },
} satisfies { readonly [K in keyof PrimitiveAttrs]?: Row<K> };
