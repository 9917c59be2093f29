import type { EventMessage, StudioEndpoint } from '../../electron/contract/wire.ts';

/** Carries calls to a host and events from it, whatever lies in between. */
export interface Transport extends StudioEndpoint {
  /** Hears when the host is reached (true) or lost (false), at once with the present state. */
  onConnection(listener: (isOpen: boolean) => void): () => void;
  /** Ends the connection for good. */
  close(): void;
}

/** Listeners that are called in the order in which they came. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();

  add(listener: (value: T) => void): () => void {
    // A wrapper of its own, so that one function may listen twice.
    const own = (value: T): void => listener(value);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  tell(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}

/** Hears every event of a host. */
export type EventListener = (message: EventMessage) => void;
