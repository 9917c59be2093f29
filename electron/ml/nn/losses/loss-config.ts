import type { KdReading } from './token-distance.ts';
import type { TokenRange } from './token-grids.ts';

/** QKV-KD: the student's queries, keys and values imitate the teacher's (LoReTrack, section 3.2). */
export interface QkvKd {
  readonly weight: number;
  /** Number of blocks that are imitated, counted from the last one; each adds a loss of its own. */
  readonly layers: number;
  /** `all` adds the template's tokens. */
  readonly tokens: TokenRange;
}

/** Feature-KD: plain imitation of the features after the final LayerNorm, the ablation that QKV-KD is held against. */
export interface FeatureKd {
  readonly weight: number;
  /** `all` adds the template's tokens. */
  readonly tokens: TokenRange;
}

/** Disc-KD: search features after the final LayerNorm, weighed apart on and off the discriminative tokens. */
export interface DiscKd {
  readonly weight: number;
  /** Share of the foreground: tokens inside the teacher's mask. */
  readonly alpha: number;
  /** Share of the background: all other tokens. */
  readonly beta: number;
}

/** What a training step's loss is made of; null leaves a module out. */
export interface LossConfig {
  readonly reading: KdReading;
  readonly weights: { readonly giou: number; readonly l1: number; readonly focal: number };
  readonly qkvKd: QkvKd | null;
  readonly featureKd: FeatureKd | null;
  readonly discKd: DiscKd | null;
  /** Cell at which the box for GIoU and L1 is read: the predicted map's peak, or the target's cell. */
  readonly boxAt: 'predicted' | 'target';
}
