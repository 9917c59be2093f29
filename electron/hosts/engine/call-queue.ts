import type { CallMessage } from './worker-protocol.ts';

/** Calls that wait for the worker: each job's in their own order, the jobs in turns, and the end after all of them. */
export class CallQueue {
  /** By job; the one that has its turn next comes first. */
  readonly #waiting = new Map<number, CallMessage[]>();
  #quit: CallMessage | undefined;

  put(message: CallMessage): void {
    const { call } = message;
    if (call.type === 'quit') {
      this.#quit = message;
      return;
    }
    const own = this.#waiting.get(call.job);
    if (own === undefined) this.#waiting.set(call.job, [message]);
    else own.push(message);
  }

  /** The call to answer next, or undefined while none waits. */
  take(): CallMessage | undefined {
    for (const [job, [message, ...rest]] of this.#waiting) {
      this.#waiting.delete(job);
      if (rest.length > 0) this.#waiting.set(job, rest);
      return message;
    }
    const quit = this.#quit;
    this.#quit = undefined;
    return quit;
  }
}
