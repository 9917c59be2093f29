import { fixed, product, type Dim } from '../graph/dims.ts';
import type { Value } from '../graph/value.ts';
import * as ops from '../graph/ops.ts';
import { scalar } from '../graph/tensor-data.ts';
import { under, type Parameters } from './parameters.ts';

const LAYER_NORM_EPSILON = 1e-6;
const BATCH_NORM_EPSILON = 1e-5;

/** Fully connected layer over the last axis: x [...,I] -> [...,O]. */
export function linear(x: Value, outputs: number, parameters: Parameters): Value {
  const inputs = x.shape.at(-1) as number;
  const leading = x.shape.slice(0, -1);
  const rows = ops.reshape(x, [product(leading), inputs]);
  const weight = parameters.get('weight', [outputs, inputs]);
  const bias = parameters.get('bias', [outputs]);
  return ops.reshape(ops.linear(rows, weight, bias), [...leading, outputs]);
}

/** Layer normalisation over the last axis, epsilon 1e-6 as in timm's ViT. */
export function layerNorm(x: Value, parameters: Parameters): Value {
  const channels = x.shape.at(-1) as number;
  const weight = parameters.get('weight', [channels]);
  return ops.layerNorm(x, weight, parameters.get('bias', [channels]), LAYER_NORM_EPSILON);
}

/** Square convolution with bias: x [N,I,H,W] -> [N,O,H',W']. */
export function conv(
  x: Value,
  outputs: number,
  {
    kernel,
    stride,
    pad,
  }: { readonly kernel: number; readonly stride: number; readonly pad: number },
  parameters: Parameters,
): Value {
  const inputs = x.shape[1] as number;
  const weight = parameters.get('weight', [outputs, inputs, kernel, kernel]);
  return ops.conv(x, weight, parameters.get('bias', [outputs]), {
    strides: [stride, stride],
    pads: [pad, pad, pad, pad],
    dilations: [1, 1],
  });
}

/**
 * Batch normalisation of x [N,C,H,W], epsilon 1e-5: with running statistics, or while training with those of the
 * batch, which are left with the parameters (the running ones are then not read).
 */
export function batchNorm(x: Value, parameters: Parameters): Value {
  const channels = [x.shape[1] as number];
  const weight = parameters.get('weight', channels);
  const bias = parameters.get('bias', channels);
  const { training, prefix } = parameters;
  const statistics = training?.statistics;
  if (statistics === undefined) {
    const mean = parameters.get('running_mean', channels);
    const variance = parameters.get('running_var', channels);
    return ops.batchNorm(x, { weight, bias, mean, variance }, BATCH_NORM_EPSILON);
  }
  const overMap = [0, 2, 3];
  const number = (value: number): Value => x.graph.constant(scalar(value));
  const perChannel = (vector: Value): Value => ops.reshape(vector, [1, channels[0]!, 1, 1]);
  const mean = ops.reduceMean(x, overMap, true);
  const centred = ops.sub(x, mean);
  const variance = ops.reduceMean(ops.mul(centred, centred), overMap, true);
  const inverse = ops.div(number(1), ops.sqrt(ops.add(variance, number(BATCH_NORM_EPSILON))));
  const count = fixed(product([x.shape[0]!, x.shape[2]!, x.shape[3]!]), 'samples per channel');
  statistics.set(prefix, {
    mean: ops.reshape(mean, channels),
    variance: ops.mul(ops.reshape(variance, channels), number(count / Math.max(1, count - 1))),
  });
  const slope = ops.mul(inverse, perChannel(weight));
  return ops.add(ops.mul(centred, slope), perChannel(bias));
}

/** 3x3 convolution (`0`), batch normalisation (`1`) and ReLU, named as a torch Sequential. */
export function convBnRelu(
  x: Value,
  outputs: number,
  stride: number,
  parameters: Parameters,
): Value {
  const features = conv(x, outputs, { kernel: 3, stride, pad: 1 }, under(parameters, '0'));
  return ops.relu(batchNorm(features, under(parameters, '1')));
}

/** Maps [N,C,H,W] as tokens [N,H*W,C], row-major. */
export function mapToTokens(map: Value): Value {
  const [batch, channels, height, width] = map.shape as [Dim, number, number, number];
  const flat = ops.reshape(map, [batch, channels, height * width]);
  return ops.transpose(flat, [0, 2, 1]);
}

/** Tokens [N,side*side,C] as a map [N,C,side,side]. */
export function tokensToMap(tokens: Value): Value {
  const [batch, count, channels] = tokens.shape as [Dim, number, number];
  const side = Math.sqrt(count);
  return ops.reshape(ops.transpose(tokens, [0, 2, 1]), [batch, channels, side, side]);
}
