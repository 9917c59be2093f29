import type { StudioEventName, StudioEvents } from '../../contract/events.ts';
import type { EventMessage } from '../../contract/wire.ts';

/** Tells every window what happened, in order; a listener that throws keeps nobody else from hearing it. */
export class EventHub {
  readonly #listeners = new Set<(message: EventMessage) => void>();

  subscribe(listener: (message: EventMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  emit<Name extends StudioEventName>(event: Name, data: StudioEvents[Name]): void {
    const message = { event, data } as EventMessage;
    for (const listener of [...this.#listeners]) {
      try {
        listener(message);
      } catch (error) {
        // The event is true whoever fails to hear it; the fault must not be lost either.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
