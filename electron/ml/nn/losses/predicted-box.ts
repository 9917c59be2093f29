import * as ops from '../../graph/ops.ts';
import type { Value } from '../../graph/value.ts';
import type { HeadOutput } from '../center-head.ts';
import { scaled, trainingShape } from './arithmetic.ts';

/** Index of each sample's first largest score: [B,1,F,F] -> [B] int64, row-major cells. */
export function peakCell(score: Value): Value {
  const [batch = 0, , rows = 0, columns = 0] = trainingShape(score, 'the score map');
  return ops.reshape(ops.argMax(ops.reshape(score, [batch, rows * columns]), 1), [batch]);
}

/**
 * Boxes that the head predicts at given cells, as fractions of the search crop; cell index i stands at i / F, the
 * offset holds the rest (OSTrack's decoding). Only the cells that are read receive a gradient.
 * @param cell [B] int64, row-major
 * @returns cx, cy, w, h [B,4]
 */
export function boxAtCell({ size, offset }: Omit<HeadOutput, 'score'>, cell: Value): Value {
  const [batch = 0, , rows = 0, columns = 0] = trainingShape(offset, 'the offset map');
  const { graph } = offset;
  const ramp = (shape: readonly [number, number]): Value => {
    const data = Float32Array.from({ length: shape[0] * shape[1] }, (_, i) => i);
    const line = graph.constant({ dtype: 'float32', shape: [1, 1, ...shape], data });
    return ops.expand(line, [1, 1, rows, columns]);
  };
  const corners = ops.concat([ramp([1, columns]), ramp([rows, 1])], 1);
  const centre = scaled(ops.add(offset, corners), 1 / columns);
  const index = ops.expand(ops.reshape(cell, [batch, 1, 1]), [batch, 2, 1]);
  const read = (map: Value): Value => {
    const flat = ops.reshape(map, [batch, 2, rows * columns]);
    return ops.reshape(ops.gatherElements(flat, index, 2), [batch, 2]);
  };
  return ops.concat([read(centre), read(size)], 1);
}
