import type { TrainingEvent } from '../../contract/training.ts';
import type { WireError } from '../engine/protocol.ts';

/** Raised whenever a message changes: a client and a distiller of different builds must not talk. */
export const DISTILLER_PROTOCOL = 1;

/** What the client tells the distiller; one process makes one run. */
export type ToDistiller =
  | { readonly type: 'start'; readonly folder: string }
  | { readonly type: 'pause' | 'resume' }
  /** Ends after the present step, with a checkpoint. */
  | { readonly type: 'stop' };

/** What the distiller tells; `ready` comes first, a `finished` event or `failed` last. */
export type FromDistiller =
  | { readonly type: 'ready'; readonly version: number }
  | { readonly type: 'event'; readonly event: TrainingEvent }
  | { readonly type: 'failed'; readonly error: WireError };
