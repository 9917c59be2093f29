import { decodeClone, encodeClone } from './wire-clone.ts';
import { makeWorldEnd } from './world-end.ts';

/** The world in which preload scripts run; pages do not see it. */
export const PRELOAD_WORLD = 'electron-preload';
/** The function through which the preload world reaches the main process. */
export const BINDING = 'electronStandIn';

/** Runs in the page's own world before the page: receives what the preload script exposes. */
export function pageScript(): string {
  return `(() => {
    if (self !== top) return;
    (${makeWorldEnd.toString()})('electron-to-page', 'electron-to-preload');
    window.open = (url) => {
      dispatchEvent(new CustomEvent('electron-open', { detail: String(new URL(url ?? '', location.href)) }));
      return null;
    };
  })();`;
}

/** Runs in the preload world before the page: Electron's side of a sandboxed renderer, then the preload script. */
export function preloadScript(preload: string): string {
  return `(() => {
    if (self !== top) return;
    const encode = ${encodeClone.toString()};
    const decode = ${decodeClone.toString()};
    const bridge = (${makeWorldEnd.toString()})('electron-to-preload', 'electron-to-page');
    const tell = (message) => globalThis.${BINDING}(JSON.stringify(message));
    const listeners = new Map();
    const droppedPaths = new Map();
    addEventListener('electron-open', ({ detail }) => tell({ open: detail }));
    globalThis.electronReceive = (channel, text) => {
      const args = decode(text);
      for (const listener of [...(listeners.get(channel) ?? [])]) listener({ sender: ipcRenderer }, ...args);
    };
    // A page cannot know where a file lies, and the preload world is one: the test says it beforehand.
    globalThis.electronDropped = (name, path) => droppedPaths.set(name, path);
    const ipcRenderer = {
      on(channel, listener) {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
        return ipcRenderer;
      },
      send: (channel, ...args) => tell({ channel, args: encode(args) }),
    };
    const electron = {
      contextBridge: { exposeInMainWorld: (name, api) => bridge.expose(name, api) },
      ipcRenderer,
      webUtils: { getPathForFile: (file) => droppedPaths.get(file.name) ?? '' },
    };
    const require = (name) => {
      if (name === 'electron') return electron;
      throw new Error('module not found: ' + name);
    };
    const module = { exports: {} };
    ((exports, require, module) => {
${preload}
    })(module.exports, require, module);
  })();`;
}
