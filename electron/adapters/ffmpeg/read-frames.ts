import { StudioError } from '../../contract/errors.ts';
import { indexOfPts, timeSec } from '../../domain/frame-table.ts';
import { startDecode } from './decode-run.ts';
import type { DecodeRequest } from './decode-run.ts';
import type { FrameIndex } from './index-frames.ts';
import type { ShownFrame } from './shown-frames.ts';

/**
 * Memory for `bytes` bytes of one picture; may wait until there is room. It counts as used once a frame in it has been
 * handed out: a picture that is never finished leaves its memory free to be given again.
 */
export type Allocate = (bytes: number) => Uint8Array | Promise<Uint8Array>;

/** What all readings of one stream share. */
export interface ReadContext {
  readonly request: Pick<DecodeRequest, 'binaries' | 'path' | 'streamIndex' | 'threads'>;
  readonly index: Pick<FrameIndex, 'table' | 'addressing'>;
  /** Filters that turn a picture into the wanted bytes. */
  readonly filters: readonly string[];
  readonly frameBytes: number;
  readonly allocate: Allocate;
  /** Hears of the end of every child that reading starts. */
  readonly onChild: (gone: Promise<void>) => void;
}

/** The raw bytes of one picture and its place in the frame table. */
export interface RawFrame {
  readonly index: number;
  readonly data: Uint8Array;
}

/** Hands items from the log to the reader of the bytes, which may come first. */
class Mailbox<T> {
  readonly #items: T[] = [];
  #wake: (() => void) | undefined;
  #closed = false;

