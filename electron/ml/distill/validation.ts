import { iou } from '../../domain/boxes.ts';
import type { StateDict } from '../graph/tensor-data.ts';
import type { ModelConfig } from '../nn/model-config.ts';
import { MODEL_IO } from '../nn/tracker-network.ts';
import { decodeBox } from '../tracker/decode-box.ts';
import type { GraphRunner } from './graph-runner.ts';
import { cropFeeds, type Crops } from './pair-batch.ts';

/** Pairs that are looked at at a time: all at once would take gigabytes of a large network. */
const BATCH = 16;

/** Held-out crops and the true boxes in them. */
export interface ValidationSet {
  readonly crops: Crops;
  /** x, y, w, h as fractions of the search crop [B,4]. */
  readonly boxes: Float32Array;
}

/** Overlaps of predicted with true boxes, in the order of the pairs. */
export interface Validation {
  readonly ious: readonly number[];
  readonly meanIou: number;
}

/**
 * Reads boxes at the peak of the score map, and measures their overlap with the truth. Without the tracker's Hann
 * window, which expects objects near the middle: training pairs are shifted much farther.
 * @param runner the forward pass with weights as inputs, see `abstractGraph`
 */
export async function validate(
  runner: GraphRunner,
  { crops, boxes }: ValidationSet,
  config: ModelConfig,
  weights: StateDict,
): Promise<Validation> {
  const ious: number[] = [];
  const count = boxes.length / 4;
  for (let first = 0; first < count; first += BATCH) {
    const part = slice({ crops, boxes }, config, first, Math.min(count, first + BATCH));
    ious.push(...(await overlaps(runner, part, config, weights)));
  }
  return { ious, meanIou: ious.reduce((sum, value) => sum + value, 0) / ious.length };
}

async function overlaps(
  runner: GraphRunner,
  { crops, boxes }: ValidationSet,
  config: ModelConfig,
  weights: StateDict,
): Promise<readonly number[]> {
  const output = await runner.run({ ...Object.fromEntries(weights), ...cropFeeds(crops, config) });
  const maps = {
    score: output[MODEL_IO.score]!.data as Float32Array,
    size: output[MODEL_IO.size]!.data as Float32Array,
    offset: output[MODEL_IO.offset]!.data as Float32Array,
  };
  const cells = config.searchSize / config.stride;
  const window = new Float32Array(cells * cells).fill(1);
  return Array.from({ length: boxes.length / 4 }, (_, sample) => {
    const box = decodeBox(maps, sample, window, cells);
    if (box === null) return 0;
    const [x = 0, y = 0, w = 0, h = 0] = boxes.subarray(4 * sample, 4 * sample + 4);
    const predicted = { x: box.cx - box.w / 2, y: box.cy - box.h / 2, w: box.w, h: box.h };
    return iou(predicted, { x, y, w, h });
  });
}

function slice(
  { crops, boxes }: ValidationSet,
  { templateSize, searchSize }: ModelConfig,
  from: number,
  to: number,
): ValidationSet {
  const of = (data: Float32Array, each: number): Float32Array =>
    data.subarray(from * each, to * each);
  return {
    crops: {
      template: of(crops.template, 3 * templateSize ** 2),
      search: of(crops.search, 3 * searchSize ** 2),
    },
    boxes: of(boxes, 4),
  };
}
