import { TINY, type ModelConfig } from '../nn/model-config.ts';
import { sameArchitecture } from '../nn/presets.ts';
import type { MaskThreshold } from '../nn/losses/discriminative-mask.ts';
import type { DiscKd, LossConfig } from '../nn/losses/loss-config.ts';
import type { TargetRules } from './targets.ts';

/**
 * Every switch of distillation, including the ablations of LoReTrack's section 4.2; plain JSON, kept with the run.
 * Presets below say where each value comes from.
 */
export interface DistillConfig extends LossConfig, TargetRules {
  /** Disc-KD, and which of the teacher's tokens it takes for foreground. */
  readonly discKd: (DiscKd & { readonly tau: MaskThreshold }) | null;
  /**
   * Where the student's input comes from: `crop`, straight from the frame as when it tracks; `resize`, the teacher's
   * normalised tensor shrunk bilinearly (the released code).
   */
  readonly studentInput: 'crop' | 'resize';
}

/** Names of the presets. */
export type DistillPreset = 'paper' | 'releasedCode' | 'tiny';

const releasedCode: DistillConfig = {
  // The paper's prose says mean squared loss; the published numbers come from this reading.
  reading: 'kl',
  // OSTrack, section 3.3.
  weights: { giou: 2, l1: 5, focal: 1 },
  // Last block and search tokens only; the weights 0.01 are also the paper's lambda 1 and 2.
  qkvKd: { weight: 0.01, layers: 1, tokens: 'search' },
  featureKd: null,
  // Alpha, beta and tau are the paper's. The absolute tau was made for the published ViT-B teachers.
  discKd: { weight: 0.01, alpha: 0.6, beta: 0.4, tau: { kind: 'absolute', value: 0.2 } },
  cell: 'round',
  heat: 'cornernet',
  boxAt: 'predicted',
  studentInput: 'resize',
};

/** Published ways to distil, and that of the family which ships with the studio. */
export const DISTILL_PRESETS: Readonly<Record<DistillPreset, DistillConfig>> = {
  /** The paper's prose; it does not say how the student's input is made. */
  paper: { ...releasedCode, reading: 'mse', studentInput: 'crop' },
  /** What github.com/ShaohuaDong2021/LoReTrack does. */
  releasedCode,
  /** Targets as in the tiny family's pretraining, where an absolute tau of 0.2 would cover every token. */
  tiny: {
    ...releasedCode,
    discKd: { weight: 0.01, alpha: 0.6, beta: 0.4, tau: { kind: 'quantile', share: 0.2 } },
    cell: 'floor',
    heat: 'box',
    boxAt: 'target',
    studentInput: 'crop',
  },
};

/**
 * What the studio does unless told otherwise: the released code's losses for every teacher, but with the student's
 * input cropped as when it tracks, because shrinking the teacher's tensor aliases differently.
 */
export function defaultDistillConfig(teacher: ModelConfig): DistillConfig {
  if (sameArchitecture(teacher.architecture, TINY)) return DISTILL_PRESETS.tiny;
  return { ...releasedCode, studentInput: 'crop' };
}
