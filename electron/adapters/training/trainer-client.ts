import { StudioError } from '../../contract/errors.ts';
import type { TrainingEvent } from '../../contract/training.ts';
import type { TrainerProcess } from '../../services/ports/trainer.ts';
import { EventQueue } from '../engine/event-queue.ts';
import { fromWire } from '../engine/protocol.ts';
import type { Child, LaunchChild } from '../processes/child.ts';
import { DISTILLER_PROTOCOL, type FromDistiller, type ToDistiller } from './protocol.ts';

/** Starts a distiller: a forked Node process, or Electron's utilityProcess. */
export type LaunchDistiller = LaunchChild<ToDistiller, FromDistiller>;

/** How often in a row a run may lose its process and go on; a checkpoint between two losses starts a new row. */
const MAX_RESTARTS = 3;
/** How long a process may take to write its last checkpoint, in milliseconds. */
const SHUTDOWN_MS = 20_000;

interface Run {
  readonly folder: string;
  readonly events: EventQueue<TrainingEvent>;
  child: Child<ToDistiller> | undefined;
  failures: number;
  isStopping: boolean;
  isPaused: boolean;
  readonly ended: PromiseWithResolvers<undefined>;
}

/** Trains in a process per run, which is started again from the last checkpoint when it dies. */
export class TrainerClient implements TrainerProcess {
  readonly #launch: LaunchDistiller;
  #run: Run | undefined;

  constructor(launch: LaunchDistiller) {
    this.#launch = launch;
  }

  async *run(
    folder: string,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<TrainingEvent, void, undefined> {
    if (this.#run !== undefined) {
      const text = `${this.#run.folder} is being trained already; wait until it is done, or stop it`;
      throw new StudioError('bad-input', text);
    }
    const run: Run = {
      folder,
      events: new EventQueue(),
      child: undefined,
      failures: 0,
      isStopping: false,
      isPaused: false,
      ended: Promise.withResolvers(),
    };
    this.#run = run;
    const stop = (): void => {
      run.isStopping = true;
      run.child?.send({ type: 'stop' });
    };
    signal?.addEventListener('abort', stop, { once: true });
    try {
      this.#start(run);
      if (signal?.aborted === true) stop();
      yield* run.events.read();
    } finally {
      signal?.removeEventListener('abort', stop);
      if (run.child !== undefined) {
        stop();
        await this.#ended(run);
      }
      this.#run = undefined;
    }
  }

  setPaused(paused: boolean): void {
    if (this.#run === undefined || this.#run.isPaused === paused) return;
    this.#run.isPaused = paused;
    this.#run.child?.send({ type: paused ? 'pause' : 'resume' });
  }

  async dispose(): Promise<void> {
    const run = this.#run;
    if (run?.child === undefined) return;
    run.isStopping = true;
    run.child.send({ type: 'stop' });
    await this.#ended(run);
  }

  async #ended(run: Run): Promise<void> {
    const timer = setTimeout(() => run.child?.kill(), SHUTDOWN_MS);
    await run.ended.promise;
    clearTimeout(timer);
  }

  #start(run: Run): void {
    let isOver = false;
    const child = this.#launch({
      onMessage: (message) => {
        if (!this.#receive(run, message)) return;
        // Everything is on the disk before the last message.
        isOver = true;
        child.kill();
      },
      onExit: (reason) => {
        run.child = undefined;
        if (isOver) {
          run.events.end();
          run.ended.resolve(undefined);
        } else this.#recover(run, reason);
      },
    });
    run.child = child;
    child.send({ type: 'start', folder: run.folder });
    if (run.isPaused) child.send({ type: 'pause' });
    if (run.isStopping) child.send({ type: 'stop' });
  }

  /** @returns true for the last message of a run */
  #receive(run: Run, message: FromDistiller): boolean {
    if (message.type === 'ready') {
      if (message.version === DISTILLER_PROTOCOL) return false;
      const text = `the distiller speaks protocol ${message.version}, this program ${DISTILLER_PROTOCOL}: install it again`;
      run.events.end(new StudioError('internal', text));
      return true;
    }
    if (message.type === 'failed') {
      run.events.end(fromWire(message.error));
      return true;
    }
    if (message.event.type === 'saved') run.failures = 0;
    run.events.put(message.event);
    return message.event.type === 'finished';
  }

  #recover(run: Run, reason: string): void {
    run.failures++;
    if (run.isStopping || run.failures > MAX_RESTARTS) {
      const text = run.isStopping
        ? `the distiller ended while it was stopping (${reason}); ${run.folder} can be gone on with from its last checkpoint`
        : `the distiller died ${run.failures} times in a row (${reason}); ${run.folder} keeps its last checkpoint: try a smaller batch or fewer threads`;
      run.events.end(new StudioError('engine-died', text));
      run.ended.resolve(undefined);
      return;
    }
    run.events.put({ type: 'restarted', reason });
    this.#start(run);
  }
}
