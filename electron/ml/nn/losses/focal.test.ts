import { describe, expect, it } from 'vitest';
import { evaluate, floatTensor } from '../../../../test/support/evaluate-graph.ts';
import { floats, golden } from '../../../../test/support/golden.ts';
import { gradients } from '../../graph/gradient.ts';
import * as ops from '../../graph/ops.ts';
import { focalLoss } from './focal.ts';

describe('focal loss', () => {
  const { tensors } = golden('losses/focal');

  it.each(['b4_128', 'b2_256', 'nopos_128', 'mixed_96', 'b1_192'])(
    'agrees with the reference on %s',
    async (name) => {
      const feeds = {
        score: floatTensor(tensors, `${name}.pred`),
        heat: floatTensor(tensors, `${name}.target`),
      };
      const { loss, gradient } = await evaluate(feeds, ({ score, heat }) => {
        const value = focalLoss(score, heat);
        return { loss: value, gradient: gradients(value, [score])[0]! };
      });
      expect(loss).toBeAllclose(floats(tensors, `${name}.loss`), { rtol: 1e-6 });
      const expected = floats(tensors, `${name}.grad_pred`);
      // 1 - score loses bits close to 1 in either implementation.
      expect(gradient).toBeAllclose(expected, { atol: 1e-6, rtol: 2e-6 });
    },
  );

  it('passes no gradient to logits where the head clamps their score', async () => {
    const feeds = {
      logits: floatTensor(tensors, 'logit.logits'),
      heat: floatTensor(tensors, 'logit.target'),
    };
    const { loss, gradient } = await evaluate(feeds, ({ logits, heat }) => {
      const value = focalLoss(ops.clamp(ops.sigmoid(logits), 1e-4, 1 - 1e-4), heat);
      return { loss: value, gradient: gradients(value, [logits])[0]! };
    });
    expect(loss).toBeAllclose(floats(tensors, 'logit.loss'), { rtol: 1e-6 });
    const expected = floats(tensors, 'logit.grad_logits');
    expect(gradient).toBeAllclose(expected, { atol: 1e-9, rtol: 1e-5 });
    for (const [i, value] of expected.entries())
      if (value === 0) expect(Math.abs(gradient![i]!)).toBe(0);
  });
});
