import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { App, ProcessMetric } from 'electron';
import { startChromium, type ChromiumProcess } from './chromium-process.ts';
import { preventableEvent } from './preventable-event.ts';
import { SchemeServer } from './scheme-server.ts';
import { SingleInstance } from './single-instance.ts';

/** As much of a window as quitting needs. */
interface Closable {
  close(): void;
  destroy(): void;
}

/** Electron's `protocol`. */
export const protocol = new SchemeServer();

/** Electron's `app`: the life of the application, from ready to quit. */
class StandInApp extends EventEmitter {
  readonly isPackaged = false;
  /** What the system was told; for tests. */
  readonly told = { recent: [] as string[], about: {} as object, isAboutShown: false };
  readonly utilities = new Set<{ readonly pid: number | undefined; readonly name: string }>();
  windows: () => readonly Closable[] = () => [];
  readonly #ready = Promise.withResolvers<undefined>();
  readonly #paths = new Map<string, string>();
  #chromium: ChromiumProcess | undefined;
  #instance: SingleInstance | undefined;
  #isReady = false;
  #isQuitting = false;

  constructor() {
    super();
    // The program's own module comes first, as Electron waits for it.
    setImmediate(() => void this.#start());
  }

  /** The browser that shows the windows. @throws before the application is ready */
  get chromium(): ChromiumProcess {
    if (this.#chromium === undefined) throw new Error('not ready');
    return this.#chromium;
  }

  readonly isReady: App['isReady'] = () => this.#isReady;
  readonly whenReady: App['whenReady'] = () => this.#ready.promise;
  readonly setPath: App['setPath'] = (name, folder) => {
    if (!path.isAbsolute(folder)) throw new Error('Path must be absolute');
    this.#paths.set(name, folder);
  };
  readonly getPath: App['getPath'] = (name) => {
    const folder = this.#paths.get(name);
    if (folder === undefined) throw new Error(`Failed to get '${name}' path`);
    return folder;
  };
  readonly enableSandbox: App['enableSandbox'] = () => {
    if (this.#isReady)
      throw new Error('app.enableSandbox() can only be called before app is ready');
  };
  readonly requestSingleInstanceLock: App['requestSingleInstanceLock'] = (data) => {
    this.#instance ??= new SingleInstance(this.getPath('userData'), (message) => {
      this.emit('second-instance', {}, message.argv, message.folder, message.data);
    });
    return this.#instance.claim(data);
  };
  readonly getAppMetrics = (): Pick<ProcessMetric, 'pid' | 'type' | 'name'>[] =>
    [...this.utilities].map(({ pid = 0, name }) => ({ pid, type: 'Utility', name }));
  readonly addRecentDocument: App['addRecentDocument'] = (file) => {
    this.told.recent.push(file);
  };
  readonly setAboutPanelOptions: App['setAboutPanelOptions'] = (options) => {
    this.told.about = options;
  };
  readonly showAboutPanel: App['showAboutPanel'] = () => {
    this.told.isAboutShown = true;
  };

  /** Asks every window to close; the application ends when none of them objects. */
  readonly quit: App['quit'] = () => {
    if (this.#isQuitting) return;
    const event = preventableEvent({});
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.#isQuitting = true;
    const windows = this.windows();
    if (windows.length === 0) setImmediate(() => this.#leave());
    for (const window of windows) window.close();
  };
  readonly exit: App['exit'] = (code = 0) => {
    this.#end(code);
  };

  /** A window objects. */
  quitWasPrevented(): void {
    this.#isQuitting = false;
  }

  allWindowsAreClosed(): void {
    if (this.#isQuitting) this.#leave();
    else if (!this.emit('window-all-closed')) this.quit();
  }

  #leave(): void {
    const event = preventableEvent({});
    this.emit('will-quit', event);
    if (event.defaultPrevented) this.#isQuitting = false;
    else this.#end(0);
  }

  #end(code: number): void {
    this.emit('quit', {}, code);
    this.#chromium?.kill();
    this.#instance?.release();
    process.exit(code);
  }

  async #start(): Promise<void> {
    // A second program leaves before it is ready.
    if (this.#isQuitting) return;
    try {
      const profile = path.join(this.getPath('userData'), 'chromium');
      mkdirSync(profile, { recursive: true });
      this.#chromium = await startChromium(profile, await protocol.listen());
      void this.#chromium.gone.then(() => {
        process.stderr.write('stand-in: Chromium has ended\n');
        process.exit(70);
      });
      this.#isReady = true;
      protocol.isReady = true;
      this.emit('will-finish-launching');
      this.emit('ready', {}, {});
      this.#ready.resolve(undefined);
    } catch (error) {
      process.stderr.write(`stand-in: ${String(error)}\n`);
      process.exit(70);
    }
  }
}

export const app = new StandInApp();

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());

app satisfies Pick<
  App,
  | ('isPackaged' | 'isReady' | 'whenReady' | 'setPath' | 'getPath' | 'enableSandbox' | 'quit')
  | ('requestSingleInstanceLock' | 'addRecentDocument' | 'setAboutPanelOptions' | 'showAboutPanel')
  | 'exit'
>;
