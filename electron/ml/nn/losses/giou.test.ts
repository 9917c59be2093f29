import { describe, expect, it } from 'vitest';
import { evaluate, floatTensor } from '../../../../test/support/evaluate-graph.ts';
import { floats, golden } from '../../../../test/support/golden.ts';
import { gradients } from '../../graph/gradient.ts';
import { weightedSum } from './arithmetic.ts';
import { cornersOfAnnotation, cornersOfPrediction } from './box-corners.ts';
import { giouLoss } from './giou.ts';
import { l1Loss } from './l1.ts';

const exact = { atol: 1e-6, rtol: 1e-6 };

describe('box losses', () => {
  const { tensors } = golden('losses/giou_l1');
  const pairs = {
    predicted: floatTensor(tensors, 'pred_xyxy'),
    annotated: floatTensor(tensors, 'gt_xyxy'),
  };

  it('overlap agrees with the reference: equal, nested, disjoint and degenerate boxes', async () => {
    const result = await evaluate(pairs, ({ predicted, annotated }) => {
      const { loss, giou, iou } = giouLoss(predicted, annotated);
      return { loss, giou, iou, gradient: gradients(loss, [predicted])[0]! };
    });
    expect(result['giou']).toBeAllclose(floats(tensors, 'giou'), exact);
    expect(result['iou']).toBeAllclose(floats(tensors, 'iou'), exact);
    expect(result['loss']).toBeAllclose(floats(tensors, 'giou_loss'), exact);
    expect(result['gradient']).toBeAllclose(floats(tensors, 'giou_grad_pred_xyxy'), exact);
  });

  it('distance of corners agrees with the reference', async () => {
    const result = await evaluate(pairs, ({ predicted, annotated }) => {
      const loss = l1Loss(predicted, annotated);
      return { loss, gradient: gradients(loss, [predicted])[0]! };
    });
    expect(result['loss']).toBeAllclose(floats(tensors, 'l1_loss'), exact);
    expect(result['gradient']).toBeAllclose(floats(tensors, 'l1_grad_pred_xyxy'), exact);
  });

  it('boxes of the head and annotations reach the losses through conversion and clamp', async () => {
    const feeds = {
      box: floatTensor(tensors, 'c_pred_cxcywh'),
      annotation: floatTensor(tensors, 'c_gt_xywh'),
    };
    const result = await evaluate(feeds, ({ box, annotation }) => {
      const predicted = cornersOfPrediction(box);
      const annotated = cornersOfAnnotation(annotation);
      const giou = giouLoss(predicted, annotated).loss;
      const l1 = l1Loss(predicted, annotated);
      const total = weightedSum([
        [2, giou],
        [5, l1],
      ]);
      return { annotated, giou, l1, total, gradient: gradients(total, [box])[0]! };
    });
    expect(result['annotated']).toBeAllclose(floats(tensors, 'c_gt_xyxy_clamped'), exact);
    expect(result['giou']).toBeAllclose(floats(tensors, 'c_giou_loss'), exact);
    expect(result['l1']).toBeAllclose(floats(tensors, 'c_l1_loss'), exact);
    expect(result['total']).toBeAllclose(floats(tensors, 'c_2giou_5l1'), exact);
    expect(result['gradient']).toBeAllclose(floats(tensors, 'c_grad_cxcywh'), exact);
  });
});
