import type { TrainingEvent } from '../../contract/training.ts';

/** Trains in a process of its own, which is replaced when it dies. */
export interface TrainerProcess {
  /**
   * Starts a prepared run, or goes on with one from its last checkpoint. Aborting the signal stops it after the
   * present step, with a checkpoint that can be gone on from.
   * @param folder absolute path of the run's folder
   * @throws StudioError as it was thrown in the process; `engine-died` when it dies again and again
   */
  run(
    folder: string,
    options?: { readonly signal?: AbortSignal },
  ): AsyncGenerator<TrainingEvent, void, undefined>;
  /** Lets the present run wait, or go on. */
  setPaused(paused: boolean): void;
  dispose(): Promise<void>;
}
