import type { WireError } from '../../adapters/engine/protocol.ts';
import type { PairSourceData } from '../../adapters/training/open-pairs.ts';
import type { PairBatch } from '../../ml/distill/pair-batch.ts';
import type { ModelConfig } from '../../ml/nn/model-config.ts';

/** What a batch worker is started with. */
export interface BatchWorkerData {
  readonly sources: readonly PairSourceData[];
  readonly student: ModelConfig;
  readonly teacher: ModelConfig | null;
  readonly seed: number;
}

/** Asks for a batch of the pairs with these numbers. */
export interface BatchRequest {
  readonly id: number;
  readonly indices: readonly number[];
}

/** The batch, or why there is none. */
export type BatchReply =
  | { readonly id: number; readonly batch: PairBatch }
  | { readonly id: number; readonly error: WireError };