  put(item: T): void {
    this.#items.push(item);
    this.#wake?.();
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  async take(): Promise<T | undefined> {
    while (this.#items.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.#items.shift();
  }
}

/** Cuts a byte stream into pieces of `bytes`, each written straight into its own memory; an unfinished last piece is dropped. */
export async function* cutIntoFrames(
  chunks: AsyncIterable<Uint8Array>,
  bytes: number,
  allocate: Allocate,
): AsyncGenerator<Uint8Array, void, undefined> {
  let target: Uint8Array | undefined;
  let filled = 0;
  for await (const chunk of chunks) {
    let used = 0;
    while (used < chunk.length) {
      target ??= await allocate(bytes);
      const part = chunk.subarray(used, used + bytes - filled);
      target.set(part, filled);
      used += part.length;
      filled += part.length;
      if (filled === bytes) {
        yield target;
        target = undefined;
        filled = 0;
      }
    }
  }
}

/** Filters that let through the frames `from`..`to` (and, to be reported only, the key frame that decoding starts at). */
function selection(
  { index, filters }: ReadContext,
  from: number,
  to: number,
  key: number | undefined,
): Pick<DecodeRequest, 'before' | 'after'> {
  if (index.addressing === 'count') {
    return { before: [`select='between(n,${from},${to})'`], after: filters };
  }
  const { pts } = index.table;
  const wanted = `between(pts,${pts[from]!},${pts[to]!})`;
  // Ends the run at the first picture beyond the span, also when a seek has landed too late.
  const trim = `trim=end_pts=${pts[to]! + 1}`;
  if (key === undefined || key === from)
    return { before: [trim, `select='${wanted}'`], after: filters };
  return {
    before: [trim, `select='eq(pts,${pts[key]!})+${wanted}'`],
    after: [`select='${wanted}'`, ...filters],
  };
}

/**
 * One decoding run that yields frames `from`..`to` in order, started at key frame `key` (undefined: the file's beginning).
 * Returns early, before its first frame, when the run did not decode the key frame cleanly or missed `from`.
 * @throws StudioError bad-media when a later frame is missing
 */
async function* decodeSpan(
  context: ReadContext,
  from: number,
  to: number,
  key: number | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<RawFrame, void, undefined> {
  const { table, addressing } = context.index;
  const reports = new Mailbox<number>();
  let keySeen = key === undefined;
  let reported = 0;
  const onFrame = (shown: ShownFrame): void => {
    if (addressing === 'count') {
      reports.put(from + reported++);
      return;
    }
    const { pts } = shown;
    // A picture that calls itself no key frame may lean on pictures before it.
    if (key !== undefined && pts === table.pts[key]! && shown.key) keySeen = true;
    if (pts === null || pts < table.pts[from]! || pts > table.pts[to]!) return;
    reports.put(indexOfPts(table, pts));
  };
  const { child, log } = startDecode(
    {
      ...context.request,
      ...selection(context, from, to, key),
      seekSec: key === undefined ? undefined : timeSec(table, key),
      sink: 'raw',
    },
    onFrame,
    signal,
  );
  context.onChild(child.gone);
  void child.exited.then(() => reports.close());
  let expected = from;
  try {
    for await (const data of cutIntoFrames(child.stdout, context.frameBytes, context.allocate)) {
      const index = await reports.take();
      if (index === undefined) break;
      if (index < 0) continue;
      if (expected === from && !keySeen) return;
      if (index !== expected) break;
      yield { index, data };
      if (expected++ === to) return;
    }
    if (signal?.aborted === true || (expected === from && key !== undefined)) return;
    const failure = child.startError()?.message ?? log.errors.at(-1);
    throw new StudioError(
      'bad-media',
      `${context.request.path}: frame ${expected} of ${table.pts.length} does not decode` +
        `${failure === undefined ? '' : ` (${failure})`}; the frames before it are good. ` +
        'The file may be damaged: copy it again, or open it with an exact index.',
    );
  } finally {
    await child.kill();
  }
}

/** Key frames to start from, in the order in which they are tried; undefined is the file's beginning. */
function startingPoints({ index }: ReadContext, from: number): (number | undefined)[] {
  const points: number[] = [];
  for (let i = from; i > 0 && points.length < 2; i--) {
    if (index.table.keyFrames[i] === 1) points.push(i);
  }
  return [...points, undefined];
}

/** Yields the raw pictures `from`..`to` (from <= to) in order, bit for bit as if the file were decoded from its beginning. */
export async function* readForward(
  context: ReadContext,
  from: number,
  to: number,
  signal?: AbortSignal,
): AsyncGenerator<RawFrame, void, undefined> {
  for (const key of startingPoints(context, from)) {
    let started = false;
    for await (const frame of decodeSpan(context, from, to, key, signal)) {
      started = true;
      yield frame;
    }
    if (started || signal?.aborted === true) return;
  }
}

/** Frames decoded together when reading backward, so that short groups of pictures do not cost a process each. */
const chunkFrames = 64;

/**
 * Yields the raw pictures `from`..`to` (from >= to) backward: chunks that begin at a key frame where they can are
 * decoded forward and handed out reversed, each of at most `chunkBytes` of pictures.
 */
export async function* readBackward(
  context: ReadContext,
  from: number,
  to: number,
  chunkBytes: number,
  signal?: AbortSignal,
): AsyncGenerator<RawFrame, void, undefined> {
  const most = Math.max(1, Math.floor(chunkBytes / context.frameBytes));
  const { keyFrames } = context.index.table;
  const own: ReadContext = { ...context, allocate: (bytes) => new Uint8Array(bytes) };
  for (let end = from; end >= to;) {
    const lowest = Math.max(to, end - most + 1);
    let start = Math.max(lowest, end - chunkFrames + 1);
    while (start > lowest && keyFrames[start] !== 1) start--;
    const chunk: RawFrame[] = [];
    let failure: unknown;
    try {
      for await (const frame of readForward(own, start, end, signal)) chunk.push(frame);
    } catch (error) {
      failure = error;
      // Coming from the far end, the pictures behind the damaged one are met first.
      const behind = start + chunk.length + 1;
      chunk.length = 0;
      if (behind <= end) {
        for await (const frame of readForward(own, behind, end, signal)) chunk.push(frame);
      }
    }
    if (signal?.aborted === true) return;
    for (let frame = chunk.pop(); frame !== undefined; frame = chunk.pop()) {
      const data = await context.allocate(frame.data.length);
      data.set(frame.data);
      yield { index: frame.index, data };
    }
    if (failure !== undefined) throw failure as Error;
    end = start - 1;
  }
}
