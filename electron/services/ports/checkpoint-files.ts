import type { Checkpoint } from '../../ml/checkpoint/checkpoint.ts';

/** Reads weights of foreign files; never executes what they hold. */
export interface CheckpointFiles {
  /** @throws StudioError `not-found`, `bad-input` or `bad-checkpoint` naming the file and the place. */
  read(path: string): Promise<Checkpoint>;
  /** Key-value metadata of a model file, without its weights. @throws as {@link read}. */
  readMetadata(path: string): Promise<Readonly<Record<string, string>>>;
  /** SHA-256 of a model file and the external data beside it, in hexadecimal digits. */
  digest(path: string): Promise<string>;
}
