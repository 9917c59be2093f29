import type { FromEngine, ToEngine } from '../../adapters/engine/protocol.ts';

/** The line to the process that started the engine. */
export interface ParentLink {
  send(message: FromEngine): void;
  listen(onMessage: (message: ToEngine) => void, onGone: () => void): void;
}

/** Electron's end of a utility process (https://www.electronjs.org/docs/latest/api/parent-port). */
interface ParentPort {
  postMessage(message: FromEngine): void;
  on(event: 'message', listener: (event: { readonly data: ToEngine }) => void): void;
}

/** The line that this process was given: Electron's parentPort, or Node's IPC channel. */
export function parentLink(): ParentLink {
  const { parentPort } = process as { parentPort?: ParentPort };
  if (parentPort !== undefined) {
    return {
      send: (message) => parentPort.postMessage(message),
      // Chromium ends utility processes together with the application.
      listen: (onMessage) => parentPort.on('message', ({ data }) => onMessage(data)),
    };
  }
  const send = process.send?.bind(process);
  if (send === undefined) throw new Error('the engine is started by the studio, not by hand');
  return {
    send: (message) => {
      // What cannot be sent any more was meant for a parent that is gone, which `disconnect` reports.
      if (process.connected) send(message, undefined, undefined, () => undefined);
    },
    listen: (onMessage, onGone) => {
      process.on('message', onMessage);
      process.once('disconnect', onGone);
    },
  };
}
