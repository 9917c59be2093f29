import { EventEmitter } from 'node:events';
import type { HandlerDetails, WebContents } from 'electron';
import type { Cdp } from './cdp.ts';
import { PageTarget } from './page-target.ts';
import { preventableEvent } from './preventable-event.ts';
import { defaultSession } from './session.ts';
import { decodeClone } from './wire-clone.ts';

/** A frame as messages name it. */
interface Frame {
  readonly url: string;
  readonly parent: Frame | null;
}

/** What a window shows: a page of a real Chromium. */
export class StandInContents extends EventEmitter {
  readonly ipc = new EventEmitter();
  #page: Promise<PageTarget>;
  #target: PageTarget | null = null;
  #isCrashed = false;
  #isDestroyed = false;
  #openHandler: Parameters<WebContents['setWindowOpenHandler']>[0] = () => ({ action: 'allow' });

  constructor(
    cdp: Cdp,
    options: { readonly width: number; readonly height: number; readonly preload: string },
  ) {
    super();
    this.#page = PageTarget.open(cdp, options, {
      onMessage: (channel, text) => {
        const frame = { url: this.getURL(), parent: null };
        this.deliver(frame, channel, decodeClone(text) as unknown[]);
      },
      onOpen: (url) => this.#refuseToOpen(url),
      onNavigating: (url) => {
        const event = preventableEvent({ url, isMainFrame: true, isSameDocument: false });
        this.emit('will-navigate', event, url);
        return !event.defaultPrevented;
      },
      onNavigated: (url) => this.emit('did-navigate', {}, url, 200, 'OK'),
      onLoaded: () => this.emit('did-finish-load'),
      onCrashed: () => {
        this.#isCrashed = true;
        this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 });
      },
      onGone: () => {
        this.#isDestroyed = true;
        this.ipc.removeAllListeners();
        this.emit('destroyed');
      },
    }).then(async (page) => {
      await defaultSession.apply(page);
      this.#target = page;
      return page;
    });
  }

  /** Hands a message of a page to the main process, some time later, as a copy. */
  deliver(senderFrame: Frame | null, channel: string, args: readonly unknown[]): void {
    const copies = structuredClone(args);
    setImmediate(() => this.ipc.emit(channel, { sender: this, senderFrame }, ...copies));
  }

  readonly send: WebContents['send'] = (channel, ...args) => {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
    const copies = structuredClone(args) as unknown[];
    this.#target?.receive(channel, copies);
  };
  readonly setWindowOpenHandler: WebContents['setWindowOpenHandler'] = (handler) => {
    this.#openHandler = handler;
  };
  readonly isCrashed: WebContents['isCrashed'] = () => this.#isCrashed;
  readonly isDestroyed: WebContents['isDestroyed'] = () => this.#isDestroyed;
  readonly getURL: WebContents['getURL'] = () => this.#target?.url ?? '';
  readonly reload: WebContents['reload'] = () => {
    this.#isCrashed = false;
    this.#target?.reload();
  };
  readonly forcefullyCrashRenderer: WebContents['forcefullyCrashRenderer'] = () => {
    this.#target?.crash();
  };
  readonly executeJavaScript: WebContents['executeJavaScript'] = async (code) =>
    (await this.#page).evaluate(code);

  readonly loadURL: WebContents['loadURL'] = async (url) => {
    const page = await this.#page;
    this.#isCrashed = false;
    await page.load(url);
  };

  async close(): Promise<void> {
    await (await this.#page).close();
  }

  /** Which of Chromium's pages this is. */
  async targetId(): Promise<string> {
    return (await this.#page).targetId;
  }

  /** Says where a file lies that will be dropped on the page. */
  async expectDrop(name: string, path: string): Promise<void> {
    const words = [name, path].map((word) => JSON.stringify(word)).join(', ');
    await (await this.#page).evaluateInPreload(`electronDropped(${words})`);
  }

  #refuseToOpen(url: string): void {
    const details = { url, frameName: '', features: '', disposition: 'new-window' };
    const { action } = this.#openHandler(details as HandlerDetails);
    if (action !== 'deny') throw new Error('this stand-in opens no further windows');
  }
}

type Checked = Pick<
  WebContents,
  | ('send' | 'setWindowOpenHandler' | 'isCrashed' | 'isDestroyed' | 'getURL' | 'reload')
  | ('forcefullyCrashRenderer' | 'executeJavaScript' | 'loadURL')
>;
StandInContents satisfies new (...args: never[]) => Checked;
