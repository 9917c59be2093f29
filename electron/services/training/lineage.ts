import type { TrainingJob } from '../../ml/distill/training-job.ts';
import type { Lineage } from '../../ml/nn/metadata.ts';

/** What a run came to. */
export interface RunSummary {
  readonly steps: number;
  readonly elapsedSec: number;
  /** Mean overlap on held-out pairs; null without them. */
  readonly iou: number | null;
  /** What it learned from, in words. */
  readonly data: string;
}

const fileName = (path: string): string => path.split(/[\\/]/).at(-1)!;
/** `…/tiny-384/model.onnx` is called tiny-384. */
const modelName = (path: string): string =>
  fileName(path) === 'model.onnx' ? path.split(/[\\/]/).at(-2)! : fileName(path);

/** Where a trained model comes from. */
export function lineageOf(job: TrainingJob, summary: RunSummary): Lineage {
  const { loss, optimiser } = job;
  return {
    source: job.teacher === null ? 'pretrained' : 'distilled',
    start: job.start === null ? 'random' : modelName(job.start),
    ...(job.teacher && {
      teacher: modelName(job.teacher.path),
      reading: loss.reading,
      qkvKd: loss.qkvKd !== null,
      featureKd: loss.featureKd !== null,
      discKd: loss.discKd !== null,
      ...(loss.discKd && { tau: JSON.stringify(loss.discKd.tau) }),
    }),
    data: summary.data,
    steps: summary.steps,
    batch: job.batch,
    seed: job.seed,
    learningRate: optimiser.learningRate,
    minutes: Math.round(summary.elapsedSec / 6) / 10,
    heldOutIou: summary.iou === null ? null : Math.round(summary.iou * 1e4) / 1e4,
    targets: `${loss.cell}, ${loss.heat}, ${loss.boxAt}`,
  };
}
