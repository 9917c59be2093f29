/** Hyper-parameters of AdamW (Loshchilov and Hutter, https://arxiv.org/abs/1711.05101). */
export interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** torch's defaults, which OSTrack keeps. */
export const ADAM_W_DEFAULTS: AdamWOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** A weight with its two moments, all updated in place. */
export interface OptimisedParameter {
  readonly value: Float32Array;
  /** Moving averages of the gradient and of its square; zero at the start. */
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** How far one parameter moves in a step. */
export interface StepSize {
  readonly learningRate: number;
  readonly weightDecay: number;
}

/**
 * One AdamW step of one parameter in place, as torch.optim.AdamW: decoupled weight decay, bias-corrected moments.
 * @param step counts from 1
 */
export function adamWStep(
  parameter: OptimisedParameter,
  gradient: Float32Array,
  step: number,
  { learningRate, weightDecay }: StepSize,
  options: AdamWOptions = ADAM_W_DEFAULTS,
  gradientScale = 1,
): void {
  const { value, first, second } = parameter;
  const { beta1, beta2, epsilon } = options;
  const decay = 1 - learningRate * weightDecay;
  const stepSize = learningRate / (1 - beta1 ** step);
  const rootCorrection = 1 / Math.sqrt(1 - beta2 ** step);
  const keep1 = 1 - beta1;
  const keep2 = 1 - beta2;
  for (let i = 0; i < value.length; i++) {
    const g = gradient[i]! * gradientScale;
    const m = beta1 * first[i]! + keep1 * g;
    const v = beta2 * second[i]! + keep2 * g * g;
    first[i] = m;
    second[i] = v;
    value[i] = value[i]! * decay - (stepSize * m) / (Math.sqrt(v) * rootCorrection + epsilon);
  }
}

/** Euclidean norm of all gradients together; NaN or infinite when one of them is. */
export function globalNorm(gradients: Iterable<Float32Array>): number {
  let sum = 0;
  for (const gradient of gradients) {
    for (let i = 0; i < gradient.length; i++) sum += gradient[i]! * gradient[i]!;
  }
  return Math.sqrt(sum);
}

/** Factor by which torch's clip_grad_norm_ scales gradients of a given norm; 1 when they are short enough. */
export function clipFactor(norm: number, maximum: number): number {
  return Math.min(1, maximum / (norm + 1e-6));
}
