import type { StudioApi } from '../../electron/contract/api.ts';
import type { StudioEventName, StudioEvents } from '../../electron/contract/events.ts';
import { STUDIO_METHODS } from '../../electron/contract/methods.ts';
import type { Transport } from './transport.ts';

/** The studio as a window sees it: its methods, its events, and whether it is there. */
export interface StudioClient extends StudioApi {
  /** Hears an event until the returned function is called; events come in the order in which things happened. */
  on<Name extends StudioEventName>(
    name: Name,
    listener: (data: StudioEvents[Name]) => void,
  ): () => void;
  /** Hears that the host is reached (true) or lost (false), at once with the present state. */
  onConnection(listener: (isOpen: boolean) => void): () => void;
  close(): void;
}

/** The typed client over any transport. */
export function createClient(transport: Transport): StudioClient {
  const methods = Object.fromEntries(
    STUDIO_METHODS.map((method) => [method, (args?: unknown) => transport.call(method, args)]),
  ) as unknown as StudioApi;
  return {
    ...methods,
    on: (name, listener) =>
      transport.subscribe((message) => {
        if (message.event === name) listener(message.data as Parameters<typeof listener>[0]);
      }),
    onConnection: (listener) => transport.onConnection(listener),
    close: () => transport.close(),
  };
}
