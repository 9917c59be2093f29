import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { DesktopEventMessage } from '../../contract/desktop.ts';
import type { EventMessage, StudioEndpoint } from '../../contract/wire.ts';
import { CrashCount } from './crash-count.ts';
import { askAfterCrashes } from './dialogs.ts';
import { WindowIpc } from './ipc.ts';
import { keepPlace, recallPlace } from './place-keeper.ts';
import { STUDIO_PAGE } from './studio-scheme.ts';
import { LEAST_SIZE, placeOnDisplays } from './window-place.ts';

/** How long a window may take to finish what is under way before it is closed all the same, in milliseconds. */
const leavingMs = 5_000;

/** The window's background until it has painted, as in its own style sheet. */
const backgrounds = { light: '#e4e7ea', dark: '#121416' };

/** What a window is made of. */
export interface WindowOptions {
  readonly endpoint: StudioEndpoint;
  readonly preloadFile: string;
  /** File in which the window's place is kept. */
  readonly placeFile: string;
  readonly log: (line: string) => void;
}

/** The studio's window: its place, its line to the studio, its crashes and its end. */
export class StudioWindow {
  readonly #window: BrowserWindow;
  readonly #ipc: WindowIpc;
  readonly #log: (line: string) => void;
  readonly #crashes = new CrashCount();
  #waiting: (EventMessage | DesktopEventMessage)[] = [];
  #hasPainted = false;
  #isReady = false;
  #mayClose = false;
  #leaving: NodeJS.Timeout | undefined;

  constructor({ endpoint, preloadFile, placeFile, log }: WindowOptions) {
    const place = recallPlace(placeFile);
    const workAreas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(
      ({ workArea }) => workArea,
    );
    const window = new BrowserWindow({
      ...placeOnDisplays(place, workAreas),
      ...{ minWidth: LEAST_SIZE.width, minHeight: LEAST_SIZE.height, title: 'LoReTrack Studio' },
      show: false,
      backgroundColor: nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light,
      webPreferences: {
        preload: preloadFile,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInSubFrames: false,
        nodeIntegrationInWorker: false,
        webviewTag: false,
        webSecurity: true,
        spellcheck: false,
        navigateOnDragDrop: false,
      },
    });
    this.#window = window;
    this.#log = log;
    if (place?.isMaximized === true) window.maximize();
    this.#ipc = new WindowIpc(window.webContents, {
      endpoint,
      onForeign: (url) => log(`a message from ${url} was refused`),
    });
    keepPlace(window, placeFile);
    window.once('ready-to-show', () => {
      this.#hasPainted = true;
      window.show();
    });
    window.on('close', (event) => {
      if (!this.#isReady || this.#mayClose || window.webContents.isCrashed()) return;
      event.preventDefault();
      this.#askToLeave();
    });
    window.on('closed', () => {
      clearTimeout(this.#leaving);
      this.#ipc.close();
    });
    window.webContents.on('render-process-gone', (_, { reason, exitCode }) => {
      if (reason !== 'clean-exit') void this.#recover(`${reason}, code ${exitCode}`);
    });
    // A new document has heard nothing yet.
    window.webContents.on('did-navigate', () => (this.#isReady = false));
    this.#load();
  }

  /** Calls back when the window is gone. */
  onClosed(listener: () => void): void {
    this.#window.on('closed', listener);
  }

  get browserWindow(): BrowserWindow {
    return this.#window;
  }

  /** Sends an event to the window, once it is ready to hear it. */
  tell(message: EventMessage | DesktopEventMessage): void {
    if (this.#isReady) this.#ipc.tell(message);
    else this.#waiting.push(message);
  }

  /** The window says that it hears. */
  ready(): void {
    this.#isReady = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) this.#ipc.tell(message);
  }

  /** The window says that it has finished everything. */
  leave(): void {
    this.#mayClose = true;
    clearTimeout(this.#leaving);
    // After the answer to the call that led here.
    setImmediate(() => {
      if (!this.#window.isDestroyed()) this.#window.close();
    });
  }

  /** Brings the window to the front; one that has not painted yet shows itself once it has. */
  show(): void {
    if (!this.#hasPainted) return;
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  #askToLeave(): void {
    if (this.#leaving !== undefined) return;
    this.#leaving = setTimeout(() => this.leave(), leavingMs);
    this.#ipc.tell({ event: 'leaving', data: null });
  }

  #load(): void {
    this.#window.loadURL(STUDIO_PAGE).catch((error: unknown) => {
      if (!this.#window.isDestroyed()) this.#log(`the window could not be shown: ${String(error)}`);
    });
  }

  /** The project is the main process's and still open: a new document shows the same. */
  async #recover(what: string): Promise<void> {
    this.#log(`the window's process ended (${what})`);
    this.#isReady = false;
    // A window that was about to close has nothing left to finish.
    if (this.#leaving !== undefined) {
      this.leave();
      return;
    }
    if (!this.#crashes.mayGoOn() && !(await askAfterCrashes(this.#window))) {
      this.#window.destroy();
      return;
    }
    if (!this.#window.isDestroyed()) this.#load();
  }
}
