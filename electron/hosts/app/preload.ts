import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { BRIDGE_NAME } from '../../contract/desktop.ts';
import { createBridge } from './bridge.ts';

// Runs in the window before its page, in a world of its own: all that the page gets is the bridge.
contextBridge.exposeInMainWorld(
  BRIDGE_NAME,
  createBridge({
    ipc: ipcRenderer,
    pathOf: (file) => webUtils.getPathForFile(file),
    page: crypto.randomUUID(),
  }),
);
