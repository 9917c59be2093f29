import { adamWStep, clipFactor, globalNorm, type StepSize } from '../nn/adam-w.ts';
import { updateMovingAverage } from '../nn/moving-average.ts';
import { learningRateFactor } from '../nn/schedule.ts';
import type { TensorData } from '../graph/tensor-data.ts';
import { checkBatch } from './check-batch.ts';
import type { GraphRunner, NamedTensors } from './graph-runner.ts';
import type { OptimiserConfig } from './optimiser-config.ts';
import type { Random } from './random.ts';
import { TRAINING_IO, type TrainingGraph } from './training-graph.ts';
import type { TrainingState } from './training-state.ts';

/** What one step measured. */
export interface StepReport {
  /** The total and its parts before weighting. */
  readonly losses: Readonly<Record<string, number>>;
  /** Mean intersection over union of the batch. */
  readonly iou: number;
  /** Length of the gradient before clipping. */
  readonly gradientNorm: number;
  readonly learningRate: number;
  /** False when the loss or the gradient was not finite: then no weight has moved. */
  readonly isFinite: boolean;
}

/** One optimisation step: forward and backward on the runtime, then clipping and AdamW in place. */
export class TrainStep {
  readonly #plan: TrainingGraph;
  readonly #runner: GraphRunner;
  readonly #state: TrainingState;
  readonly #config: OptimiserConfig;
  readonly #random: Random;

  constructor(parts: {
    readonly plan: TrainingGraph;
    readonly runner: GraphRunner;
    readonly state: TrainingState;
    readonly config: OptimiserConfig;
    /** Draws which residual branches are dropped. */
    readonly random: Random;
  }) {
    this.#plan = parts.plan;
    this.#runner = parts.runner;
    this.#state = parts.state;
    this.#config = parts.config;
    this.#random = parts.random;
  }

  /**
   * Takes a step.
   * @param batch template, search, targets and teacher values by the training graph's input names
   * @param done share of the run that is finished, for the schedule
   * @param rateScale factor of the learning rate, beside the schedule's
   * @throws RangeError for data that is not finite; then nothing has run
   */
  async step(batch: NamedTensors, done: number, rateScale = 1): Promise<StepReport> {
    checkBatch(batch);
    const weights = this.#state.feeds(this.#plan.weights);
    const outputs = await this.#runner.run({ ...batch, ...weights, ...this.#drops() });
    const gradients = this.#plan.trainable.map((name) =>
      floatsOf(outputs, TRAINING_IO.gradient(name)),
    );
    const gradientNorm = globalNorm(gradients);
    const losses = this.#losses(outputs);
    const step = this.#state.step + 1;
    const factor = learningRateFactor(this.#config.schedule, step, done);
    const learningRate = this.#config.learningRate * factor * rateScale;
    const isFinite = Number.isFinite(gradientNorm) && Number.isFinite(losses['total']);
    if (isFinite) {
      this.#state.step = step;
      this.#keepStatistics(outputs);
      this.#update(gradients, { learningRate, gradientNorm });
    }
    const ious = floatsOf(outputs, TRAINING_IO.iou);
    const iou = ious.reduce((sum, value) => sum + value, 0) / ious.length;
    return { losses, iou, gradientNorm, learningRate, isFinite };
  }

  #losses(outputs: NamedTensors): Record<string, number> {
    const names = ['total', ...this.#plan.parts];
    return Object.fromEntries(
      names.map((name) => [name, floatsOf(outputs, TRAINING_IO.part(name))[0]!]),
    );
  }

  #update(
    gradients: readonly Float32Array[],
    { learningRate, gradientNorm }: { learningRate: number; gradientNorm: number },
  ): void {
    const { clipNorm, averageDecay } = this.#config;
    const scale = clipFactor(gradientNorm, clipNorm);
    const { step, average } = this.#state;
    for (const [index, name] of this.#plan.trainable.entries()) {
      const parameter = this.#state.parameter(name);
      const size = this.#stepSize(name, parameter.shape, learningRate);
      adamWStep(parameter, gradients[index]!, step, size, undefined, scale);
    }
    if (averageDecay === null) return;
    for (const [name, mean] of average) {
      updateMovingAverage(mean, this.#state.weight(name), step, averageDecay);
    }
  }

  #stepSize(name: string, shape: readonly number[], learningRate: number): StepSize {
    const { backboneFactor, weightDecay, decayVectors } = this.#config;
    const isVector = shape.length <= 1;
    return {
      learningRate: learningRate * (name.includes('backbone') ? backboneFactor : 1),
      weightDecay: isVector && !decayVectors ? 0 : weightDecay,
    };
  }

  #keepStatistics(outputs: NamedTensors): void {
    const keep = 1 - this.#config.statisticsMomentum;
    const blend = (name: string, batch: Float32Array): void => {
      const running = this.#state.weight(name);
      for (let i = 0; i < running.length; i++) {
        running[i] = keep * running[i]! + (1 - keep) * batch[i]!;
      }
    };
    for (const layer of this.#plan.normalisations) {
      blend(`${layer}.running_mean`, floatsOf(outputs, TRAINING_IO.batchMean(layer)));
      blend(`${layer}.running_var`, floatsOf(outputs, TRAINING_IO.batchVariance(layer)));
    }
  }

  /** Scales of the residual branches: block i of depth d is dropped with probability dropPath * i / (d - 1). */
  #drops(): NamedTensors {
    const { branches, batch } = this.#plan.dropPath ?? { branches: 0, batch: 0 };
    if (branches === 0) return {};
    const depth = branches / 2;
    const data = new Float32Array(branches * batch);
    for (let branch = 0; branch < branches; branch++) {
      const rate = (this.#config.dropPath * Math.floor(branch / 2)) / Math.max(1, depth - 1);
      for (let sample = 0; sample < batch; sample++) {
        const isKept = this.#random.next() >= rate;
        data[branch * batch + sample] = isKept ? 1 / (1 - rate) : 0;
      }
    }
    return { [TRAINING_IO.dropPath]: { dtype: 'float32', shape: [branches, batch], data } };
  }
}

function floatsOf(tensors: NamedTensors, name: string): Float32Array {
  return (tensors[name] as TensorData).data as Float32Array;
}
