import type { ModelConfig } from '../../ml/nn/model-config.ts';
import type { JudgedPicture } from '../../services/ports/model-bench.ts';
import type { WireError } from '../engine/protocol.ts';

/** What a distiller process can be asked instead of to train; it answers one question and is then ended. */
export type ToBench =
  | { readonly type: 'judge'; readonly archive: string; readonly models: readonly string[] }
  | { readonly type: 'measure'; readonly configs: readonly ModelConfig[] };

/** The answer; `ready` comes first. */
export type FromBench =
  | { readonly type: 'ready'; readonly version: number }
  | { readonly type: 'judged'; readonly pictures: readonly JudgedPicture[] }
  | { readonly type: 'measured'; readonly msPerFrame: readonly number[] }
  | { readonly type: 'failed'; readonly error: WireError };
