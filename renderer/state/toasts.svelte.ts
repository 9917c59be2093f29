/** A message that lies over the window for a while. */
export interface Toast {
  readonly id: number;
  readonly level: 'info' | 'warning' | 'error';
  readonly message: string;
  /** What it is about: a newer message about the same takes its place. */
  readonly topic?: string | undefined;
  readonly action?: { readonly title: string; readonly run: () => void } | undefined;
}

const SHOWN_MS = { info: 5_000, warning: 12_000, error: Infinity } as const;
const MOST = 4;

/** The messages on screen: errors stay until they are closed, others go by themselves. */
export class Toasts {
  items = $state.raw<readonly Toast[]>([]);
  #nextId = 1;

  /** Messages that come from now on have larger ids. */
  get lastId(): number {
    return this.#nextId - 1;
  }

  /** @param more.stays until it is closed, as errors do */
  show(
    level: Toast['level'],
    message: string,
    { stays = false, ...more }: Pick<Toast, 'action' | 'topic'> & { readonly stays?: boolean } = {},
  ): void {
    // Saying the same again would only push other messages away.
    const isSame = (toast: Toast): boolean =>
      toast.message === message || (more.topic !== undefined && toast.topic === more.topic);
    const others = this.items.filter((toast) => !isSame(toast));
    const toast = { id: this.#nextId++, level, message, ...more };
    this.items = [...others, toast].slice(-MOST);
    if (!stays && Number.isFinite(SHOWN_MS[level])) {
      setTimeout(() => this.close(toast.id), SHOWN_MS[level]);
    }
  }

  /** Shows what went wrong: the message of the error, which says what to do. */
  showError(error: unknown): void {
    this.show('error', error instanceof Error ? error.message : String(error));
  }

  close(id: number): void {
    this.items = this.items.filter((toast) => toast.id !== id);
  }
}
