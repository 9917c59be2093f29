import type { IpcMainEvent, WebContents } from 'electron';
import {
  CALL_CHANNEL,
  MESSAGE_CHANNEL,
  type DesktopEventMessage,
  type DesktopHostMessage,
} from '../../contract/desktop.ts';
import { parseDesktopCallMessage } from '../../contract/desktop-schema.ts';
import { isStudioError, StudioError } from '../../contract/errors.ts';
import type { EventMessage, HostMessage, StudioEndpoint } from '../../contract/wire.ts';
import { checkPayload } from './check-payload.ts';
import { isStudioUrl } from './studio-scheme.ts';

/** Calls of one window that may be under way; more wait for nobody and are refused. */
const mostCalls = 256;

/** The part of a window's contents that messages travel through. */
export type IpcContents = Pick<WebContents, 'ipc' | 'send' | 'isDestroyed' | 'isCrashed'>;

/** What a window's messages are given to. */
export interface IpcOptions {
  readonly endpoint: StudioEndpoint;
  /** Hears of messages that were dropped because of who sent them. */
  readonly onForeign: (url: string) => void;
}

/** One window's line to the studio: calls in, answers and events out. */
export class WindowIpc {
  readonly #contents: IpcContents;
  readonly #options: IpcOptions;
  readonly #stop: () => void;
  #calls = 0;

  constructor(contents: IpcContents, options: IpcOptions) {
    this.#contents = contents;
    this.#options = options;
    const hear = (event: IpcMainEvent, message: unknown): void => this.#receive(event, message);
    contents.ipc.on(CALL_CHANNEL, hear);
    const unsubscribe = options.endpoint.subscribe((message) => this.tell(message));
    this.#stop = () => {
      unsubscribe();
      // The contents of a closed window take their listeners with them.
      if (!contents.isDestroyed()) contents.ipc.off(CALL_CHANNEL, hear);
    };
  }

  /** Sends an event to the window, whichever document it shows. */
  tell(message: EventMessage | DesktopEventMessage): void {
    this.#send({ page: null, message });
  }

  close(): void {
    this.#stop();
  }

  #receive(event: IpcMainEvent, message: unknown): void {
    if (!isOwnFrame(event)) {
      this.#options.onForeign(event.senderFrame?.url ?? 'a frame that is gone');
      return;
    }
    const { page, id } = returnAddress(message);
    if (page === null) return;
    if (this.#calls >= mostCalls) {
      const error = { code: 'bad-input', message: 'Too many calls at once.' } as const;
      this.#send({ page, message: { id, error } });
      return;
    }
    this.#calls++;
    void this.#answer(id, message).then((answer) => {
      this.#calls--;
      this.#send({ page, message: answer });
    });
  }

  async #answer(id: number | null, message: unknown): Promise<HostMessage> {
    try {
      checkPayload(message);
      const call = parseDesktopCallMessage(message);
      return { id: call.id, result: await this.#options.endpoint.call(call.method, call.args) };
    } catch (error) {
      const { code, message } = isStudioError(error)
        ? error
        : new StudioError('internal', 'The studio failed to answer.');
      return { id, error: { code, message } };
    }
  }

  #send(message: DesktopHostMessage): void {
    const contents = this.#contents;
    if (!contents.isDestroyed() && !contents.isCrashed()) contents.send(MESSAGE_CHANNEL, message);
  }
}

/** Only the window's own document may call: no frame within it, and nothing that it may have been led to. */
function isOwnFrame({ senderFrame }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && isStudioUrl(senderFrame.url);
}

/** Whom to answer, as far as a message says, before it is known to be a call. */
function returnAddress(message: unknown): {
  readonly page: string | null;
  readonly id: number | null;
} {
  if (typeof message !== 'object' || message === null) return { page: null, id: null };
  const { page, id } = message as { readonly page?: unknown; readonly id?: unknown };
  return {
    page: typeof page === 'string' && page.length <= 100 ? page : null,
    id: typeof id === 'number' && Number.isSafeInteger(id) ? id : null,
  };
}
