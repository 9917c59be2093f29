import { Worker } from 'node:worker_threads';
import { fromWire } from '../../adapters/engine/protocol.ts';
import type { PairBatch } from '../../ml/distill/pair-batch.ts';
import type { BatchReply, BatchRequest, BatchWorkerData } from './batch-protocol.ts';

/** Batches that are made ahead by each worker. */
const AHEAD = 2;

/** Makes batches in worker threads ahead of the step that asks for them; batch k is the same whoever makes it. */
export class BatchFeeder {
  readonly #workers: readonly Worker[];
  readonly #indices: (drawn: number) => readonly number[];
  readonly #pending = new Map<number, PromiseWithResolvers<PairBatch>>();
  readonly #depth: number;
  #error: Error | undefined;

  /** @param indices numbers of the pairs of batch `drawn` */
  constructor(
    entry: URL,
    options: {
      readonly workers: number;
      readonly data: BatchWorkerData;
      readonly indices: (drawn: number) => readonly number[];
    },
  ) {
    this.#indices = options.indices;
    this.#depth = options.workers * AHEAD;
    this.#workers = Array.from({ length: options.workers }, () => {
      const worker = new Worker(entry, { workerData: options.data });
      worker.on('message', (reply: BatchReply) => this.#receive(reply));
      worker.on('error', (error) => this.#fail(error as Error));
      return worker;
    });
  }

  /** The batch number `drawn`; those after it are begun at once. @throws StudioError what went wrong in a worker. */
  async next(drawn: number): Promise<PairBatch> {
    if (this.#error !== undefined) throw this.#error;
    for (let ahead = drawn; ahead < drawn + this.#depth; ahead++) this.#request(ahead);
    // Batches before this one will not be asked for any more.
    for (const id of this.#pending.keys()) if (id < drawn) this.#pending.delete(id);
    const batch = await this.#pending.get(drawn)!.promise;
    this.#pending.delete(drawn);
    return batch;
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #request(drawn: number): void {
    if (this.#pending.has(drawn)) return;
    const pending = Promise.withResolvers<PairBatch>();
    // A batch that nobody asks for may fail unheard; the one that is asked for throws.
    pending.promise.catch(() => undefined);
    this.#pending.set(drawn, pending);
    const request: BatchRequest = { id: drawn, indices: this.#indices(drawn) };
    this.#workers[drawn % this.#workers.length]!.postMessage(request);
  }

  #receive(reply: BatchReply): void {
    const pending = this.#pending.get(reply.id);
    if ('batch' in reply) pending?.resolve(reply.batch);
    else pending?.reject(fromWire(reply.error));
  }

  #fail(error: Error): void {
    this.#error = error;
    for (const { reject } of this.#pending.values()) reject(error);
  }
}
