import type { Box } from '../../domain/boxes.ts';
import type { EvaluationSequence } from '../../domain/datasets/evaluation-sequence.ts';
import { JsonReader } from '../../domain/formats/json-reader.ts';
import { isMeasurable } from '../../domain/metrics/frame-errors.ts';

/** True boxes of a sequence, null where there is none or nobody has annotated; image pixels. */
export type KeptTruth = readonly (Box | null)[];

/** The true boxes that count, as they were when trackers were compared with them. */
export function truthOf({ truth, frames, labelled }: EvaluationSequence): KeptTruth {
  return Array.from({ length: frames }, (_, frame) => {
    const box = truth[frame];
    const counts = box !== undefined && isMeasurable(box) && (labelled?.[frame] ?? true);
    return counts ? box : null;
  });
}

/** True boxes as a text to keep: a list of x, y, w, h or null per frame. */
export function formatTruth(truth: KeptTruth): string {
  return `${JSON.stringify(truth.map((box) => box && [box.x, box.y, box.w, box.h]))}\n`;
}

/** Reads what `formatTruth` has written. @throws StudioError bad-input naming the place */
export function parseTruth(text: string, file: string): KeptTruth {
  return JsonReader.parse(text, file)
    .array()
    .map((item) =>
      item.optional((reader): Box | null => {
        const numbers = reader.array().map((one) => one.number());
        if (numbers.length !== 4) reader.fail('four numbers');
        const [x, y, w, h] = numbers as [number, number, number, number];
        return { x, y, w, h };
      }, null),
    );
}
