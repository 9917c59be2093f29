import type { EditResult } from '../../electron/contract/api.ts';
import type { EditCommand } from '../../electron/domain/edit-command.ts';
import type { StudioClient } from '../api/client.ts';
import type { StudioState } from './studio-state.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** Sends edits one after the other, so that each is planned on what the one before has left. */
export class EditQueue {
  readonly #client: StudioClient;
  readonly #state: StudioState;
  readonly #toasts: Toasts;
  readonly #take: (result: EditResult) => void;
  #last: Promise<unknown> = Promise.resolve();

  /** @param take shows a result, which is durable by then */
  constructor(
    client: StudioClient,
    state: StudioState,
    toasts: Toasts,
    take: (result: EditResult) => void,
  ) {
    this.#client = client;
    this.#state = state;
    this.#toasts = toasts;
    this.#take = take;
  }

  /**
   * @param plan gives the command when its turn has come, or null when there is nothing to do
   * @param amends the revision of the edit whose undo step this one is to join
   */
  edit(plan: () => EditCommand | null, amends?: number): Promise<EditResult | null> {
    return this.#run(async () => {
      const command = plan();
      if (command === null) return null;
      return this.#client.edit({ command, ...(amends !== undefined && { amends }) });
    });
  }

  /** Does something else in its turn; null, having shown why, when it fails. */
  inTurn<T>(work: () => Promise<T>): Promise<T | null> {
    const done = this.#last.then(work).catch((error: unknown) => {
      this.#toasts.showError(error);
      return null;
    });
    this.#last = done;
    return done;
  }

  undo(): Promise<EditResult | null> {
    return this.#run(() => this.#client.undo());
  }

  redo(): Promise<EditResult | null> {
    return this.#run(() => this.#client.redo());
  }

  #run(work: () => Promise<EditResult | null>): Promise<EditResult | null> {
    this.#state.pendingEdits++;
    const done = this.#last
      .then(work)
      .then((result) => {
        if (result) this.#take(result);
        return result;
      })
      .catch((error: unknown) => {
        this.#toasts.showError(error);
        return null;
      })
      .finally(() => this.#state.pendingEdits--);
    this.#last = done;
    return done;
  }
}
