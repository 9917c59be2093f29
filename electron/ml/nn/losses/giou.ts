import * as ops from '../../graph/ops.ts';
import type { Value } from '../../graph/value.ts';
import { meanAll, oneMinus } from './arithmetic.ts';

/** Largest finite float32: a lower bound alone is what is wanted. */
const FLOAT32_MAX = (2 - 2 ** -23) * 2 ** 127;

const extent = (from: Value, to: Value): Value => ops.clamp(ops.sub(to, from), 0, FLOAT32_MAX);

/** Product of width and height: [B,2] -> [B]. */
const area = (sides: Value): Value => {
  const [batch] = sides.shape;
  const side = (index: number): Value =>
    ops.reshape(ops.slice(sides, 1, index, index + 1), [batch!]);
  return ops.mul(side(0), side(1));
};

/** Overlap of box pairs and the loss that it makes. */
export interface GiouLoss {
  /** mean(1 - GIoU), a scalar []. */
  readonly loss: Value;
  /** Generalised intersection over union per pair [B], in [-1,1]. */
  readonly giou: Value;
  /** Intersection over union per pair [B]. */
  readonly iou: Value;
}

/**
 * Generalised IoU loss (Rezatofighi et al., 2019) without epsilon, as OSTrack uses it.
 * @param predicted corners x1, y1, x2, y2 [B,4] of boxes with an area, as the head's sizes above 0 give them
 * @param annotated corners [B,4]
 */
export function giouLoss(predicted: Value, annotated: Value): GiouLoss {
  const first = (box: Value): Value => ops.slice(box, 1, 0, 2);
  const last = (box: Value): Value => ops.slice(box, 1, 2, 4);
  const areaOf = (box: Value): Value => area(ops.sub(last(box), first(box)));
  const intersection = area(
    extent(
      ops.maximum(first(predicted), first(annotated)),
      ops.minimum(last(predicted), last(annotated)),
    ),
  );
  const hull = area(
    extent(
      ops.minimum(first(predicted), first(annotated)),
      ops.maximum(last(predicted), last(annotated)),
    ),
  );
  const union = ops.sub(ops.add(areaOf(predicted), areaOf(annotated)), intersection);
  const iou = ops.div(intersection, union);
  const giou = ops.sub(iou, ops.div(ops.sub(hull, union), hull));
  return { loss: meanAll(oneMinus(giou)), giou, iou };
}
