import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { StudioError } from '../../contract/errors.ts';
import type { RgbFrame } from '../../domain/frame.ts';
import { fromWire } from '../engine/protocol.ts';
import type { Channels, Picture } from './picture.ts';
import type { PictureReply, PictureRequest } from './picture-protocol.ts';
import { pictureWorkerEntry } from './picture-worker-entry.ts';

/** The most threads that one process decodes pictures in; readers do not look further ahead. */
const mostThreads = 3;

/** One thread and what it has been asked and not answered yet. */
class PictureThread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, PromiseWithResolvers<Picture | null>>();
  #lastId = 0;
  #isGone = false;

  constructor(entry: URL) {
    this.#worker = new Worker(entry);
    this.#worker.unref();
    this.#worker.on('message', (reply: PictureReply) => this.#settle(reply));
    this.#worker.on('error', (cause) => this.#end(cause));
    this.#worker.on('exit', () => this.#end(undefined));
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** Number of pictures under way. */
  get load(): number {
    return this.#pending.size;
  }

  decode(file: string, channels: Channels): Promise<Picture | null> {
    const id = ++this.#lastId;
    const pending = Promise.withResolvers<Picture | null>();
    this.#pending.set(id, pending);
    // Only a thread that is being waited for keeps its process alive.
    this.#worker.ref();
    this.#worker.postMessage({ id, file, channels } satisfies PictureRequest);
    return pending.promise;
  }

  #settle(reply: PictureReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#worker.unref();
    if ('error' in reply) pending?.reject(fromWire(reply.error));
    else pending?.resolve(reply.picture);
  }

  #end(cause: unknown): void {
    this.#isGone = true;
    for (const { reject } of this.#pending.values()) {
      const message = 'A thread that decodes pictures ended by itself: try again.';
      reject(new StudioError('internal', message, { cause }));
    }
    this.#pending.clear();
  }
}

/** Threads that decode picture files; each is started when all others are busy, and again when it has died. */
export class PictureThreads {
  readonly #entry: URL;
  readonly #most: number;
  #threads: readonly PictureThread[] = [];

  /** @param most number of threads at the same time */
  constructor(entry: URL, most: number) {
    this.#entry = entry;
    this.#most = most;
  }

  /**
   * Decodes one picture file to RGB [H,W,3]; alpha is dropped.
   * @throws StudioError bad-media when it does not decode
   */
  async rgb(file: string): Promise<RgbFrame> {
    return { kind: 'rgb', ...(await this.#idlest().decode(file, 3))! };
  }

  /**
   * Decodes one picture file to RGBA [H,W,4]; null when it has no alpha.
   * @throws StudioError bad-media when it does not decode
   */
  rgba(file: string): Promise<Picture | null> {
    return this.#idlest().decode(file, 4);
  }

  #idlest(): PictureThread {
    this.#threads = this.#threads.filter(({ isGone }) => !isGone);
    const [idlest] = this.#threads.toSorted((a, b) => a.load - b.load);
    const isIdle = idlest?.load === 0;
    if (idlest !== undefined && (isIdle || this.#threads.length >= this.#most)) return idlest;
    const started = new PictureThread(this.#entry);
    this.#threads = [...this.#threads, started];
    return started;
  }
}

/** This process's threads, which all open folders share. */
export const pictureThreads = new PictureThreads(
  pictureWorkerEntry,
  Math.min(mostThreads, availableParallelism()),
);
