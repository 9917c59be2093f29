import { OSTRACK_SCHEDULE, type Schedule } from '../nn/schedule.ts';

/** How weights move. */
export interface OptimiserConfig {
  /** Base learning rate, of the head. */
  readonly learningRate: number;
  /** Factor of the backbone's learning rate (OSTrack: 0.1). */
  readonly backboneFactor: number;
  readonly weightDecay: number;
  /** Whether biases, norms and other vectors decay as well (OSTrack: yes). */
  readonly decayVectors: boolean;
  /** Longest gradient of all weights together; longer ones are scaled down. */
  readonly clipNorm: number;
  readonly schedule: Schedule;
  /** Share of the old value in running statistics that a batch replaces (torch's momentum). */
  readonly statisticsMomentum: number;
  /** Memory of the moving average of the weights; null for none. */
  readonly averageDecay: number | null;
  /** Largest share of residual branches that are dropped, growing linearly over the blocks; 0 for none. */
  readonly dropPath: number;
}

/** OSTrack's and LoReTrack's, section 5 of the released training code: AdamW 4e-4, backbone a tenth, clip 0.1. */
export const OSTRACK_OPTIMISER: OptimiserConfig = {
  learningRate: 4e-4,
  backboneFactor: 0.1,
  weightDecay: 1e-4,
  decayVectors: true,
  clipNorm: 0.1,
  schedule: OSTRACK_SCHEDULE,
  statisticsMomentum: 0.1,
  averageDecay: null,
  dropPath: 0.1,
};

/** The tiny family's: one rate for all weights, matrices decay, cosine after a warm-up, averaged weights. */
export const TINY_OPTIMISER: OptimiserConfig = {
  learningRate: 1e-3,
  backboneFactor: 1,
  weightDecay: 0.05,
  decayVectors: false,
  clipNorm: 1,
  schedule: { warmUpSteps: 400, shape: { kind: 'cosine', floor: 1e-3 } },
  statisticsMomentum: 0.1,
  averageDecay: 0.999,
  dropPath: 0,
};
