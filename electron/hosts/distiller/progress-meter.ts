import type { TrainingEvent } from '../../contract/training.ts';
import type { TrainingProgress } from '../../ml/distill/trainer.ts';

type ProgressEvent = Extract<TrainingEvent, { type: 'progress' }>;

/** A report comes at most so often, in seconds. */
const EVERY_SEC = 1;

/** Gathers steps into reports of their means. */
export class ProgressMeter {
  readonly #batch: number;
  #steps: TrainingProgress[] = [];

  /** @param batch samples of one step */
  constructor(batch: number) {
    this.#batch = batch;
  }

  /** Takes a step in; gives the report of all since the last one when it is due. */
  add(step: TrainingProgress): ProgressEvent | null {
    this.#steps.push(step);
    const seconds = this.#sum(({ seconds }) => seconds);
    if (seconds < EVERY_SEC && step.done < 1) return null;
    const count = this.#steps.length;
    const mean = (value: (step: TrainingProgress) => number): number => this.#sum(value) / count;
    const event: ProgressEvent = {
      type: 'progress',
      step: step.step,
      done: step.done,
      elapsedSec: step.elapsedSec,
      remainingSec: step.remainingSec,
      losses: Object.fromEntries(
        Object.keys(step.losses).map((name) => [name, mean(({ losses }) => losses[name]!)]),
      ),
      iou: mean(({ iou }) => iou),
      learningRate: step.learningRate,
      gradientNorm: mean(({ gradientNorm }) => gradientNorm),
      samplesPerSec: (count * this.#batch) / seconds,
      dataWaitShare: this.#sum(({ dataWaitSec }) => dataWaitSec) / seconds,
      maskShare: step.maskShare === null ? null : mean(({ maskShare }) => maskShare!),
    };
    this.#steps = [];
    return event;
  }

  #sum(value: (step: TrainingProgress) => number): number {
    return this.#steps.reduce((sum, step) => sum + value(step), 0);
  }
}
