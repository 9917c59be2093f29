import { StudioError } from '../../electron/contract/errors.ts';
import type { StudioEndpoint } from '../../electron/contract/wire.ts';
import type { Transport } from './transport.ts';

/**
 * A transport within one process. Everything is copied on the way, as on every other transport: what one side
 * changes the other does not see.
 */
export function inMemoryTransport(endpoint: StudioEndpoint): Transport {
  const subscriptions = new Set<() => void>();
  let isClosed = false;
  return {
    async call(method, args) {
      if (isClosed) throw new StudioError('disconnected', 'The window has left the studio.');
      return structuredClone(await endpoint.call(method, structuredClone(args)));
    },
    subscribe(listener) {
      const stop = endpoint.subscribe((message) => listener(structuredClone(message)));
      subscriptions.add(stop);
      return () => {
        subscriptions.delete(stop);
        stop();
      };
    },
    onConnection(listener) {
      listener(!isClosed);
      return () => undefined;
    },
    close() {
      isClosed = true;
      for (const stop of subscriptions) stop();
      subscriptions.clear();
    },
  };
}
