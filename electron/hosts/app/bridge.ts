import type { IpcRenderer, WebUtils } from 'electron';
import {
  CALL_CHANNEL,
  MESSAGE_CHANNEL,
  type BridgeAnswer,
  type DesktopBridge,
  type DesktopCallMessage,
  type DesktopHostMessage,
} from '../../contract/desktop.ts';

/** What the bridge needs of Electron's side of a window. */
export interface BridgeLine {
  readonly ipc: Pick<IpcRenderer, 'on' | 'send'>;
  readonly pathOf: WebUtils['getPathForFile'];
  /** Names this document among all that the window will ever show. */
  readonly page: string;
}

/** The bridge that a window gets: it can call and listen, and nothing of Electron itself passes through. */
export function createBridge({ ipc, pathOf, page }: BridgeLine): DesktopBridge {
  const pending = new Map<number, (answer: BridgeAnswer) => void>();
  const listeners = new Map<string, Set<(data: unknown) => void>>();
  let lastId = 0;

  ipc.on(MESSAGE_CHANNEL, (_, { page: addressee, message }: DesktopHostMessage) => {
    if ('event' in message) {
      for (const listener of [...(listeners.get(message.event) ?? [])]) listener(message.data);
      return;
    }
    if (addressee !== page || message.id === null) return;
    const settle = pending.get(message.id);
    pending.delete(message.id);
    settle?.('error' in message ? { error: message.error } : { result: message.result });
  });

  return {
    call: (method, args) =>
      new Promise((resolve) => {
        const call: DesktopCallMessage = { page, id: ++lastId, method, args };
        pending.set(call.id, resolve);
        ipc.send(CALL_CHANNEL, call);
      }),
    on(event, listener) {
      // A wrapper of its own, so that one function may listen twice.
      const own = (data: unknown): void => listener(data as Parameters<typeof listener>[0]);
      const all = listeners.get(event) ?? new Set();
      listeners.set(event, all.add(own));
      return () => void all.delete(own);
    },
    pathOf: (file) => pathOf(file),
  };
}
