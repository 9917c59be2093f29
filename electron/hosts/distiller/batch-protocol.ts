import type { WireError } from '../../adapters/engine/protocol.ts';
import type { PairSourceData } from '../../adapters/training/open-pairs.ts';
import type { BatchConfigs, PairBatch } from '../../ml/distill/pair-batch.ts';

/** What a batch worker is started with. */
export interface BatchWorkerData extends BatchConfigs {
  readonly sources: readonly PairSourceData[];
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
