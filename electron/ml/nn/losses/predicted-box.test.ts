import { expect, it } from 'vitest';
import { evaluate, floatTensor } from '../../../../test/support/evaluate-graph.ts';
import { floats, golden } from '../../../../test/support/golden.ts';
import { gradients } from '../../graph/gradient.ts';
import * as ops from '../../graph/ops.ts';
import { boxAtCell, peakCell } from './predicted-box.ts';

it.each(['t64_s128', 't96_s192', 't128_s256'])('reads the reference box of %s', async (name) => {
  const { tensors } = golden(`ostrack-micro/${name}`);
  const feeds = {
    score: floatTensor(tensors, 'score_map'),
    size: floatTensor(tensors, 'size_map'),
    offset: floatTensor(tensors, 'offset_map'),
  };
  const { box } = await evaluate(feeds, ({ score, size, offset }) => ({
    box: boxAtCell({ size, offset }, peakCell(score)),
  }));
  expect(box).toBeAllclose(floats(tensors, 'pred_boxes'), { atol: 1e-6 });
});

it('reads two samples at their own cells, and only those get a gradient', async () => {
  const cells = 3;
  const area = cells * cells;
  const map = (scale: number) => ({
    dtype: 'float32' as const,
    shape: [2, 2, cells, cells],
    data: Float32Array.from({ length: 4 * area }, (_, i) => i * scale),
  });
  const cell = { dtype: 'int64' as const, shape: [2], data: BigInt64Array.of(5n, 0n) };
  const result = await evaluate({ size: map(1), offset: map(0.5), cell }, (inputs) => {
    const box = boxAtCell(inputs, inputs.cell);
    const loss = ops.reduceSum(box, [0, 1], false);
    const [size, offset] = gradients(loss, [inputs.size, inputs.offset]);
    return { box, size: size!, offset: offset! };
  });
  // Sample 0: row 1, column 2; its offsets are 2.5 and 7, its sizes 5 and 14. Sample 1 reads the first cell.
  const expected = [(2 + 2.5) / 3, (1 + 7) / 3, 5, 14, 9 / 3, 13.5 / 3, 18, 27];
  expect(result['box']).toBeAllclose(expected, { rtol: 1e-6 });
  const read = new Set([5, area + 5, 2 * area, 3 * area]);
  const at = (value: number) =>
    Array.from({ length: 4 * area }, (_, i) => (read.has(i) ? value : 0));
  expect(result['size']).toBeAllclose(at(1), {});
  expect(result['offset']).toBeAllclose(at(1 / 3), { rtol: 1e-6 });
});

it('takes the first of equal peaks', async () => {
  const { tensors } = golden('ostrack-micro/head_only');
  const score = floatTensor(tensors, 'score_map');
  const scores = { dtype: 'float32' as const, shape: score.shape, data: score.data };
  const { peak } = await evaluate({ scores }, (inputs) => ({
    peak: ops.cast(peakCell(inputs.scores), 'float32'),
  }));
  const area = score.data.length / score.shape[0]!;
  const expected = Array.from({ length: score.shape[0]! }, (_, sample) => {
    const map = score.data.subarray(sample * area, (sample + 1) * area);
    return map.indexOf(map.reduce((a, b) => Math.max(a, b)));
  });
  expect([...peak!]).toEqual(expected);
});
