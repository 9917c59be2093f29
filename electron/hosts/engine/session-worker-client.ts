import { Worker } from 'node:worker_threads';
import { fromWire } from '../../adapters/engine/protocol.ts';
import type { CallMessage, Replies, ReplyMessage, WorkerCall } from './worker-protocol.ts';

interface Pending {
  resolve(reply: unknown): void;
  reject(error: Error): void;
}

/** The engine's main thread's end of the session worker: calls are answered one after the other, jobs taking turns. */
export class SessionWorker {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  /** @param onDeath called when the thread ends by itself, with what it threw */
  constructor(entry: URL, onDeath: (error: Error) => void) {
    this.#worker = new Worker(entry);
    this.#worker.on('message', (message: ReplyMessage) => {
      const pending = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      if ('error' in message) pending?.reject(fromWire(message.error));
      else pending?.resolve(message.reply);
    });
    this.#worker.on('error', (error) => onDeath(error as Error));
  }

  /** Posts a call. @throws StudioError as it was thrown in the worker. */
  call<C extends WorkerCall>(call: C): Promise<Replies[C['type']]> {
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#pending.set(id, { resolve, reject });
    this.#worker.postMessage({ id, call } satisfies CallMessage);
    return promise as Promise<Replies[C['type']]>;
  }

  /** Closes every network once no call is left, and ends the thread. */
  async quit(): Promise<void> {
    await this.call({ type: 'quit' });
    await this.#worker.terminate();
  }
}
