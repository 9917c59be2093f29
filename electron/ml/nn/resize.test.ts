import { describe, expect, it } from 'vitest';
import { evaluate, floatTensor } from '../../../test/support/evaluate-graph.ts';
import { golden } from '../../../test/support/golden.ts';
import { N } from '../graph/dims.ts';
import { Graph } from '../graph/graph.ts';
import { gradients } from '../graph/gradient.ts';
import * as ops from '../graph/ops.ts';
import { mapToTokens } from './layers.ts';
import { resizeTokens } from './resize.ts';

describe('bilinear token grids', () => {
  const { tensors } = golden('interp/bilinear');

  it.each(['6_24', '8_24', '12_24', '16_24', '8_16', '12_16', '16_12', '24_6'])(
    'agree with torch from and to %s, forward and backward',
    async (sizes) => {
      const side = Number(sizes.split('_')[1]);
      const result = await evaluate(
        { map: floatTensor(tensors, `in_${sizes}`), g: floatTensor(tensors, `grad_out_${sizes}`) },
        ({ map, g }) => {
          const out = resizeTokens(mapToTokens(map), side);
          const loss = ops.reduceSum(ops.mul(out, mapToTokens(g)), [0, 1, 2], false);
          const [grad] = gradients(loss, [map]);
          const [batch, channels] = map.shape;
          const asMap = ops.reshape(ops.transpose(out, [0, 2, 1]), [batch!, channels!, side, side]);
          return { out: asMap, grad: grad! };
        },
      );
      // Values are of order one, computed in float32 by both.
      const expected = floatTensor(tensors, `out_${sizes}`).data;
      expect(result['out']).toBeAllclose(expected, { atol: 2e-6, rtol: 1e-6 });
      const gradient = floatTensor(tensors, `grad_in_${sizes}`).data;
      expect(result['grad']).toBeAllclose(gradient, { atol: 5e-6, rtol: 1e-6 });
    },
  );

  it('leaves a grid of the wanted size alone, and refuses tokens that make no square', () => {
    const graph = new Graph();
    const tokens = graph.input('x', [N, 16, 3]);
    expect(resizeTokens(tokens, 4)).toBe(tokens);
    expect(resizeTokens(tokens, 6).shape).toEqual([N, 36, 3]);
    expect(() => resizeTokens(graph.input('y', [N, 15, 3]), 4)).toThrow(/15 tokens/);
  });
});
