import { EventEmitter } from 'node:events';
import type {
  Dialog,
  Display,
  NativeTheme,
  NotificationConstructorOptions,
  PowerMonitor,
  PowerSaveBlocker,
  Screen,
  Shell,
} from 'electron';

const area = { x: 0, y: 0, width: 1600, height: 1000 };
const display = { id: 1, bounds: area, workArea: area, scaleFactor: 1 } as Display;

/** One display of 1600 x 1000. */
export const screen = {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
} satisfies Pick<Screen, 'getPrimaryDisplay' | 'getAllDisplays'>;

/** Nobody answers: every dialog is cancelled, unless a test puts another function in its place. */
export const dialog = {
  showOpenDialog: () => Promise.resolve({ canceled: true, filePaths: [] }),
  showSaveDialog: () => Promise.resolve({ canceled: true, filePath: '' }),
  showMessageBox: (_: unknown, options?: { readonly cancelId?: number }) =>
    Promise.resolve({ response: options?.cancelId ?? 0, checkboxChecked: false }),
  showErrorBox: (title: string, content: string) => {
    process.stderr.write(`${title}: ${content}\n`);
  },
} satisfies Pick<Dialog, 'showOpenDialog' | 'showSaveDialog' | 'showErrorBox'> &
  Record<keyof Pick<Dialog, 'showMessageBox'>, unknown>;

export const shell = {
  opened: [] as string[],
  openExternal: (url: string) => {
    shell.opened.push(url);
    return Promise.resolve();
  },
} satisfies Pick<Shell, 'openExternal'> & { readonly opened: string[] };

export const nativeTheme = { shouldUseDarkColors: false } satisfies Pick<
  NativeTheme,
  'shouldUseDarkColors'
>;

/** A machine on mains; tests may emit `on-battery` and put another function in the place of `isOnBatteryPower`. */
export const powerMonitor = Object.assign(new EventEmitter(), {
  isOnBatteryPower: () => false,
}) satisfies EventEmitter & Pick<PowerMonitor, 'isOnBatteryPower'>;

const blockers = new Set<number>();
let lastBlocker = 0;

export const powerSaveBlocker = {
  /** How many hold the system awake; for tests. */
  count: () => blockers.size,
  start: (type: 'prevent-app-suspension' | 'prevent-display-sleep') => {
    if (!type.startsWith('prevent-')) throw new TypeError(`no such type: ${type}`);
    blockers.add(++lastBlocker);
    return lastBlocker;
  },
  stop: (id: number) => blockers.delete(id),
  isStarted: (id: number) => blockers.has(id),
} satisfies Pick<PowerSaveBlocker, 'start' | 'stop' | 'isStarted'> & {
  readonly count: () => number;
};

/** A message of the system; shown ones are only kept. */
export class Notification extends EventEmitter {
  static readonly shown: Notification[] = [];
  readonly title: string;
  readonly body: string;

  constructor({ title = '', body = '' }: NotificationConstructorOptions) {
    super();
    this.title = title;
    this.body = body;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    Notification.shown.push(this);
  }
}
