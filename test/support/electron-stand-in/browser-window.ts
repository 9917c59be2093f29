import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type {
  BrowserWindow as ElectronWindow,
  BrowserWindowConstructorOptions,
  Rectangle,
} from 'electron';
import { app } from './app.ts';
import { preventableEvent } from './preventable-event.ts';
import { StandInContents } from './web-contents.ts';

/** A window without a frame: its state, and a page of a real Chromium. */
export class BrowserWindow extends EventEmitter {
  static readonly #all: BrowserWindow[] = [];
  readonly webContents: StandInContents;
  /** What the task bar shows; for tests. */
  progressBar = -1;
  #bounds: Rectangle;
  #state = { isVisible: false, isFocused: false, isMaximized: false, isMinimized: false };
  #isDestroyed = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    const { x = 0, y = 0, width = 800, height = 600, show = true, webPreferences = {} } = options;
    const {
      sandbox = true,
      contextIsolation = true,
      nodeIntegration = false,
      preload,
    } = webPreferences;
    if (!sandbox || !contextIsolation || nodeIntegration) {
      throw new Error('this stand-in has isolated sandboxes only');
    }
    this.#bounds = { x, y, width, height };
    this.webContents = new StandInContents(app.chromium.cdp, {
      ...{ width, height },
      preload: preload === undefined ? '' : readFileSync(preload, 'utf8'),
    });
    BrowserWindow.#all.push(this);
    if (show) this.show();
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'));
    this.webContents.once('destroyed', () => this.#end());
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('browser-window-created', {}, this);
  }

  static getAllWindows(): BrowserWindow[] {
    return [...BrowserWindow.#all];
  }

  readonly loadURL: ElectronWindow['loadURL'] = (url) => this.webContents.loadURL(url);
  readonly isDestroyed: ElectronWindow['isDestroyed'] = () => this.#isDestroyed;
  readonly isVisible: ElectronWindow['isVisible'] = () => this.#state.isVisible;
  readonly isFocused: ElectronWindow['isFocused'] = () => this.#state.isFocused;
  readonly isMaximized: ElectronWindow['isMaximized'] = () => this.#state.isMaximized;
  readonly isMinimized: ElectronWindow['isMinimized'] = () => this.#state.isMinimized;
  readonly getNormalBounds: ElectronWindow['getNormalBounds'] = () => ({ ...this.#bounds });
  readonly setBounds: ElectronWindow['setBounds'] = (bounds) => {
    this.#bounds = { ...this.#bounds, ...bounds };
    this.emit('move');
    this.emit('resize');
  };
  readonly show: ElectronWindow['show'] = () => {
    this.#state = { ...this.#state, isVisible: true, isFocused: true };
  };
  readonly focus: ElectronWindow['focus'] = () => {
    this.#state.isFocused = true;
  };
  readonly blur: ElectronWindow['blur'] = () => {
    this.#state.isFocused = false;
  };
  readonly minimize: ElectronWindow['minimize'] = () => {
    this.#state = { ...this.#state, isMinimized: true, isFocused: false };
  };
  readonly restore: ElectronWindow['restore'] = () => {
    this.#state.isMinimized = false;
  };
  readonly maximize: ElectronWindow['maximize'] = () => {
    this.#state.isMaximized = true;
    this.emit('maximize');
  };
  readonly setProgressBar: ElectronWindow['setProgressBar'] = (progress) => {
    this.progressBar = progress;
  };

  readonly close: ElectronWindow['close'] = () => {
    setImmediate(() => {
      if (this.#isDestroyed) return;
      const event = preventableEvent({});
      this.emit('close', event);
      if (event.defaultPrevented) app.quitWasPrevented();
      else this.destroy();
    });
  };
  readonly destroy: ElectronWindow['destroy'] = () => {
    void this.webContents.close();
  };

  #end(): void {
    this.#isDestroyed = true;
    BrowserWindow.#all.splice(BrowserWindow.#all.indexOf(this), 1);
    this.emit('closed');
    if (BrowserWindow.#all.length === 0) app.allWindowsAreClosed();
  }
}

app.windows = () => BrowserWindow.getAllWindows();

type Checked = Pick<
  ElectronWindow,
  | ('loadURL' | 'isDestroyed' | 'isVisible' | 'isFocused' | 'isMaximized' | 'isMinimized')
  | (
      | 'getNormalBounds'
      | 'setBounds'
      | 'show'
      | 'focus'
      | 'blur'
      | 'minimize'
      | 'restore'
      | 'maximize'
    )
  | ('setProgressBar' | 'close' | 'destroy')
>;
BrowserWindow satisfies new (options: BrowserWindowConstructorOptions) => Checked;
