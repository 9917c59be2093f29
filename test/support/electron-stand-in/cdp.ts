import { once } from 'node:events';
import { WebSocket } from 'ws';

/** An event of Chromium's debugging protocol. */
export interface CdpEvent {
  readonly method: string;
  /** Whatever the event's documentation says. */
  readonly params: unknown;
  readonly sessionId?: string;
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** A connection to Chromium's debugging protocol (https://chromedevtools.github.io/devtools-protocol/). */
export class Cdp {
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(event: CdpEvent) => void>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#receive(data.toString('utf8')));
    socket.on('close', () => {
      for (const { reject } of this.#pending.values()) reject(new Error('Chromium is gone'));
      this.#pending.clear();
    });
  }

  static async connect(url: string): Promise<Cdp> {
    const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 2 ** 30 });
    socket.on('error', () => socket.terminate());
    await once(socket, 'open');
    return new Cdp(socket);
  }

  /** Sends a command, to the browser or to one page. @throws Error with Chromium's message */
  send<Result = unknown>(method: string, params: object = {}, sessionId?: string): Promise<Result> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#pending.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
  }

  onEvent(listener: (event: CdpEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#socket.terminate();
  }

  #receive(text: string): void {
    const message = JSON.parse(text) as Answer | CdpEvent;
    if (!('id' in message)) {
      for (const listener of [...this.#listeners]) listener(message);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.error) pending?.reject(new Error(message.error.message));
    else pending?.resolve(message.result as never);
  }
}
