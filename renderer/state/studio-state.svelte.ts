import type { EditResult, ProjectState, StudioStatus } from '../../electron/contract/api.ts';
import type { StudioEvents } from '../../electron/contract/events.ts';
import type { StudioClient } from '../api/client.ts';
import { withEdit } from './project-patch.ts';
import type { Toasts } from './toasts.svelte.ts';

/** What the host says of itself and of the open project. */
export class StudioState {
  status = $state.raw<StudioStatus | null>(null);
  project = $state.raw<ProjectState | null>(null);
  isConnected = $state(false);
  /** Why the host cannot be reached, or null. */
  problem = $state<string | null>(null);
  /** Long work under way. */
  tasks = $state.raw<readonly StudioEvents['progress'][]>([]);
  /** Edits that the host has not confirmed yet. */
  pendingEdits = $state(0);
  readonly #client: StudioClient;
  readonly #toasts: Toasts;

  constructor(client: StudioClient, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
    client.on('project', (project) => {
      this.project = project;
      if (project === null) void this.refresh();
    });
    client.on('progress', (task) => this.#setTask(task));
    client.on('notice', ({ level, message }) => toasts.show(level, message));
  }

  /** Asks the host for everything; again after the connection was lost. */
  async refresh(): Promise<void> {
    try {
      const status = await this.#client.status();
      this.status = status;
      this.project = status.project;
      this.problem = null;
      if (!status.project) this.tasks = [];
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      if (this.status) this.#toasts.showError(error);
    }
  }

  /** The host was lost: asks again and again, so that `problem` says why it cannot be reached. */
  async explainLoss(): Promise<void> {
    while (!this.isConnected) {
      try {
        await this.#client.status();
        return;
      } catch (error) {
        this.problem = error instanceof Error ? error.message : String(error);
      }
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
  }

  /** Takes in an edit, undo or redo. */
  apply(result: EditResult): void {
    if (this.project) this.project = withEdit(this.project, result);
  }

  #setTask(task: StudioEvents['progress']): void {
    const others = this.tasks.filter((other) => other.task !== task.task);
    this.tasks = task.isFinished ? others : [...others, task];
  }
}
