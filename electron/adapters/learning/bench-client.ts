import { StudioError, isStudioError } from '../../contract/errors.ts';
import type { ModelConfig } from '../../ml/nn/model-config.ts';
import type { JudgedPicture, ModelBench } from '../../services/ports/model-bench.ts';
import { fromWire } from '../engine/protocol.ts';
import type { Child, LaunchChild } from '../processes/child.ts';
import type { FromBench, ToBench } from './bench-protocol.ts';

/** Starts a process that answers one question. */
export type LaunchBench = LaunchChild<ToBench, FromBench>;

type Answer = Extract<FromBench, { type: 'judged' | 'measured' }>;

/** After so many deaths in a row the question itself must be too much. */
const MOST_DEATHS = 4;

/** Asks a process of its own for each figure, so that networks take this one's memory and time never. */
export class BenchClient implements ModelBench {
  readonly #launch: LaunchBench;
  readonly #children = new Set<Child<ToBench>>();
  #isDisposed = false;

  constructor(launch: LaunchBench) {
    this.#launch = launch;
  }

  async judge(
    request: { readonly archive: string; readonly models: readonly string[] },
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<readonly JudgedPicture[]> {
    const answer = await this.#ask({ type: 'judge', ...request }, signal);
    return answer.type === 'judged' ? answer.pictures : [];
  }

  async measure(configs: readonly ModelConfig[]): Promise<readonly number[]> {
    const answer = await this.#ask({ type: 'measure', configs });
    return answer.type === 'measured' ? answer.msPerFrame : [];
  }

  dispose(): Promise<void> {
    this.#isDisposed = true;
    for (const child of this.#children) child.kill();
    return Promise.resolve();
  }

  /** Asks a process of its own; one that dies is replaced, as the answer does not depend on who gives it. */
  async #ask(question: ToBench, signal?: AbortSignal): Promise<Answer> {
    for (let deaths = 1; ; deaths++) {
      try {
        return await this.#askOne(question, signal);
      } catch (error) {
        const isDead = isStudioError(error) && error.code === 'engine-died';
        if (!isDead || this.#isDisposed || deaths === MOST_DEATHS) throw error;
      }
    }
  }

  async #askOne(question: ToBench, signal?: AbortSignal): Promise<Answer> {
    if (signal?.aborted === true) throw cancelled();
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const child = this.#launch({
      onMessage: (message) => {
        if (message.type === 'judged' || message.type === 'measured') resolve(message);
        else if (message.type === 'failed') reject(fromWire(message.error));
      },
      onExit: (reason) => {
        const text = `the process that compares models ended (${reason}): try again, with nothing else running if memory is short`;
        reject(new StudioError('engine-died', text));
      },
    });
    const stop = (): void => reject(cancelled());
    signal?.addEventListener('abort', stop, { once: true });
    this.#children.add(child);
    child.send(question);
    try {
      return await promise;
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#children.delete(child);
      child.kill();
    }
  }
}

function cancelled(): StudioError {
  return new StudioError('cancelled', 'The comparison of models was stopped.');
}
