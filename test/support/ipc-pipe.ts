import { EventEmitter } from 'node:events';
import type { IpcContents } from '../../electron/hosts/app/ipc.ts';
import type { BridgeLine } from '../../electron/hosts/app/bridge.ts';
import { STUDIO_PAGE } from '../../electron/hosts/app/studio-scheme.ts';

/** Both ends of Electron's line between a window and its host, without a window. */
export interface IpcPipe {
  /** The host's end. */
  readonly contents: IpcContents;
  /** The window's end. */
  readonly ipc: BridgeLine['ipc'];
  /** Sends as if another frame did. */
  readonly sendFrom: (frame: object | null, channel: string, message: unknown) => void;
}

/** Connects two ends as Electron does: everything is copied, and arrives later, in order. */
export function ipcPipe(): IpcPipe {
  const host = new EventEmitter();
  const window = new EventEmitter();
  const mainFrame = { url: STUDIO_PAGE, parent: null };
  const sendFrom: IpcPipe['sendFrom'] = (senderFrame, channel, message) => {
    const copy: unknown = structuredClone(message);
    setImmediate(() => host.emit(channel, { senderFrame }, copy));
  };
  const contents = {
    ipc: host,
    isDestroyed: () => false,
    isCrashed: () => false,
    send(channel: string, message: unknown) {
      const copy: unknown = structuredClone(message);
      setImmediate(() => window.emit(channel, {}, copy));
    },
  };
  return {
    contents: contents as unknown as IpcContents,
    ipc: {
      on: (channel, listener) => window.on(channel, listener) as never,
      send: (channel: string, message: unknown) => sendFrom(mainFrame, channel, message),
    },
    sendFrom,
  };
}
