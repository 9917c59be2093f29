import { EventEmitter } from 'node:events';
import type { Session } from 'electron';
import type { PageTarget } from './page-target.ts';
import { PAGE_ORIGIN } from './chromium-process.ts';

/** Chromium's names of permissions, and Electron's. */
const permissions = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['camera', 'media'],
  ['microphone', 'media'],
  ['midi', 'midi'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-write', 'clipboard-sanitized-write'],
] as const;

/** The only session: what pages are permitted. */
class StandInSession extends EventEmitter {
  #request: Parameters<Session['setPermissionRequestHandler']>[0] = null;
  #check: Parameters<Session['setPermissionCheckHandler']>[0] = null;

  readonly setPermissionRequestHandler: Session['setPermissionRequestHandler'] = (handler) => {
    this.#request = handler;
  };
  readonly setPermissionCheckHandler: Session['setPermissionCheckHandler'] = (handler) => {
    this.#check = handler;
  };
  /** Headless pages find no devices in any case. */
  readonly setDevicePermissionHandler: Session['setDevicePermissionHandler'] = () => undefined;

  /** Lets a page have what the handlers grant; everything where there are none, as in Electron. */
  async apply(page: PageTarget): Promise<void> {
    for (const [name, electronName] of permissions) {
      let isGranted = this.#request === null;
      this.#request?.(null as never, electronName, (answer) => (isGranted = answer), {} as never);
      const isChecked = this.#check?.(null, electronName, PAGE_ORIGIN, {} as never) ?? true;
      await page.setPermission(name, isGranted && isChecked, PAGE_ORIGIN);
    }
  }
}

export const defaultSession = new StandInSession();

/** Electron's `session`. */
export const session = { defaultSession };

defaultSession satisfies Pick<
  Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
>;
