/** The line to the process that started this one; `Out` are the messages to it, `In` those from it. */
export interface ParentLink<Out, In> {
  send(message: Out): void;
  listen(onMessage: (message: In) => void, onGone: () => void): void;
}

/** Electron's end of a utility process (https://www.electronjs.org/docs/latest/api/parent-port). */
interface ParentPort<Out, In> {
  postMessage(message: Out): void;
  on(event: 'message', listener: (event: { readonly data: In }) => void): void;
}

/** The line that this process was given: Electron's parentPort, or Node's IPC channel. */
export function parentLink<Out extends object, In>(): ParentLink<Out, In> {
  const { parentPort } = process as { parentPort?: ParentPort<Out, In> };
  if (parentPort !== undefined) {
    return {
      send: (message) => parentPort.postMessage(message),
      // Chromium ends utility processes together with the application.
      listen: (onMessage) => parentPort.on('message', ({ data }) => onMessage(data)),
    };
  }
  const send = process.send?.bind(process);
  if (send === undefined) throw new Error('this process is started by the studio, not by hand');
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
