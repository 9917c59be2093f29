import { StudioError } from '../../electron/contract/errors.ts';
import type { EventMessage, HostMessage } from '../../electron/contract/wire.ts';
import { Listeners } from './transport.ts';
import type { Transport } from './transport.ts';

/** The part of a WebSocket that is used, as browsers and servers both have it. */
export interface Socket {
  send(text: string): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
}

/** Pauses between attempts to reach a lost host, in milliseconds; the last one repeats. */
const pausesMs = [100, 300, 1_000, 2_000, 5_000];

interface PendingCall {
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: StudioError) => void;
}

/**
 * A transport over WebSockets. A lost connection is made anew; calls that were on their way then are rejected, since
 * nobody knows whether they arrived, and calls made meanwhile wait for the next attempt.
 * @param connect opens a socket. @throws StudioError saying why it cannot
 */
export function socketTransport(connect: () => Promise<Socket>): Transport {
  return new SocketTransport(connect);
}

class SocketTransport implements Transport {
  readonly #connect: () => Promise<Socket>;
  readonly #events = new Listeners<EventMessage>();
  readonly #connections = new Listeners<boolean>();
  readonly #pending = new Map<number, PendingCall>();
  #socket: Promise<Socket>;
  #isOpen = false;
  #isClosed = false;
  #nextId = 1;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(connect: () => Promise<Socket>) {
    this.#connect = connect;
    this.#socket = this.#reach();
  }

  async call(method: string, args: unknown): Promise<unknown> {
    const socket = await this.#socket;
    return new Promise<unknown>((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      socket.send(JSON.stringify({ id, method, args }));
    });
  }

  subscribe(listener: (message: EventMessage) => void): () => void {
    return this.#events.add(listener);
  }

  onConnection(listener: (isOpen: boolean) => void): () => void {
    listener(this.#isOpen);
    return this.#connections.add(listener);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    this.#socket.then(
      (socket) => socket.close(),
      () => undefined,
    );
    this.#refuseCalls();
  }

  #refuseCalls(): void {
    this.#rejectAll(lost());
    this.#socket = Promise.reject(lost());
    this.#socket.catch(() => undefined);
  }

  /** One attempt; the next one follows by itself. */
  #reach(): Promise<Socket> {
    const attempt = this.#connect().then(
      (socket) => {
        this.#failures = 0;
        socket.addEventListener('message', ({ data }) => this.#receive(String(data)));
        socket.addEventListener('close', () => this.#lose());
        if (this.#isClosed) socket.close();
        else this.#setOpen(true);
        return socket;
      },
      (error: unknown) => {
        this.#tryAgain();
        throw error;
      },
    );
    // Told to those who call; when nobody does, the next attempt follows all the same.
    attempt.catch(() => undefined);
    return attempt;
  }

  #lose(): void {
    this.#refuseCalls();
    this.#setOpen(false);
    this.#tryAgain();
  }

  #tryAgain(): void {
    if (this.#isClosed) return;
    const pause = pausesMs[Math.min(this.#failures++, pausesMs.length - 1)]!;
    // Calls made during the pause wait for the attempt that ends it.
    this.#socket = new Promise<Socket>((resolve, reject) => {
      this.#retry = setTimeout(() => {
        this.#reach().then(resolve, reject);
      }, pause);
    });
    this.#socket.catch(() => undefined);
  }

  #setOpen(isOpen: boolean): void {
    if (isOpen === this.#isOpen) return;
    this.#isOpen = isOpen;
    this.#connections.tell(isOpen);
  }

  #rejectAll(reason: StudioError): void {
    const calls = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of calls) reject(reason);
  }

  #receive(text: string): void {
    const message = JSON.parse(text) as HostMessage;
    if ('event' in message) {
      this.#events.tell(message);
      return;
    }
    const call = message.id === null ? undefined : this.#pending.get(message.id);
    if (message.id !== null) this.#pending.delete(message.id);
    if (!('error' in message)) call?.resolve(message.result);
    else call?.reject(new StudioError(message.error.code, message.error.message));
  }
}

function lost(): StudioError {
  return new StudioError(
    'disconnected',
    'The connection to the studio was lost: check that it is still running. What was shown as done is kept.',
  );
}
