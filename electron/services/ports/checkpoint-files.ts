import type { Checkpoint } from '../../ml/checkpoint/checkpoint.ts';

/** Reads weights of foreign files; never executes what they hold. */
export interface CheckpointFiles {
  /** @throws StudioError `not-found`, `bad-input` or `bad-checkpoint` naming the file and the place. */
  read(path: string): Promise<Checkpoint>;
  /** Key-value metadata of a model file, without its weights. @throws as {@link read}. */
  readMetadata(path: string): Promise<Readonly<Record<string, string>>>;
}
