import type { DesktopBridge } from '../../electron/contract/desktop.ts';
import { StudioError } from '../../electron/contract/errors.ts';
import { STUDIO_EVENTS } from '../../electron/contract/event-names.ts';
import type { EventMessage } from '../../electron/contract/wire.ts';
import { Listeners, type Transport } from './transport.ts';

/** A transport over the desktop host's bridge, which is there as long as the window is. */
export function bridgeTransport(bridge: DesktopBridge): Transport {
  const events = new Listeners<EventMessage>();
  const stops = STUDIO_EVENTS.map((event) =>
    bridge.on(event, (data) => events.tell({ event, data } as EventMessage)),
  );
  let isClosed = false;
  return {
    async call(method, args) {
      if (isClosed) throw new StudioError('disconnected', 'The window has left the studio.');
      return callBridge(bridge, method, args);
    },
    subscribe: (listener) => events.add(listener),
    onConnection(listener) {
      listener(!isClosed);
      return () => undefined;
    },
    close() {
      isClosed = true;
      for (const stop of stops) stop();
    },
  };
}

/** Calls a method over the bridge. @throws StudioError as the host said it */
export async function callBridge(
  bridge: DesktopBridge,
  method: string,
  args?: unknown,
): Promise<unknown> {
  const answer = await bridge.call(method, args);
  if ('error' in answer) throw new StudioError(answer.error.code, answer.error.message);
  return answer.result;
}
