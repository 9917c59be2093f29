import type { Value } from '../graph/value.ts';
import * as ops from '../graph/ops.ts';
import { conv, convBnRelu } from './layers.ts';
import { under, type Parameters } from './parameters.ts';

/** Lower bound of scores and sizes; the upper bound is one minus it. */
const MARGIN = 1e-4;

/** Output maps of the head; F = cells per side. */
export interface HeadOutput {
  /** [N,1,F,F] in (0,1). */
  readonly score: Value;
  /** Width and height as fractions of the crop [N,2,F,F], in (0,1). */
  readonly size: Value;
  /** Centre offset (x, y) in cells [N,2,F,F], unbounded. */
  readonly offset: Value;
}

/** CENTER head of OSTrack: three towers over the search tokens' map [N,C,F,F]. */
export function centerHead(map: Value, headChannels: number, parameters: Parameters): HeadOutput {
  const tower = (name: 'ctr' | 'size' | 'offset', outputs: number): Value =>
    map.graph.within(name, () => {
      let features = map;
      for (let layer = 1; layer <= 4; layer++) {
        const width = headChannels / 2 ** (layer - 1);
        features = convBnRelu(features, width, 1, under(parameters, `conv${layer}_${name}`));
      }
      const pointwise = { kernel: 1, stride: 1, pad: 0 };
      return conv(features, outputs, pointwise, under(parameters, `conv5_${name}`));
    });
  const bounded = (logit: Value): Value => ops.clamp(ops.sigmoid(logit), MARGIN, 1 - MARGIN);
  return {
    score: bounded(tower('ctr', 1)),
    size: bounded(tower('size', 2)),
    offset: tower('offset', 2),
  };
}
